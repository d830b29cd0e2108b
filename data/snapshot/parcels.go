package snapshot

import (
	"github.com/qingshan-gis/qingshan/spatial"
)

// Parcels are forest stands; columns run in parallel.
type Parcels struct {
	ID, Class, Category []string
	StatedM2            []float64 // 0 where none is stated
	Shapes              *spatial.Polygons
}

// Len is the number of parcels.
func (p *Parcels) Len() int { return len(p.ID) }

// parcels declares the table.
func (t *Tables) parcels() table {
	p := t.Parcels
	return table{name: "parcels", delivered: true, rows: p.Len, shapes: &p.Shapes,
		columns: []column{texts("id", &p.ID), texts("class", &p.Class), texts("category", &p.Category), numbers("stated", &p.StatedM2), polygons(&p.Shapes)},
		fields:  []Field{textsField("id", &p.ID), textsField("class", &p.Class), textsField("category", &p.Category), realsField("stated_m2", &p.StatedM2)}}
}
