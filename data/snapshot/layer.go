package snapshot

import "github.com/qingshan-gis/qingshan/spatial"

// FieldType is what the values of a field are.
type FieldType int

// The types: string, float64, int64.
const (
	String FieldType = iota
	Real
	Integer
)

// Field is a field of a layer.
type Field struct {
	Name  string
	Type  FieldType
	Value func(row int) any
}

// Layer is a table as people open it: fields along rows, with a shape each or none (nil). Shapes are in the working CRS.
type Layer struct {
	Name   string
	Fields []Field
	Rows   int
	Shapes *spatial.Polygons
}

// Row are the values of a row along the fields.
func (l Layer) Row(i int) []any {
	out := make([]any, len(l.Fields))
	for k, f := range l.Fields {
		out[k] = f.Value(i)
	}
	return out
}

// Layers are the tables that are layers by themselves.
func (t *Tables) Layers() []Layer {
	var out []Layer
	_ = t.tables(func(x table) error {
		if x.fields != nil {
			l := Layer{Name: x.name, Fields: x.fields, Rows: x.rows()}
			if x.shapes != nil {
				l.Shapes = *x.shapes
			}
			out = append(out, l)
		}
		return nil
	})
	return out
}

// TextField is a field of texts.
func TextField(name string, value func(row int) string) Field {
	return Field{name, String, func(i int) any { return value(i) }}
}

// RealField is a field of numbers.
func RealField(name string, value func(row int) float64) Field {
	return Field{name, Real, func(i int) any { return value(i) }}
}

func textsField(name string, p *[]string) Field {
	return TextField(name, func(i int) string { return (*p)[i] })
}

func datesField(name string, p *[]Date) Field {
	return TextField(name, func(i int) string { return (*p)[i].String() })
}

func realsField(name string, p *[]float64) Field {
	return RealField(name, func(i int) float64 { return (*p)[i] })
}
