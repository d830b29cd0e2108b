package tiles

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/mesh"
)

// What a layer's features may take in a tile before they are compressed; points are bunched where they take more. Gaps, of which
// one by one is told at all levels as long as it can be, get more. All layers of landscape L together then keep below 500 kB.
const (
	gapBytes  = 200_000
	spotBytes = 110_000 // overlaps, patches
	markBytes = 60_000  // points, which are for marks on a map
)

// limits bound what a pyramid holds.
type limits struct {
	// tiles bounds the tiles that one layer fills at one level, see mostTiles.
	tiles float64
	// layerBytes is what a layer's features may take in a tile, before compression, before points are bunched.
	layerBytes [layerCount]int
}

// standardLimits are those of snapshots.
func standardLimits() limits {
	l := limits{tiles: mostTiles}
	for i := range l.layerBytes {
		l.layerBytes[i] = spotBytes
	}
	l.layerBytes[gapsLayer], l.layerBytes[pointsLayer] = gapBytes, markBytes
	return l
}

// A bunch is looked for within squares of these widths in units of [Extent], as shifts: an eighth of a pixel of a 256-pixel tile, or
// as much more as is needed.
const (
	leastBunchShift = 2
	mostBunchShift  = 13
)

// spotted is a feature that a level shows as a point.
type spotted struct {
	feature int32
	at      mesh.Point // on the level's lattice
}

// spots adds features as points, bunched as far as limit bytes a tile ask for; t is their table.
func (w *sectionWriter) spots(list []spotted, t *table, limit int) (bunches [][]int32) {
	add := func() {
		for _, s := range list {
			w.spot(s.at, s.feature)
		}
	}
	if add(); w.heaviest() <= limit {
		return nil
	}
	all := list
	for shift := leastBunchShift; shift <= mostBunchShift; shift++ {
		list, bunches = bunched(all, t, shift)
		w.dropSpots()
		if add(); w.heaviest() <= limit {
			break
		}
	}
	return bunches
}

// bunched joins points of one class in one square. A bunch lies where its largest member does.
func bunched(all []spotted, t *table, shift int) (list []spotted, bunches [][]int32) {
	type square struct {
		x, y  int32
		class string
	}
	members := map[square][]int{}
	var order []square
	for i, s := range all {
		k := square{s.at.X >> shift, s.at.Y >> shift, t.spots.class(s.feature)}
		if members[k] == nil {
			order = append(order, k)
		}
		members[k] = append(members[k], i)
	}
	for _, k := range order {
		if len(members[k]) == 1 {
			list = append(list, all[members[k][0]])
			continue
		}
		var b []int32
		for _, i := range members[k] {
			b = append(b, all[i].feature)
		}
		slices.Sort(b)
		largest := t.spots.largest(b)
		at := all[members[k][slices.IndexFunc(members[k], func(i int) bool { return all[i].feature == largest })]].at
		list = append(list, spotted{int32(len(t.ids) + len(bunches)), at})
		bunches = append(bunches, b)
	}
	return list, bunches
}

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

// behind has further values behind those of its n features.
func (c *column) behind(n int, value func(k int) []byte) *column {
	return &column{each: func(i int) []byte {
		switch {
		case i >= n:
			return value(i - n)
		case c.each != nil:
			return c.each(i)
		case c.ids[i] == none:
			return nil
		}
		return c.dictionary[c.ids[i]]
	}}
}

// like has further features behind its own, with the values of others.
func (c *column) like(others []int32) *column {
	ids := slices.Clone(c.ids)
	for _, f := range others {
		ids = append(ids, c.ids[f])
	}
	return &column{dictionary: c.dictionary, ids: ids}
}

// appendBunches writes bunches as varints: how many, then of each how many features, the first, and the steps to the next.
func appendBunches(out []byte, bunches [][]int32) []byte {
	if len(bunches) == 0 {
		return out
	}
	out = binary.AppendUvarint(out, uint64(len(bunches)))
	for _, b := range bunches {
		out = binary.AppendUvarint(out, uint64(len(b)))
		last := int32(0)
		for _, f := range b {
			out = binary.AppendUvarint(out, uint64(f-last))
			last = f
		}
	}
	return out
}

// readBunches inverts appendBunches, for a layer of n features; false where the bytes are none of ours.
func readBunches(in []byte, n int) (bunches [][]int32, ok bool) {
	next := func() uint64 {
		v, k := binary.Uvarint(in)
		if k <= 0 || v > uint64(n) {
			ok = false
			return 0
		}
		in = in[k:]
		return v
	}
	ok = true
	for range next() {
		var b []int32
		last := uint64(0)
		for range next() {
			if last += next(); last >= uint64(n) {
				return nil, false
			}
			b = append(b, int32(last))
		}
		if !ok || len(b) == 0 {
			return nil, false
		}
		bunches = append(bunches, b)
	}
	return bunches, ok && len(in) == 0
}
