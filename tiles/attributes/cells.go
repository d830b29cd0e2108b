package attributes

import (
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

func (t *Tables) cells() *Table {
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
	return NewTable(CellsLayer, featureIDs("cells", n, func(i int) string { return s.Cells.ID[i] }), t.ZoneOrder.members(n, func(i int) []int32 { return within[i] }),
		mvt.NewNames(s.Cells.ID),
		mvt.NewColumn(n, func(i int) any { return s.Registry.Name(s.RangerOf(i, s.Manifest.On)) }),
	)
}
