package tiles

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/once"
)

func (t *tables) parcels() *table {
	s := t.s
	n := s.Parcels.Len()
	within := make([][]int32, n)
	for row, p := range s.Facts.Parcel {
		if p < 0 {
			continue
		}
		zone := s.Facts.FaceZone[s.Facts.Face[row]]
		if k := len(within[p]); k == 0 || within[p][k-1] != zone {
			within[p] = append(within[p], zone)
		}
	}
	return newTable(parcelsLayer, featureIDs("parcels", n, func(i int) string { return s.Parcels.ID[i] }), t.walk.members(n, func(i int) []int32 { return within[i] }),
		texts(s.Parcels.ID),
		coded(n, func(i int) any { return s.Parcels.Class[i] }),
		coded(n, func(i int) any { return s.Parcels.Category[i] }),
		each(func(i int) any { return legibleArea(s.ParcelAreas()[i]) }),
		each(func(i int) any { return t.code(t.homes()[i]) }),
		nothing(), nothing(),
	)
}

// mergedParcels are the groups of a rung.
func (t *tables) mergedParcels(rung int) *table {
	of, groups := parcelGroups(t.s, t.homes(), rung)
	n := len(groups)
	count := make([]int64, n)
	for _, g := range of {
		count[g]++
	}
	sums := once.Value(func() []float64 {
		sums := make([]float64, n)
		for parcel, m2 := range t.s.ParcelAreas() {
			sums[of[parcel]] += m2
		}
		return sums
	})
	key := func(i int) string {
		return strings.Join([]string{"merged", fmt.Sprint(rung), t.code(groups[i].zone), groups[i].class, groups[i].category}, "\x00")
	}
	return newTable(parcelsLayer, featureIDs("parcels", n, key), t.walk.members(n, func(i int) []int32 { return []int32{groups[i].zone} }),
		nothing(),
		coded(n, func(i int) any { return groups[i].class }),
		coded(n, func(i int) any { return groups[i].category }),
		each(func(i int) any { return legibleArea(sums()[i]) }),
		coded(n, func(i int) any { return t.code(groups[i].zone) }),
		coded(n, func(int) any { return true }),
		coded(n, func(i int) any { return count[i] }),
	)
}
