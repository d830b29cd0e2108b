package vectorfile

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Write is the [render.VectorWriter] on GDAL. The errors are a [snapshot.QueryError] where the document has no features or a shapefile's
// name another ending, ctx's, or GDAL's.
func Write(ctx context.Context, path string, f render.Format, d render.Document, s *snapshot.Snapshot) (err error) {
	if d.Features == nil {
		return &snapshot.QueryError{Reason: "this answer has no geometry; ask for table, json, csv or xlsx"}
	}
	shapefile := f == render.SHP
	driver := map[render.Format]string{render.GPKG: "GPKG", render.SHP: "ESRI Shapefile"}[f]
	if shapefile && !strings.EqualFold(filepath.Ext(path), ".shp") {
		return &snapshot.QueryError{Reason: fmt.Sprintf("%s: the name of a shapefile ends in .shp", path)}
	}
	crs, err := gdal.ParseCRS(s.Manifest.CRS.WKT)
	if err != nil {
		return err
	}
	features := render.Until(ctx, d.Features)
	names, fields := featureFields(d.Columns, features)
	if shapefile {
		fields = shortened(fields)
	}
	w, err := gdal.CreateVector(path, driver)
	if err != nil {
		return err
	}
	defer func() {
		if closed := w.Close(); err == nil {
			err = closed
		}
		if err != nil {
			removeVector(path)
		}
	}()
	name := cmp.Or(d.Name, "answer")
	if shapefile {
		name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	layer, err := w.AddLayer(gdal.LayerSpec{Name: name, CRS: crs, Geometry: "MultiPolygon", Fields: fields})
	if err != nil {
		return err
	}
	for f := range features {
		row := make([]any, len(names))
		for k, n := range names {
			if row[k] = vectorValue(f.Properties[n]); shapefile {
				row[k] = shortText(row[k])
			}
		}
		if err := layer.Write(row, f.Shapes.Feature(f.Index)); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil || shapefile {
		return err
	}
	return writeAboutLayer(w, d)
}

// writeAboutLayer puts what the rows are about into a table beside them.
func writeAboutLayer(w *gdal.VectorWriter, d render.Document) error {
	layer, err := w.AddLayer(gdal.LayerSpec{Name: "about", Geometry: "None", Fields: []gdal.Field{{Name: "name"}, {Name: "value"}}})
	if err != nil {
		return err
	}
	facts := d.About
	for _, line := range d.Foot {
		facts = append(facts, render.Fact{Value: line})
	}
	for _, f := range facts {
		if err := layer.Write([]any{f.Name, f.Value}, nil); err != nil {
			return err
		}
	}
	return nil
}

func removeVector(path string) {
	os.Remove(path)
	for _, ext := range []string{".shx", ".dbf", ".prj", ".cpg"} {
		if strings.EqualFold(filepath.Ext(path), ".shp") {
			os.Remove(strings.TrimSuffix(path, filepath.Ext(path)) + ext)
		}
	}
}

// featureFields lists the features' properties, those that are columns of the table first and in its order, with their types.
func featureFields(columns []render.Column, features iter.Seq[render.Feature]) (names []string, fields []gdal.Field) {
	there := map[string]any{} // the first value that is one
	for f := range features {
		for n, v := range f.Properties {
			if v := vectorValue(v); there[n] == nil {
				there[n] = v
			}
		}
	}
	for _, c := range columns {
		if _, ok := there[c.Name]; ok {
			names = append(names, c.Name)
		}
	}
	var others []string
	for n := range there {
		if !slices.Contains(names, n) {
			others = append(others, n)
		}
	}
	slices.Sort(others)
	names = append(names, others...)
	for _, n := range names {
		field := gdal.Field{Name: n}
		switch there[n].(type) {
		case float64:
			field.Type = gdal.Real
		case int, int64:
			field.Type = gdal.Integer
		}
		fields = append(fields, field)
	}
	return names, fields
}

// vectorValue is a property as a field holds it; lists become texts.
func vectorValue(v any) any {
	switch v := v.(type) {
	case []snapshot.ChainStep:
		return render.ChainText(v)
	case []change.Flag:
		return render.FlagsText(v)
	case []string:
		return strings.Join(v, "; ")
	}
	if v == nil || reflect.TypeOf(v).Kind() != reflect.Slice {
		return render.SheetValue(v)
	}
	b, err := json.Marshal(v)
	if err != nil || string(b) == "null" || string(b) == "[]" {
		return nil
	}
	return string(b)
}

// A shapefile's field names hold ten bytes, its texts 254.
const (
	shortName = 10
	longText  = 254
)

// shortened gives every field a name that fits and stays readable: vowels behind a word's first letter go, from the end, then
// letters; of two that come out alike the later gets a number.
func shortened(fields []gdal.Field) []gdal.Field {
	out := slices.Clone(fields)
	taken := map[string]bool{}
	for i := range out {
		name := abbreviate(out[i].Name, shortName)
		for n := 2; taken[strings.ToLower(name)]; n++ {
			suffix := fmt.Sprint(n)
			name = abbreviate(out[i].Name, shortName-len(suffix)) + suffix
		}
		taken[strings.ToLower(name)] = true
		out[i].Name = name
	}
	return out
}

func abbreviate(name string, limit int) string {
	b := []byte(name)
	for i := len(b) - 1; i > 0 && len(b) > limit; i-- {
		if strings.IndexByte("aeiou", b[i]) >= 0 && b[i-1] != '_' {
			b = slices.Delete(b, i, i+1)
		}
	}
	return string(b[:min(len(b), limit)])
}

// shortText cuts a text to what a shapefile holds, between characters.
func shortText(v any) any {
	text, ok := v.(string)
	if !ok || len(text) <= longText {
		return v
	}
	cut := longText - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
