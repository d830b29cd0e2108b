package snapshot

import (
	"github.com/qingshan-gis/qingshan/spatial"
)

// Accepted are approved exceptions: ground that need not be covered until the exception expires.
type Accepted struct {
	ID, Reason, Approver []string
	ValidFrom, ValidTo   []Date
	Shapes               *spatial.Polygons
}

// Len is the number of exceptions.
func (a *Accepted) Len() int { return len(a.ID) }

// accepted declares the table.
func (t *Tables) accepted() table {
	a := t.Accepted
	return table{name: "accepted", delivered: true, rows: a.Len, shapes: &a.Shapes,
		columns: []column{
			texts("id", &a.ID), texts("reason", &a.Reason), texts("approver", &a.Approver), numbers("from", &a.ValidFrom), numbers("to", &a.ValidTo), polygons(&a.Shapes),
		},
		fields: []Field{
			textsField("id", &a.ID), textsField("reason", &a.Reason), textsField("approver", &a.Approver),
			datesField("valid_from", &a.ValidFrom), datesField("valid_to", &a.ValidTo),
		}}
}
