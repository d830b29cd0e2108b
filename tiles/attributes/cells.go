package attributes

import (
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declareCells declares the cells.
func declareCells() *Layer {
	return &Layer{
		Name: "cells", Description: "Cells valid on the snapshot's date 护林网格",
		Fields: []Field{
			{Name: "id", Description: "String"},
			{Name: "ranger", Description: "String: in post on the snapshot's date", MinZoom: 11},
		},
		Build: (*Tables).cells,
	}
}

func (t *Tables) cells(l *Layer, _ int) (*Table, error) {
	s := t.Snapshot
	n := s.Cells.Len()
	within := make([][]int32, n)
	for face, set := range s.Facts.FaceSet {
		zone := s.Facts.FaceZone[face]
		for _, c := range s.Facts.Sets[set] {
			if int(c) < n && (len(within[c]) == 0 || within[c][len(within[c])-1] != zone) {
				within[c] = append(within[c], zone)
			}
		}
	}
	return NewTable(l, FeatureIDs("cells", n, func(i int) string { return s.Cells.ID[i] }), t.ZoneOrder.Members(n, func(i int) []int32 { return within[i] }),
		mvt.NewNames(s.Cells.ID),
		mvt.NewColumn(n, func(i int) any { return s.Registry.Name(s.RangerOf(i, s.Manifest.On)) }),
	), nil
}
