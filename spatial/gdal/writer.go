package gdal

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/lukeroth/gdal"
	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"
)

// VectorWriter writes a new vector file. One goroutine at a time.
type VectorWriter struct {
	path   string
	driver string
	ds     gdal.Dataset
	layers []*LayerWriter
}

// CreateVector starts a file by GDAL's driver name: GPKG, GeoJSON, FlatGeobuf, ESRI Shapefile. It returns an error if GDAL has no
// such driver or cannot write the file.
func CreateVector(path, name string) (*VectorWriter, error) {
	w := &VectorWriter{path: path, driver: name}
	err := onThread(func() error {
		d, err := driver(name)
		if err != nil {
			return fmt.Errorf("%s: GDAL has no driver %q", path, name)
		}
		defer unsynced()()
		w.ds = d.Create(path, 0, 0, 0, gdal.DataType(gdal.GDT_Unknown), nil)
		if w.ds.IsNull() {
			return failure(path, "it cannot be created")
		}
		return reported(path, "it cannot be created")
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// LayerSpec describes a layer to write. Geometry is MultiPolygon, Polygon, Point or None.
type LayerSpec struct {
	Name     string
	CRS      CRS
	Geometry string
	Fields   []Field
}

// LayerWriter writes rows of one layer.
type LayerWriter struct {
	path, name string
	layer      gdal.Layer
	def        gdal.FeatureDefinition
	fields     []Field
	inTx       bool
}

// AddLayer adds a layer; finish one before starting the next. An error names the layer and holds GDAL's message.
func (w *VectorWriter) AddLayer(spec LayerSpec) (*LayerWriter, error) {
	if err := w.finish(); err != nil {
		return nil, err
	}
	kinds := map[string]gdal.GeometryType{"MultiPolygon": gdal.GT_MultiPolygon, "Polygon": gdal.GT_Polygon, "Point": gdal.GT_Point, "None": gdal.GT_None}
	kind, ok := kinds[spec.Geometry]
	if !ok {
		return nil, fmt.Errorf("%s, layer %s: geometry %q", w.path, spec.Name, spec.Geometry)
	}
	var options []string
	if w.driver == "ESRI Shapefile" {
		options = []string{"ENCODING=UTF-8"} // its default, ISO-8859-1, turns Chinese into question marks
	}
	l := &LayerWriter{path: w.path, name: spec.Name, fields: spec.Fields}
	err := onThread(func() error {
		var sr gdal.SpatialReference
		if !spec.CRS.None() && spec.Geometry != "None" {
			sr = spec.CRS.open()
			defer sr.Release()
		}
		l.layer = w.ds.CreateLayer(spec.Name, sr, kind, options)
		if l.layer.IsNull() {
			return failure(w.path, "layer "+spec.Name)
		}
		for _, f := range spec.Fields {
			fd := gdal.CreateFieldDefinition(f.Name, map[FieldType]gdal.FieldType{String: gdal.FT_String, Integer: gdal.FT_Integer64, Real: gdal.FT_Real, Date: gdal.FT_Date}[f.Type])
			err := l.layer.CreateField(fd, true)
			fd.Destroy()
			if err != nil {
				return failure(w.path, "layer "+spec.Name+", field "+f.Name)
			}
		}
		l.def = l.layer.Definition()
		return reported(w.path, "layer "+spec.Name)
	})
	if err != nil {
		return nil, err
	}
	w.layers = append(w.layers, l)
	return l, nil
}

// Write appends a row: values along the spec's fields (nil, string, int64, int, float64, bool, time.Time), geometry nil for none.
// An error names file, layer and field, and holds GDAL's message.
func (l *LayerWriter) Write(values []any, g geom.T) error {
	if len(values) > len(l.fields) {
		return fmt.Errorf("%s, layer %s: %d values for %d fields", l.path, l.name, len(values), len(l.fields))
	}
	return onThread(func() error {
		if !l.inTx {
			l.inTx = l.layer.StartTransaction() == nil
		}
		f := l.def.Create()
		defer f.Destroy()
		for i, v := range values {
			if err := setField(f, i, v); err != nil {
				return fmt.Errorf("%s, layer %s, field %s: %w", l.path, l.name, l.fields[i].Name, err)
			}
		}
		if g != nil {
			b, err := wkb.Marshal(g, wkb.NDR)
			if err != nil {
				return fmt.Errorf("%s, layer %s: %w", l.path, l.name, err)
			}
			og, err := gdal.CreateFromWKB(b, gdal.SpatialReference{}, len(b))
			if err != nil {
				return failure(l.path, "layer "+l.name+": geometry")
			}
			if err := f.SetGeometryDirectly(og); err != nil {
				return failure(l.path, "layer "+l.name+": geometry")
			}
		}
		if err := l.layer.Create(f); err != nil {
			return failure(l.path, "layer "+l.name+": write row")
		}
		return reported(l.path, "layer "+l.name+": write row")
	})
}

func setField(f gdal.Feature, i int, v any) error {
	switch v := v.(type) {
	case nil:
	case string:
		f.SetFieldString(i, v)
	case int64:
		f.SetFieldInteger64(i, v)
	case int:
		f.SetFieldInteger64(i, int64(v))
	case float64:
		f.SetFieldFloat64(i, v)
	case bool:
		n := int64(0)
		if v {
			n = 1
		}
		f.SetFieldInteger64(i, n)
	case time.Time:
		f.SetFieldDateTime(i, v)
	default:
		return fmt.Errorf("a value of type %T", v)
	}
	return nil
}

func (w *VectorWriter) finish() error {
	return onThread(func() error {
		for _, l := range w.layers {
			if l.inTx {
				l.inTx = false
				if err := l.layer.CommitTransaction(); err != nil {
					return failure(w.path, "layer "+l.name+": commit")
				}
				if err := reported(w.path, "layer "+l.name+": commit"); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Close completes the file and makes it durable; its errors are those of the writing.
func (w *VectorWriter) Close() error {
	err := w.finish()
	err = onThread(func() error {
		w.ds.Close()
		if err == nil {
			if last := lastError(); last != nil {
				err = fmt.Errorf("%s: close: %w", w.path, last)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	f, err := os.Open(w.path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
