package arrange

import "slices"

// labels interns sets of polygons, each with a number of counted features. Label 0 is the empty set with none.
type labels struct {
	start    []int32 // by label, into polygons
	counts   []int32 // by label
	polygons []int32
	slots    slots
	set      []int32   // scratch
	recent   [256]step // by hash: steps across a border that were taken before
}

func (l *labels) reset() {
	l.start, l.counts, l.polygons = append(l.start[:0], 0), l.counts[:0], l.polygons[:0]
	l.slots.reset()
	for i := range l.recent {
		l.recent[i].from = -1
	}
	l.set = l.set[:0]
	l.intern(0)
}

func (l *labels) len() int { return len(l.start) - 1 }

func (l *labels) of(label int32) []int32 { return l.polygons[l.start[label]:l.start[label+1]] }

// step leads from one label to another across a border of a polygon.
type step struct{ from, polygon, to int32 }

// across is the label on the other side of a border of the polygon.
func (l *labels) across(label, polygon int32) int32 {
	known := &l.recent[uint32(label*31+polygon)%uint32(len(l.recent))]
	if known.from == label && known.polygon == polygon {
		return known.to
	}
	set := l.of(label)
	i, in := slices.BinarySearch(set, polygon)
	l.set = append(l.set[:0], set[:i]...)
	if in {
		l.set = append(l.set, set[i+1:]...)
	} else {
		l.set = append(append(l.set, polygon), set[i:]...)
	}
	*known = step{label, polygon, l.intern(l.counts[label])}
	return known.to
}

// counting is the label with so many more counted features.
func (l *labels) counting(label, more int32) int32 {
	l.set = append(l.set[:0], l.of(label)...)
	return l.intern(l.counts[label] + more)
}

// intern returns the label of the scratch set with a count.
func (l *labels) intern(count int32) int32 {
	if l.slots.full(l.len()) {
		l.slots.grow(l.len(), func(i int32) uint64 { return hashSet(l.of(i), l.counts[i]) })
	}
	for i := l.slots.first(hashSet(l.set, count)); ; i = l.slots.next(i) {
		v := l.slots.s[i] - 1
		if v < 0 {
			v = int32(l.len())
			l.slots.s[i] = v + 1
			l.polygons = append(l.polygons, l.set...)
			l.start, l.counts = append(l.start, int32(len(l.polygons))), append(l.counts, count)
			return v
		}
		if l.counts[v] == count && slices.Equal(l.of(v), l.set) {
			return v
		}
	}
}

func hashSet(set []int32, count int32) uint64 {
	h := uint64(len(set)) + uint64(count)<<32
	for _, v := range set {
		h = mix(h*0x9E3779B97F4A7C15 + uint64(v) + 1)
	}
	return h
}
