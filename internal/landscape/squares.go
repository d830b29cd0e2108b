package landscape

import (
	"slices"

	"github.com/qingshan-gis/qingshan/data/rules"
)

// GapSquares counts, by zone with all that is below it, the squares that are demanded, in no valid cell and in no valid exception. It
// shares no code with what it is to be compared with.
func (l *Landscape) GapSquares(inPost bool) map[string]int {
	out := map[string]int{}
	for _, z := range l.Zones {
		for x := range Units {
			for y := range Units {
				if l.counts(z, x, y) && l.bare(x, y, inPost) {
					for up := z; ; {
						out[up.ID]++
						i := slices.IndexFunc(l.Zones, func(o Feature) bool { return o.ID == up.Parent })
						if i < 0 {
							break
						}
						up = l.Zones[i]
					}
				}
			}
		}
	}
	return out
}

// counts tells whether the zone accounts for the square, by the landscape's rules.
func (l *Landscape) counts(z Feature, x, y int) bool {
	if l.Accounting > 0 {
		return l.Accounts(z, x, y)
	}
	return z.Ground.Holds(x, y) && l.Own(z, x, y)
}

// Own tells whether no child of the zone holds the square.
func (l *Landscape) Own(z Feature, x, y int) bool {
	return !slices.ContainsFunc(l.Zones, func(c Feature) bool { return c.Parent == z.ID && c.Ground.Holds(x, y) })
}

// firstCounts tells whether ground in several parcels is judged by the first of them, not by any.
func (l *Landscape) firstCounts() bool { return l.Accounting == 0 || l.OlderForest }

func (l *Landscape) bare(x, y int, inPost bool) bool {
	if l.Demand == rules.DemandForest {
		forest := false
		for _, p := range l.Parcels {
			if !p.Ground.Holds(x, y) {
				continue
			}
			if forest = slices.Contains(l.Forest, p.Class); forest || l.firstCounts() {
				break
			}
		}
		if !forest {
			return false
		}
	}
	for _, c := range l.Cells {
		if c.Ground.Holds(x, y) && l.On.Within(c.From, c.To) && (!inPost || c.Ranger != "") {
			return false
		}
	}
	return !slices.ContainsFunc(l.Accepted, func(a Feature) bool { return a.Ground.Holds(x, y) && l.On.Within(a.From, a.To) })
}

// Accounts is the rule of the guide for one square: a leaf for all it holds, a parent for what no child holds and no zone that
// sticks out of another has, unless the parent itself lies outside of what is above it.
func (l *Landscape) Accounts(z Feature, x, y int) bool {
	if !z.Ground.Holds(x, y) || !l.Own(z, x, y) {
		return false
	}
	leaf := !slices.ContainsFunc(l.Zones, func(c Feature) bool { return c.Parent == z.ID })
	if leaf {
		return true
	}
	above := l.Ancestors(z)
	whole := !slices.ContainsFunc(above, func(up Feature) bool { return !up.Ground.Holds(x, y) })
	return !slices.ContainsFunc(l.Zones, func(c Feature) bool {
		if c.ID == z.ID || c.Parent == "" || !c.Ground.Holds(x, y) || l.Zone(c.Parent).Ground.Holds(x, y) {
			return false
		}
		is := func(o Feature) func(Feature) bool { return func(t Feature) bool { return t.ID == o.ID } }
		if slices.ContainsFunc(above, is(c)) {
			return false
		}
		return slices.ContainsFunc(l.Ancestors(c), is(z)) || whole
	})
}
