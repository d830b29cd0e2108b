package coverage

import (
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// demands tells which rows' ground must be covered. Ground in several parcels is forest where one of them is; by the rules
// of older snapshots where the first is.
func demands(s *snapshot.Tables, demand rules.Demand) func(row int) bool {
	if demand != rules.DemandForest {
		return func(int) bool { return true }
	}
	forest := s.ForestParcels()
	return func(row int) bool { return firstForest(s, forest, s.Facts.ParcelsOf(row)) >= 0 }
}

// firstForest is the parcel that makes ground in the given ones forest, -1 where it is none.
func firstForest(s *snapshot.Tables, forest []bool, parcels []int32) int32 {
	for _, p := range JudgedBy(s, parcels) {
		if forest[p] {
			return p
		}
	}
	return -1
}

// JudgedBy are the parcels, of all that hold some ground, by which the snapshot's rules judge it.
func JudgedBy(s *snapshot.Tables, parcels []int32) []int32 {
	if s.Manifest.Accounting < 1 && len(parcels) > 1 {
		return parcels[:1]
	}
	return parcels
}
