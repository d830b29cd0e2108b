package attributes

// Membership lists for each feature the zones it has ground in, by their places in a walk through the tree, ascending; a zone's
// subtree is a range of places.
type Membership struct {
	start, places []int32
}

// In tells whether feature f has ground in the range of places.
func (m Membership) In(f int32, r ZoneRange) bool {
	for _, p := range m.places[m.start[f]:m.start[f+1]] {
		if p >= r.first && p < r.end {
			return true
		}
	}
	return false
}

// joined is the membership of features of several lists, one after the other.
func joined(lists ...Membership) Membership {
	out := Membership{start: []int32{0}}
	for _, m := range lists {
		base := int32(len(out.places))
		out.places = append(out.places, m.places...)
		for _, end := range m.start[1:] {
			out.start = append(out.start, base+end)
		}
	}
	return out
}

type ZoneRange struct{ first, end int32 }

// members builds a membership from the zones of each feature, as indexes; negative ones are none.
func (w *ZoneOrder) members(n int, zones func(i int) []int32) Membership {
	m := Membership{start: make([]int32, 1, n+1)}
	for i := range n {
		for _, z := range zones(i) {
			if z >= 0 {
				m.places = append(m.places, w.place[z])
			}
		}
		m.start = append(m.start, int32(len(m.places)))
	}
	return m
}

// ZoneOrder numbers the zones so that each subtree is a range.
type ZoneOrder struct {
	place, end []int32
}

func newZoneOrder(parent []int32) *ZoneOrder {
	children := make([][]int32, len(parent))
	w := &ZoneOrder{make([]int32, len(parent)), make([]int32, len(parent))}
	next := int32(0)
	var visit func(z int32)
	visit = func(z int32) {
		w.place[z] = next
		next++
		for _, c := range children[z] {
			visit(c)
		}
		w.end[z] = next
	}
	var roots []int32
	for z, p := range parent {
		if p < 0 {
			roots = append(roots, int32(z))
		} else {
			children[p] = append(children[p], int32(z))
		}
	}
	for _, z := range roots {
		visit(z)
	}
	return w
}

// Subtree is the range of a zone and all below it.
func (w *ZoneOrder) Subtree(z int32) ZoneRange { return ZoneRange{w.place[z], w.end[z]} }
