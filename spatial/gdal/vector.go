package gdal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/lukeroth/gdal"
	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"

	"github.com/qingshan-gis/qingshan/spatial"
)

// FieldType is what a field holds.
type FieldType int

// Field types; anything else is read as text.
const (
	String FieldType = iota
	Integer
	Real
	Date
)

// Field is a column of a layer.
type Field struct {
	Name   string
	Type   FieldType
	Single bool // a Real of single precision (binary32), whose whole numbers are exact below 2^24 only
}

// LayerInfo describes a vector layer without reading its rows.
type LayerInfo struct {
	Path, Name, Driver string
	Fields             []Field
	Count              int64
	GeometryType       string
	CRS                CRS
	HasCRS             bool
	Extent             spatial.Box
}

// Options for reading. Encoding is that of a shapefile's table where the file itself is wrong or silent, Metre how many metres a unit
// of the coordinates is where the layer's own CRS is wrong or silent: arcs are made straight by it.
type Options struct {
	Encoding string
	Where    string
	Metre    float64
}

// Surface is the kind of a TIN, a polyhedral surface or a triangle, as multipatches hold them: a surface in space, which has no
// polygon of its own on the ground.
const Surface = "Surface"

// Record is one row; Values run along LayerInfo.Fields and hold nil, string, int64, float64 or time.Time (in
// [time.UTC] where the file states no zone, else in a fixed zone).
type Record struct {
	Row      int64 // the file's own number of the row
	Values   []any
	Geometry *geom.MultiPolygon // XY; nil where there is no polygon
	Kind     string             // of the geometry as it was: "Polygon", "Point", "" for none
}

// Layers lists the layers of a file. It returns an error if the file is missing, GDAL cannot read it, or it has no vector layer.
func Layers(path string, o Options) (infos []LayerInfo, err error) {
	err = withDataset(path, o, func(ds gdal.Dataset) error {
		for _, l := range layersOf(ds) {
			info, err := layerInfo(path, ds, l)
			if err != nil {
				return err
			}
			infos = append(infos, info)
		}
		if len(infos) == 0 {
			return fmt.Errorf("%s: it has no vector layer", path)
		}
		return nil
	})
	return infos, err
}

// layersOf lists layers up to the first that is not there; the binding has no count.
func layersOf(ds gdal.Dataset) []gdal.Layer {
	var out []gdal.Layer
	for i := 0; ; i++ {
		l := ds.LayerByIndex(i)
		if l.IsNull() {
			return out
		}
		out = append(out, l)
	}
}

func withDataset(path string, o Options, f func(ds gdal.Dataset) error) error {
	if err := present(path); err != nil {
		return err
	}
	return onThread(func() error {
		var options []string
		if o.Encoding != "" {
			options = []string{"ENCODING=" + o.Encoding}
		}
		if strings.EqualFold(filepath.Ext(path), ".gml") {
			options = append(options, "WRITE_GFS=NO") // deliveries are read, and nothing is left beside them
		}
		ds, err := openDataset(path, gdal.OFVector, options)
		if err != nil {
			return failure(path, "it is no vector file that GDAL can read")
		}
		defer ds.Close()
		return f(ds)
	})
}

func layerInfo(path string, ds gdal.Dataset, l gdal.Layer) (LayerInfo, error) {
	info := LayerInfo{Path: path, Name: l.Name(), Driver: ds.Driver().ShortName(), Extent: spatial.EmptyBox()}
	def := l.Definition()
	for i := range def.FieldCount() {
		f := def.FieldDefinition(i)
		info.Fields = append(info.Fields, Field{f.Name(), fieldType(f.Type()), isSingle(f)})
	}
	n, ok := l.FeatureCount(true)
	if !ok || n < 0 {
		return info, failure(path, "the rows of layer "+info.Name+" cannot be counted")
	}
	info.Count = int64(n)
	info.GeometryType = geometryName(l.Type())
	if sr := l.SpatialReference(); !sr.IsNull() {
		var err error
		if info.CRS, err = describe(sr); err != nil {
			return info, fmt.Errorf("%s, layer %s: %w", path, info.Name, err)
		}
		info.HasCRS = true
	}
	if e, err := l.Extent(true); err == nil && info.Count > 0 {
		info.Extent = spatial.Box{MinX: e.MinX(), MinY: e.MinY(), MaxX: e.MaxX(), MaxY: e.MaxY()}
	}
	return info, nil
}

func fieldType(t gdal.FieldType) FieldType {
	switch t {
	case gdal.FT_Integer, gdal.FT_Integer64:
		return Integer
	case gdal.FT_Real:
		return Real
	case gdal.FT_Date, gdal.FT_DateTime:
		return Date
	}
	return String
}

