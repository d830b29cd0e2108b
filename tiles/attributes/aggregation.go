package attributes

import (
	"cmp"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Levels of aggregation of parcels. Where parcels are legible they are shown one by one. At coarser levels of the pyramid they are merged:
// first those of one leaf zone, class and category, then those of one class in the leaf's parent, in the parent's parent, and so on; at
// last none are shown.
const (
	Unmerged   = 0 // one by one
	NotShown   = 6 // none
	ByLeafZone = 1
)

// parcelGroup is what merged parcels have in common.
type parcelGroup struct {
	zone            int32 // -1 outside all zones
	class, category string
}

// ParcelGroups numbers the groups of a level of aggregation, in order of zone, class and category; of is each parcel's.
func ParcelGroups(s *snapshot.Snapshot, home []int32, aggregation int) (of []int32, groups []parcelGroup) {
	keys := make([]parcelGroup, s.Parcels.Len())
	number := map[parcelGroup]int32{}
	for i := range keys {
		g := parcelGroup{zone: home[i], class: s.Parcels.Class[i]}
		for range aggregation - ByLeafZone {
			if g.zone >= 0 && s.Zones.Parent[g.zone] >= 0 {
				g.zone = s.Zones.Parent[g.zone]
			}
		}
		if aggregation == ByLeafZone {
			g.category = s.Parcels.Category[i]
		}
		keys[i] = g
		if _, known := number[g]; !known {
			number[g] = 0
			groups = append(groups, g)
		}
	}
	slices.SortFunc(groups, func(a, b parcelGroup) int {
		return cmp.Or(cmp.Compare(a.zone, b.zone), cmp.Compare(a.class, b.class), cmp.Compare(a.category, b.category))
	})
	for i, g := range groups {
		number[g] = int32(i)
	}
	of = make([]int32, len(keys))
	for i, g := range keys {
		of[i] = number[g]
	}
	return of, groups
}

// homeZones returns for each parcel the leaf zone with most of its ground, -1 if no zone has any.
func homeZones(s *snapshot.Snapshot) []int32 {
	type share struct {
		zone int32
		m2   float64
	}
	home := make([]int32, s.Parcels.Len())
	most := make([]float64, len(home))
	shares := map[int32][]share{} // of parcels that lie in several zones
	for i := range home {
		home[i] = -1
	}
	f := s.Facts
	for row, p := range f.Parcel {
		if p < 0 {
			continue
		}
		zone, m2 := f.FaceZone[f.Face[row]], f.Ellipsoidal[row]
		list, several := shares[p]
		switch {
		case home[p] < 0:
			home[p], most[p] = zone, m2
			continue
		case !several && home[p] == zone:
			most[p] += m2
			continue
		case !several:
			list = []share{{home[p], most[p]}}
		}
		i := slices.IndexFunc(list, func(s share) bool { return s.zone == zone })
		if i < 0 {
			i, list = len(list), append(list, share{zone: zone})
		}
		list[i].m2 += m2
		shares[p] = list
	}
	for p, list := range shares {
		home[p] = slices.MaxFunc(list, func(a, b share) int { return cmp.Or(cmp.Compare(a.m2, b.m2), cmp.Compare(b.zone, a.zone)) }).zone
	}
	return home
}
