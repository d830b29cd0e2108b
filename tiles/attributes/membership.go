package attributes

// Membership lists for each feature the zones it has ground in, by their positions in a walk through the tree, ascending; a
// zone's subtree is a range of positions.
type Membership struct {
	start, positions []int32
}

// In tells whether feature f has ground in a range of zones.
func (m Membership) In(f int32, r ZoneRange) bool {
	for _, p := range m.positions[m.start[f]:m.start[f+1]] {
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
		base := int32(len(out.positions))
		out.positions = append(out.positions, m.positions...)
		for _, end := range m.start[1:] {
			out.start = append(out.start, base+end)
		}
	}
	return out
}

// ZoneRange is a range of positions in a [ZoneOrder].
type ZoneRange struct{ first, end int32 }

// Members builds a membership from the zones of each feature, as indexes; negative ones are none.
func (w *ZoneOrder) Members(n int, zones func(i int) []int32) Membership {
	m := Membership{start: make([]int32, 1, n+1)}
	for i := range n {
		for _, z := range zones(i) {
			if z >= 0 {
				m.positions = append(m.positions, w.position[z])
			}
		}
		m.start = append(m.start, int32(len(m.positions)))
	}
	return m
}

// ZoneOrder numbers the zones so that each subtree is a range.
type ZoneOrder struct {
	position, end []int32
}

func newZoneOrder(parent []int32) *ZoneOrder {
	children := make([][]int32, len(parent))
	w := &ZoneOrder{make([]int32, len(parent)), make([]int32, len(parent))}
	next := int32(0)
	var visit func(z int32)
	visit = func(z int32) {
		w.position[z] = next
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
func (w *ZoneOrder) Subtree(z int32) ZoneRange { return ZoneRange{w.position[z], w.end[z]} }
