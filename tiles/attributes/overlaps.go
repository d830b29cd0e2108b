package attributes

import (
	"strings"

	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declareOverlaps declares the overlaps.
func declareOverlaps() *Layer {
	return &Layer{
		Name: "overlaps", Description: "Ground in two or more cells 重叠区",
		Fields: []Field{
			{Name: "id", Description: "String"},
			zoneField,
			{Name: "cells", Description: "String: their ids, by commas", MinZoom: 10},
			AreaField,
			CountField,
		},
		Build: (*Tables).overlaps,
	}
}

func (t *Tables) overlaps(l *Layer, _ int) (*Table, error) {
	o := &t.Snapshot.Found.Overlaps
	return t.findings(l, o, mvt.NewColumn(o.Len(), func(i int) any {
		var names []string
		for _, c := range t.Snapshot.ValidCells(o.Set[i], t.Snapshot.Manifest.On) {
			names = append(names, t.Snapshot.Cells.ID[c])
		}
		return strings.Join(names, ",")
	})), nil
}
