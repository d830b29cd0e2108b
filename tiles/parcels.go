package tiles

import (
	"fmt"
	"strings"
	"sync"
)

// parcels has a table for each rung that any level shows.
func (b *setBuilder) parcels() {
	s := b.s
	n := s.Parcels.Len()
	home := homes(s)
	columns := []*column{
		nameColumn(Field{Name: "id", Description: "String"}, s.Parcels.ID),
		newColumn(Field{Name: "class", Description: "String"}, n, func(i int) any { return s.Parcels.Class[i] }),
		newColumn(Field{Name: "category", Description: "String"}, n, func(i int) any { return s.Parcels.Category[i] }),
		{Field: Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²; the sum where merged", OnRequest: true},
			each: func(i int) []byte { return encodeValue(tenth(s.ParcelAreas()[i])) }},
		{Field: Field{Name: "zone", Description: "String: code of the zone that holds most of it, or of what is merged", OnRequest: true},
			each: func(i int) []byte {
				if home[i] < 0 {
					return nil
				}
				return encodeValue(s.Zones.Code[home[i]])
			}},
		{Field: Field{Name: "merged", Description: "Boolean: true where parcels are shown as one"}, each: func(int) []byte { return nil }},
		{Field: Field{Name: "count", Description: "Number: of merged parcels"}, each: func(int) []byte { return nil }},
	}
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
	l := &Layer{Name: "parcels", Description: "Forest parcels 小班", polygons: parcelsLayer, tables: map[int]table{single: {
		ids: featureIDs("parcels", n, func(i int) string { return s.Parcels.ID[i] }), columns: columns,
		zones: b.set.walk.members(n, func(i int) []int32 { return within[i] }),
	}}}
	was := -1
	for level := range levels {
		for p := range planes {
			rung := b.set.pyramids[p].levels[level][parcelsLayer].rung
			if _, known := l.tables[rung]; !known && rung < dropped {
				l.tables[rung] = b.merged(home, rung)
			}
		}
		if rung := b.set.pyramids[mercatorPlane].levels[level][parcelsLayer].rung; rung != was {
			l.Rules = append(l.Rules, parcelRule(level, rung))
			was = rung
		}
	}
	b.add(l, columns)
}

func parcelRule(level, rung int) string {
	switch rung {
	case single:
		return fmt.Sprintf("z%d 起逐个显示 From z%d: one by one", level, level)
	case leafRung:
		return fmt.Sprintf("z%d 起按末级责任区、地类、类别合并，不足 1 像素的略去 From z%d: merged by leaf zone, class and category; what is below a pixel is left out", level, level)
	case dropped:
		return fmt.Sprintf("z%d 起不显示 From z%d: not shown", level, level)
	}
	return fmt.Sprintf("z%d 起按末级责任区上 %d 级与地类合并，不足 1 像素的略去 From z%d: merged by class and the zone %d above the leaf; what is below a pixel is left out",
		level, rung-leafRung, level, rung-leafRung)
}

// merged is the table of a rung's groups.
func (b *setBuilder) merged(home []int32, rung int) table {
	of, groups := parcelGroups(b.s, home, rung)
	n := len(groups)
	count := make([]int64, n)
	for _, g := range of {
		count[g]++
	}
	sums := sync.OnceValue(func() []float64 {
		sums := make([]float64, n)
		for parcel, m2 := range b.s.ParcelAreas() {
			sums[of[parcel]] += m2
		}
		return sums
	})
	return table{
		ids: featureIDs("parcels", n, func(i int) string {
			return strings.Join([]string{"merged", fmt.Sprint(rung), b.code(groups[i].zone), groups[i].class, groups[i].category}, "\x00")
		}),
		columns: []*column{
			newColumn(Field{Name: "class"}, n, func(i int) any { return groups[i].class }),
			newColumn(Field{Name: "category"}, n, func(i int) any { return groups[i].category }),
			{Field: Field{Name: "area_m2", OnRequest: true}, each: func(i int) []byte { return encodeValue(tenth(sums()[i])) }},
			newColumn(Field{Name: "zone", OnRequest: true}, n, func(i int) any { return b.code(groups[i].zone) }),
			newColumn(Field{Name: "merged"}, n, func(int) any { return true }),
			newColumn(Field{Name: "count"}, n, func(i int) any { return count[i] }),
		},
		zones: b.set.walk.members(n, func(i int) []int32 { return []int32{groups[i].zone} }),
	}
}
