package attributes

import (
	"bytes"
	"slices"
)

// SameFeatures tells whether another table of the layer has the same features in the same order, by their ids.
func (t *Table) SameFeatures(o *Table) bool { return slices.Equal(t.IDs, o.IDs) }

// Changed lists the fields of which any feature has another value in another table of the same features.
func (t *Table) Changed(o *Table) (fields []Field) {
	for k, f := range t.layer.Fields {
		for i := range t.IDs {
			if !bytes.Equal(t.columns[k].Value(i), o.columns[k].Value(i)) {
				fields = append(fields, f)
				break
			}
		}
	}
	return fields
}
