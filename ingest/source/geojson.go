package source

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// checkGeoJSON refuses a GeoJSON file that is not built as RFC 7946 says: GDAL opens most such files and reads something
// else, or nothing, in place of what is wrong. read is how many features GDAL found.
func checkGeoJSON(path, name string, read int64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	n, top, err := scanGeoJSON(f)
	if err != nil {
		return fmt.Errorf("%s: it is no GeoJSON by RFC 7946: %w; export it again", name, err)
	}
	if err := checkPage(top, n); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if n != read {
		return fmt.Errorf("%s: it holds %d features, of which %d can be read; export it again", name, n, read)
	}
	return nil
}

// scanGeoJSON checks a document's structure feature by feature, counts them, and returns its other members; a bare geometry counts as
// one.
func scanGeoJSON(r io.Reader) (features int64, top map[string]json.RawMessage, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	if bom, err := in.Peek(3); err == nil && string(bom) == "\ufeff" {
		in.Discard(3)
	}
	dec := json.NewDecoder(in)
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return 0, nil, errors.Join(errors.New("it is no JSON object"), err)
	}
	top = map[string]json.RawMessage{}
	listed := false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return 0, nil, err
		}
		if key == "features" {
			if features, err = scanFeatures(dec); err != nil {
				return 0, nil, err
			}
			listed = true
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return 0, nil, err
		}
		top[key.(string)] = value
	}
	if _, err := dec.Token(); err != nil {
		return 0, nil, err
	}
	switch kind := textOf(top["type"]); {
	case kind == "FeatureCollection" && !listed:
		return 0, nil, errors.New("a FeatureCollection without `features`")
	case kind == "FeatureCollection":
		return features, top, nil
	case listed:
		return 0, nil, fmt.Errorf("it has `features` and type %q", kind)
	case kind == "Feature":
		return 1, top, checkFeature(top)
	default:
		return 1, top, checkGeometry(top)
	}
}

func scanFeatures(dec *json.Decoder) (n int64, err error) {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return 0, errors.Join(errors.New("`features` is no list"), err)
	}
	for ; dec.More(); n++ {
		var f map[string]json.RawMessage
		if err := dec.Decode(&f); err != nil {
			return n, fmt.Errorf("feature %d: %w", n+1, err)
		}
		if err := checkFeature(f); err != nil {
			return n, fmt.Errorf("feature %d: %w", n+1, err)
		}
	}
	_, err = dec.Token()
	return n, err
}

// checkFeature wants a type and a geometry, which may be null; properties may be missing.
func checkFeature(f map[string]json.RawMessage) error {
	if kind := textOf(f["type"]); kind != "Feature" {
		return fmt.Errorf("its type is %q, not Feature", kind)
	}
	var properties map[string]json.RawMessage
	if p, ok := f["properties"]; ok && json.Unmarshal(p, &properties) != nil {
		return errors.New("its `properties` are no object")
	}
	raw, ok := f["geometry"]
	if !ok {
		return errors.New("it has no `geometry`")
	}
	var g map[string]json.RawMessage
	if err := json.Unmarshal(raw, &g); err != nil {
		return errors.New("its `geometry` is no object")
	}
	if g == nil { // null: quarantined as a row
		return nil
	}
	return checkGeometry(g)
}

// positionsAt is how many lists deep the positions of a geometry lie (RFC 7946, 3.1).
func positionsAt(kind string) (depth int, known bool) {
	depth = slices.Index([]string{"Point", "LineString", "Polygon", "MultiPolygon"}, kind)
	switch kind {
	case "MultiPoint":
		depth = 1
	case "MultiLineString":
		depth = 2
	}
	return depth, depth >= 0
}

func checkGeometry(g map[string]json.RawMessage) error {
	kind := textOf(g["type"])
	if kind == "GeometryCollection" {
		var parts []map[string]json.RawMessage
		if err := json.Unmarshal(g["geometries"], &parts); err != nil {
			return errors.New("a GeometryCollection whose `geometries` are no list of objects")
		}
		for _, p := range parts {
			if err := checkGeometry(p); err != nil {
				return err
			}
		}
		return nil
	}
	depth, known := positionsAt(kind)
	if !known {
		return fmt.Errorf("its geometry has type %q", kind)
	}
	var coordinates any
	if err := json.Unmarshal(g["coordinates"], &coordinates); err != nil {
		return fmt.Errorf("a %s without `coordinates`", kind)
	}
	if !positions(coordinates, depth) {
		return fmt.Errorf("the `coordinates` are not those of a %s", kind)
	}
	return nil
}

// positions tells whether lists nest so deep and end in positions of two numbers or more.
func positions(v any, depth int) bool {
	list, ok := v.([]any)
	if !ok {
		return false
	}
	if depth == 0 {
		return len(list) >= 2 && !slices.ContainsFunc(list, func(v any) bool { _, ok := v.(float64); return !ok })
	}
	return !slices.ContainsFunc(list, func(v any) bool { return !positions(v, depth-1) })
}

// textOf is a JSON string's text, "" for anything else.
func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
