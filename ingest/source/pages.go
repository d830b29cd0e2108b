package source

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Services hand large collections out by pages. A page that is taken for the whole looks like a county with few cells, so one that
// says what it is is refused.

// checkWhole refuses a layer's file that is built wrongly where GDAL would read something else, or that is one page of many. name is
// the file as the project calls it.
func checkWhole(l *Layer, name string) (err error) {
	switch l.Info.Driver {
	case "GeoJSON":
		return checkGeoJSON(l.path, name, l.Info.Count)
	case "ESRIJSON":
		err = checkEsriPage(l.path)
	case "GML":
		err = checkGMLPage(l.path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// pageError says by what a file was known as a page.
type pageError struct{ sign string }

func (e *pageError) Error() string {
	return fmt.Sprintf("it is one page of a larger answer (%s); fetch all pages, with a larger `limit` or by the links to the next, and deliver them in one file", e.sign)
}

// checkPage looks at the members of a GeoJSON or Esri JSON collection beside its features: links (OGC API Features, 17-069r4, 7.15.6),
// numberMatched and numberReturned, GeoServer's totalFeatures, ArcGIS' exceededTransferLimit.
func checkPage(top map[string]json.RawMessage, features int64) error {
	for _, name := range []string{"numberMatched", "totalFeatures"} {
		if n, ok := numberOf(top[name]); ok {
			if n > features {
				return &pageError{fmt.Sprintf("%s %d, and it holds %d", name, n, features)}
			}
			return nil // all there is, whatever it links to
		}
	}
	var properties struct {
		ExceededTransferLimit bool `json:"exceededTransferLimit"`
	}
	_ = json.Unmarshal(top["properties"], &properties)
	if string(top["exceededTransferLimit"]) == "true" || properties.ExceededTransferLimit {
		return &pageError{"exceededTransferLimit"}
	}
	var links []struct {
		Rel string `json:"rel"`
	}
	_ = json.Unmarshal(top["links"], &links)
	for _, l := range links {
		for _, rel := range strings.Fields(strings.ToLower(l.Rel)) {
			if slices.Contains([]string{"next", "prev", "previous"}, rel) {
				return &pageError{"a link rel=" + rel}
			}
		}
	}
	for _, name := range []string{"next", "previous"} {
		if textOf(top[name]) != "" {
			return &pageError{name + " is given"}
		}
	}
	return nil
}

// numberOf is a whole number that is written as one, or as a text of one.
func numberOf(raw json.RawMessage) (int64, bool) {
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	return n, err == nil
}

// checkEsriPage looks whether an Esri JSON file is a page.
func checkEsriPage(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(b, &top); err != nil {
		return err
	}
	var features []json.RawMessage
	_ = json.Unmarshal(top["features"], &features)
	return checkPage(top, int64(len(features)))
}

// checkGMLPage looks at the root of a WFS answer (09-025r2, 7.7.4): numberMatched, numberReturned, next and previous.
func checkGMLPage(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	dec := xml.NewDecoder(f)
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // the root's attributes are ASCII
	for {
		t, err := dec.RawToken()
		if err != nil {
			return nil // what is no XML is for GDAL to refuse
		}
		root, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		at := map[string]string{}
		for _, a := range root.Attr {
			at[a.Name.Local] = strings.TrimSpace(a.Value)
		}
		matched, err1 := strconv.ParseInt(at["numberMatched"], 10, 64)
		returned, err2 := strconv.ParseInt(at["numberReturned"], 10, 64)
		switch {
		case errors.Join(err1, err2) == nil && matched > returned:
			return &pageError{fmt.Sprintf("numberMatched %d, numberReturned %d", matched, returned)}
		case errors.Join(err1, err2) == nil:
			return nil
		case at["next"] != "":
			return &pageError{"next is given"}
		case at["previous"] != "":
			return &pageError{"previous is given"}
		}
		return nil
	}
}
