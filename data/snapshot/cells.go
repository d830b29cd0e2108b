package snapshot

import "github.com/qingshan-gis/qingshan/spatial"

// Cells are the ground units of patrol; columns run in parallel.
type Cells struct {
	ID, Ranger         []string // Ranger is an id of the registry, or a name where there is no registry; "" for nobody
	ValidFrom, ValidTo []Date
	Shapes             *spatial.Polygons
}

// Len is the number of cells.
func (c *Cells) Len() int { return len(c.ID) }

// cells declares the table.
func (t *Tables) cells() table {
	c := t.Cells
	return table{name: "cells", delivered: true, rows: c.Len, shapes: &c.Shapes,
		columns: []column{texts("id", &c.ID), texts("ranger", &c.Ranger), numbers("from", &c.ValidFrom), numbers("to", &c.ValidTo), polygons(&c.Shapes)},
		fields:  []Field{textsField("id", &c.ID), textsField("ranger", &c.Ranger), datesField("valid_from", &c.ValidFrom), datesField("valid_to", &c.ValidTo)}}
}
