package tiles

import (
	"fmt"
	"slices"
)

// spotFacts is what bunches need to know of a layer's features.
type spotFacts struct {
	area  func(f int32) float64 // m², on the ellipsoid
	class func(f int32) string  // of one class are those that may be shown as one
}

// largest is the member with the largest area, the first of equals.
func (s *spotFacts) largest(b []int32) int32 {
	best := b[0]
	for _, f := range b[1:] {
		if s.area(f) > s.area(best) {
			best = f
		}
	}
	return best
}

// withBunches is the table with a level's bunches behind its features: of each the number and the sum of areas, and what all of a
// class have in common. Its id hangs on the largest member alone.
func (t *table) withBunches(layer int, bunches [][]int32) *table {
	n := len(t.ids)
	largest, sums := make([]int32, len(bunches)), make([]float64, len(bunches))
	zones := membership{start: []int32{0}}
	for k, b := range bunches {
		largest[k] = t.spots.largest(b)
		var in []int32
		for _, f := range b {
			sums[k] += t.spots.area(f)
			in = append(in, t.zones.places[t.zones.start[f]:t.zones.start[f+1]]...)
		}
		slices.Sort(in)
		zones.places = append(zones.places, slices.Compact(in)...)
		zones.start = append(zones.start, int32(len(zones.places)))
	}
	taken := map[uint64]bool{}
	for _, id := range t.ids {
		taken[id] = true
	}
	ids := slices.Clone(t.ids)
	for _, id := range featureIDs(kinds[layer].name, len(bunches), func(k int) string { return fmt.Sprintf("bunch\x00%d", t.ids[largest[k]]) }) {
		for taken[id] {
			id++
		}
		taken[id] = true
		ids = append(ids, id)
	}
	columns := make([]*column, len(t.columns))
	for i, c := range t.columns {
		switch c.name {
		case areaField.Name:
			columns[i] = c.behind(n, func(k int) []byte { return encodeValue(legibleArea(sums[k])) })
		case countField.Name:
			columns[i] = c.behind(n, func(k int) []byte { return encodeValue(int64(len(bunches[k]))) })
		case "kind", "rule": // coded, and what makes the class
			columns[i] = c.like(largest)
		default:
			columns[i] = c.behind(n, func(int) []byte { return nil })
		}
	}
	out := newTable(layer, ids, joined(t.zones, zones), columns...)
	out.spots = t.spots
	return out
}
