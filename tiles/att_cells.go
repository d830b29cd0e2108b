package tiles

func (t *tables) cells() *table {
	s := t.s
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
	return newTable(cellsLayer, featureIDs("cells", n, func(i int) string { return s.Cells.ID[i] }), t.walk.members(n, func(i int) []int32 { return within[i] }),
		texts(s.Cells.ID),
		coded(n, func(i int) any { return s.Registry.Name(s.RangerOf(i, s.Manifest.On)) }),
	)
}
