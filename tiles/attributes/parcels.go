package attributes

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declareParcels declares the parcels; for their levels of aggregation see [ParcelGroups].
func declareParcels() *Layer {
	return &Layer{
		Name: "parcels", Description: "Forest parcels 小班",
		Fields: []Field{
			{Name: "id", Description: "String"},
			{Name: "class", Description: "String"},
			{Name: "category", Description: "String"},
			{Name: "area_m2", Description: "Number: on the ellipsoid, m²; the sum where merged", OnRequest: true},
			{Name: "zone", Description: "String: code of the zone that holds most of it, or of what is merged", OnRequest: true},
			{Name: "merged", Description: "Boolean: true where parcels are shown as one"},
			{Name: "count", Description: "Number: of merged parcels"},
		},
		Build: (*Tables).parcels,
	}
}

func (t *Tables) parcels(l *Layer, aggregation int) (*Table, error) {
	if aggregation == Unmerged {
		return t.singleParcels(l), nil
	}
	return t.mergedParcels(l, aggregation), nil
}

// singleParcels are the parcels one by one.
func (t *Tables) singleParcels(l *Layer) *Table {
	s := t.Snapshot
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
	return NewTable(l, FeatureIDs("parcels", n, func(i int) string { return s.Parcels.ID[i] }), t.ZoneOrder.Members(n, func(i int) []int32 { return within[i] }),
		mvt.NewNames(s.Parcels.ID),
		mvt.NewColumn(n, func(i int) any { return s.Parcels.Class[i] }),
		mvt.NewColumn(n, func(i int) any { return s.Parcels.Category[i] }),
		mvt.NewUniqueColumn(func(i int) any { return legibleArea(s.ParcelAreas()[i]) }),
		mvt.NewUniqueColumn(func(i int) any { return t.zoneCode(t.HomeZones()[i]) }),
		mvt.NewEmpty(), mvt.NewEmpty(),
	)
}

// mergedParcels are the groups of a level of aggregation.
func (t *Tables) mergedParcels(l *Layer, aggregation int) *Table {
	of, groups := ParcelGroups(t.Snapshot, t.HomeZones(), aggregation)
	n := len(groups)
	count := make([]int64, n)
	for _, g := range of {
		count[g]++
	}
	sums := once.Value(func() []float64 {
		sums := make([]float64, n)
		for parcel, m2 := range t.Snapshot.ParcelAreas() {
			sums[of[parcel]] += m2
		}
		return sums
	})
	key := func(i int) string {
		return strings.Join([]string{"merged", fmt.Sprint(aggregation), t.zoneCode(groups[i].zone), groups[i].class, groups[i].category}, "\x00")
	}
	return NewTable(l, FeatureIDs("parcels", n, key), t.ZoneOrder.Members(n, func(i int) []int32 { return []int32{groups[i].zone} }),
		mvt.NewEmpty(),
		mvt.NewColumn(n, func(i int) any { return groups[i].class }),
		mvt.NewColumn(n, func(i int) any { return groups[i].category }),
		mvt.NewUniqueColumn(func(i int) any { return legibleArea(sums()[i]) }),
		mvt.NewColumn(n, func(i int) any { return t.zoneCode(groups[i].zone) }),
		mvt.NewColumn(n, func(int) any { return true }),
		mvt.NewColumn(n, func(i int) any { return count[i] }),
	)
}
