package snapshot

import (
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Shared is ground that features A < B of one layer both hold; columns run in parallel.
type Shared struct {
	A, B        []int32
	Ellipsoidal []float64
	Planar      []float64 // in the working CRS
	Shapes      *spatial.Polygons
}

// PackPairs turns shared ground into columns.
func PackPairs(pairs []overlay.Pair, ellipsoid area.Measure) Shared {
	var out Shared
	var shapes spatial.Builder
	for _, p := range pairs {
		out.A, out.B = append(out.A, p.A), append(out.B, p.B)
		out.Ellipsoidal = append(out.Ellipsoidal, float64(ellipsoid.Multi(p.Shape)))
		out.Planar = append(out.Planar, float64(area.Planar().Multi(p.Shape)))
		shapes.Add(p.Shape)
	}
	out.Shapes = shapes.Build()
	return out
}

// contested declares the table.
func (t *Tables) contested() table { return t.Contested.table("contested", t.Zones.Len, &t.Zones.Code) }

// cellPairs declares the table.
func (t *Tables) cellPairs() table { return t.CellPairs.table("cell_pairs", t.Cells.Len, &t.Cells.ID) }

// table declares ground that two features with ids hold.
func (s *Shared) table(name string, features func() int, ids *[]string) table {
	id := func(rows *[]int32) func(i int) string { return func(i int) string { return (*ids)[(*rows)[i]] } }
	return table{name: name, rows: func() int { return len(s.A) }, shapes: &s.Shapes,
		columns: []column{
			rowsOf("a", &s.A, 0, features), rowsOf("b", &s.B, 0, features), numbers("ellipsoidal", &s.Ellipsoidal), numbers("planar", &s.Planar), polygons(&s.Shapes),
		},
		fields: []Field{TextField("a", id(&s.A)), TextField("b", id(&s.B)), realsField("area_m2", &s.Ellipsoidal), realsField("planar_m2", &s.Planar)}}
}