func geometryName(t gdal.GeometryType) string {
	names := []string{"Unknown", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"}
	flat := flatType(t)
	if flat < len(names) {
		return names[flat]
	}
	switch {
	case flat == 100:
		return "None"
	case flat >= wkbPolyhedralSurface && flat <= wkbTriangle:
		return Surface
	}
	return "Curve"
}

// flatType is the code of a geometry type without heights and measures.
func flatType(t gdal.GeometryType) int { return int(t) & 0x7fffffff % 1000 }

// ReadLayer hands every row of a layer to yield; layer "" is the only one. It stops at the first error and at the end of ctx.
func ReadLayer(ctx context.Context, path, layer string, o Options, yield func(LayerInfo, Record) error) error {
	return withDataset(path, o, func(ds gdal.Dataset) error {
		l, err := pickLayer(path, layer, ds)
		if err != nil {
			return err
		}
		info, err := layerInfo(path, ds, l)
		if err != nil {
			return err
		}
		if o.Where != "" {
			if err := l.SetAttributeFilter(o.Where); err != nil {
				return failure(path, badFilter(info, o))
			}
		}
		unit := cmp.Or(o.Metre, info.CRS.Metre())
		for n := 0; ; n++ {
			if n%256 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			forget() // what yield's own calls left behind is not this layer's error
			f := l.NextFeature()
			if err := lastError(); err != nil {
				if f != nil {
					f.Destroy()
				}
				if n == 0 && o.Where != "" { // databases look at a filter when the first row is asked for
					return fmt.Errorf("%s: %s: %w", path, badFilter(info, o), err)
				}
				return fmt.Errorf("%s, layer %s, after row %d: %w", path, info.Name, n, err)
			}
			if f == nil {
				return nil
			}
			rec, err := record(f, info.Fields, unit)
			f.Destroy()
			if err != nil {
				return fmt.Errorf("%s, layer %s, row %d: %w", path, info.Name, rec.Row, err)
			}
			if err := yield(info, rec); err != nil {
				return err
			}
		}
	})
}

func badFilter(info LayerInfo, o Options) string {
	return fmt.Sprintf("layer %s: where: %s cannot be read (names of fields in Chinese stand in double quotes, texts in single ones)", info.Name, o.Where)
}

func pickLayer(path, name string, ds gdal.Dataset) (gdal.Layer, error) {
	var names []string
	layers := layersOf(ds)
	for _, l := range layers {
		if l.Name() == name || name == "" && len(layers) == 1 {
			return l, nil
		}
		names = append(names, fmt.Sprintf("%q", l.Name()))
	}
	return gdal.Layer{}, fmt.Errorf("%s: no layer %q; it has %s", path, name, strings.Join(names, ", "))
}

func record(f *gdal.Feature, fields []Field, unit float64) (Record, error) {
	rec := Record{Row: f.FID(), Values: make([]any, len(fields))}
	for i, field := range fields {
		if !f.IsFieldSetAndNotNull(i) {
			continue
		}
		switch field.Type {
		case Integer:
			rec.Values[i] = f.FieldAsInteger64(i)
		case Real:
			rec.Values[i] = f.FieldAsFloat64(i)
		case Date:
			if t, ok := moment(f, i); ok {
				rec.Values[i] = t
			}
		default:
			rec.Values[i] = f.FieldAsString(i)
		}
	}
	g := f.Geometry()
	if g.IsNull() {
		return rec, nil
	}
	rec.Kind = geometryName(g.Type())
	if g.IsEmpty() {
		rec.Kind = ""
		return rec, nil
	}
	if rec.Kind == Surface {
		return rec, nil
	}
	var err error
	if rec.Geometry, err = polygonal(f, g, unit); errors.Is(err, errSurface) {
		rec.Kind, err = Surface, nil
	}
	return rec, err
}

// polygonal is the polygons of a geometry in two dimensions, arcs made straight; nil where it holds none.
func polygonal(f *gdal.Feature, g gdal.Geometry, unit float64) (*geom.MultiPolygon, error) {
	switch kind := flatType(g.Type()); {
	case kind >= wkbCollection && kind <= wkbMultiSurface:
		g.FlattenTo2D()
		data, err := g.ToWKB()
		if err != nil {
			return nil, err
		}
		return linearPolygons(data, unit)
	case kind == wkbPolygon || kind == wkbMultiPolygon:
		g.FlattenTo2D()
		data, err := g.ToWKB()
		if err != nil {
			return nil, err
		}
		return toMulti(data)
	case kind == 0 || kind > wkbMultiSurface:
		if m := f.StealGeometry().ForceToMultiPolygon(); !m.IsNull() { // takes ownership
			defer m.Destroy()
			m.FlattenTo2D()
			if flatType(m.Type()) == wkbMultiPolygon {
				data, err := m.ToWKB()
				if err != nil {
					return nil, err
				}
				return toMulti(data)
			}
		}
	}
	return nil, nil
}

func toMulti(data []byte) (*geom.MultiPolygon, error) {
	g, err := wkb.Unmarshal(data)
	if err != nil {
		return nil, err
	}
	mp := geom.NewMultiPolygon(geom.XY)
	if err := pushPolygons(mp, g); err != nil {
		return nil, err
	}
	if mp.NumPolygons() == 0 {
		return nil, nil
	}
	return mp, nil
}

func pushPolygons(mp *geom.MultiPolygon, g geom.T) error {
	switch g := g.(type) {
	case *geom.Polygon:
		return mp.Push(g)
	case *geom.MultiPolygon:
		for i := range g.NumPolygons() {
			if err := mp.Push(g.Polygon(i)); err != nil {
				return err
			}
		}
	case *geom.GeometryCollection:
		for _, part := range g.Geoms() {
			if err := pushPolygons(mp, part); err != nil {
				return err
			}
		}
	}
	return nil
}
