package snapshot

import (
	"github.com/qingshan-gis/qingshan/spatial"
)

// Permitted is ground for whose use or felling there is a permit.
type Permitted struct {
	ID, Permit         []string // Permit is its number
	ValidFrom, ValidTo []Date
	Shapes             *spatial.Polygons
}

// Len is the number of permitted areas.
func (p *Permitted) Len() int { return len(p.ID) }

// permitted declares the table.
func (t *Tables) permitted() table {
	p := t.Permitted
	return table{name: "permitted", since: 3, lateCount: true, delivered: true, rows: p.Len, shapes: &p.Shapes,
		columns: []column{texts("id", &p.ID), texts("permit", &p.Permit), numbers("from", &p.ValidFrom), numbers("to", &p.ValidTo), polygons(&p.Shapes)},
		fields:  []Field{textsField("id", &p.ID), textsField("permit", &p.Permit), datesField("valid_from", &p.ValidFrom), datesField("valid_to", &p.ValidTo)}}
}
