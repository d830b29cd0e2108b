package sample

import (
	"fmt"
	"math/rand/v2"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// cell is a patrol cell as it is delivered: with its faults.
type cell struct {
	id, ranger string
	from, to   string
	hexes      []int
	holes      [][]xy          // cut out of it
	extra      [][]xy          // ground it holds inside a neighbour
	instead    map[[2]int][]xy // (hexagon, side) -> the path drawn instead of the shared one
}

// Shares of cells with a fault of each kind.
const (
	shareRemoved = 0.035
	shareExpired = 0.03
	shareHole    = 0.02
	shareRetreat = 0.03
	shareBulge   = 0.03
	shareExtra   = 0.015
	shareJoined  = 0.08 // two hexagons of neighbouring villages in one cell
	shareVacant  = 0.02 // no ranger
)

// planter draws cells on the land and records what is wrong with them.
type planter struct {
	*land
	rng   *rand.Rand
	truth *Truth
	cells []*cell
	of    map[int]*cell // hexagon -> its cell; nil where removed or expired
	used  map[int]bool  // hexagons that carry a fault already
}

// plantCells makes the cells; every gap and overlap among them goes into the truth.
func plantCells(rng *rand.Rand, l *land, truth *Truth) []*cell {
	p := &planter{land: l, rng: rng, truth: truth, of: map[int]*cell{}, used: map[int]bool{}}
	p.draw()
	for _, c := range p.cells {
		for _, h := range c.hexes {
			p.of[h] = c
		}
	}
	var kept []*cell
	for _, c := range p.cells {
		if p.fault(c) {
			kept = append(kept, c)
		}
	}
	for i, c := range kept {
		c.id = fmt.Sprintf("QY-%05d", i+1)
		if p.rng.Float64() >= shareVacant {
			c.ranger = rangerID(i / 2)
		}
	}
	for i := range truth.Overlaps {
		o := &truth.Overlaps[i]
		o.Cells = []string{o.cells[0].id, o.cells[1].id}
	}
	return kept
}

// draw makes one cell of each hexagon, and some of two across a village border.
func (p *planter) draw() {
	taken := map[int]bool{}
	for v := range p.villages {
		for _, h := range p.villages[v].hexes {
			if taken[h] {
				continue
			}
			taken[h] = true
			c := &cell{hexes: []int{h}, from: "2025-01-01", instead: map[[2]int][]xy{}}
			if p.rng.Float64() < shareJoined {
				for k := range 6 {
					n := p.neighbour(h, k)
					if nv, ok := p.villageOf[n]; ok && nv != v && !taken[n] {
						taken[n] = true
						c.hexes = append(c.hexes, n)
						p.used[h], p.used[n] = true, true // plain, so that faults lie in one village each
						break
					}
				}
			}
			p.cells = append(p.cells, c)
		}
	}
}

// fault plants at most one fault into a cell; false where the cell is not delivered at all.
func (p *planter) fault(c *cell) bool {
	h := c.hexes[0]
	u := p.rng.Float64()
	if len(c.hexes) > 1 || p.used[h] {
		return true
	}
	next := func(share float64) bool {
		u -= share
		return u < 0 && u >= -share
	}
	switch {
	case next(shareRemoved):
		if p.alone(h) {
			p.gap("removed", h, p.ring(h, nil))
			p.of[h] = nil
			return false
		}
	case next(shareExpired):
		if p.alone(h) {
			p.gap("expired", h, p.ring(h, nil))
			p.of[h] = nil
			c.to = "2026-09-30"
		}
	case next(shareHole):
		if s := star(p.rng, p.hexes[h].center, 40+120*p.rng.Float64(), 14); within(s, p.ring(h, nil), 20) {
			c.holes = append(c.holes, s)
			p.gap("hole", h, s)
			p.used[h] = true
		}
	case next(shareRetreat):
		p.edgeFault(c, h, true)
	case next(shareBulge):
		p.edgeFault(c, h, false)
	case next(shareExtra):
		p.enclave(c, h)
	}
	return true
}

// alone reports whether no neighbour carries a fault yet and marks them, so that faults never meet.
func (p *planter) alone(h int) bool {
	for k := range 6 {
		if n := p.neighbour(h, k); n >= 0 && p.used[n] {
			return false
		}
	}
	p.used[h] = true
	for k := range 6 {
		if n := p.neighbour(h, k); n >= 0 {
			p.used[n] = true
		}
	}
	return true
}

// edgeFault moves one straight segment of a shared side: inwards leaves a sliver to nobody, outwards takes one from the
// neighbour. The sliver is a trapezoid on the segment; both its ends stay.
func (p *planter) edgeFault(c *cell, h int, inwards bool) {
	for k := range 6 {
		n := p.neighbour(h, k)
		other := p.of[n]
		if n < 0 || other == nil || other == c || p.used[n] || p.villageOf[n] != p.villageOf[h] || len(other.hexes) > 1 {
			continue
		}
		path := p.walk(h, k)
		i := len(path)/2 - 1
		a, b := path[i], path[i+1]
		d := b.minus(a)
		depth := 0.02 + 0.13*p.rng.Float64() // of the segment's length
		if inwards {
			depth = -depth
		}
		out := xy{d.y, -d.x} // to the right of a counter-clockwise side is outside
		q1 := snapped(a.plus(d, 0.3).plus(out, depth))
		q2 := snapped(a.plus(d, 0.7).plus(out, depth))
		host := n
		if inwards {
			host = h
		}
		if !within([]xy{q1, q2}, p.ring(host, nil), 0.1) {
			continue
		}
		moved := append(append(append([]xy{}, path[:i+1]...), q1, q2), path[i+1:]...)
		c.instead[[2]int{h, k}] = moved
		p.used[h], p.used[n] = true, true
		if inwards {
			p.gap("retreat", h, []xy{a, b, q2, q1, a})
		} else {
			p.overlap("bulge", h, c, other, []xy{a, q1, q2, b, a})
		}
		return
	}
}

// enclave gives a cell a piece of ground in the middle of a neighbour.
func (p *planter) enclave(c *cell, h int) {
	for k := range 6 {
		n := p.neighbour(h, k)
		other := p.of[n]
		if n < 0 || other == nil || other == c || p.used[n] || p.villageOf[n] != p.villageOf[h] || len(other.hexes) > 1 {
			continue
		}
		s := star(p.rng, p.hexes[n].center, 30+90*p.rng.Float64(), 12)
		if !within(s, p.ring(n, nil), 20) {
			continue
		}
		c.extra = append(c.extra, s)
		p.used[h], p.used[n] = true, true
		p.overlap("enclave", h, c, other, s)
		return
	}
}

func (p *planter) gap(kind string, h int, ring []xy) {
	p.truth.Gaps = append(p.truth.Gaps, Planted{ID: fmt.Sprintf("gap-%d", len(p.truth.Gaps)+1), Kind: kind,
		Zone: p.villages[p.villageOf[h]].code, AreaM2: abs(ringArea(ring)), Ring: pairs(ring)})
}

func (p *planter) overlap(kind string, h int, a, b *cell, ring []xy) {
	p.truth.Overlaps = append(p.truth.Overlaps, Planted{ID: fmt.Sprintf("overlap-%d", len(p.truth.Overlaps)+1), Kind: kind,
		Zone: p.villages[p.villageOf[h]].code, AreaM2: abs(ringArea(ring)), Ring: pairs(ring), cells: [2]*cell{a, b}})
}

func abs(v float64) float64 { return max(v, -v) }

// shape is the cell's geometry.
func (c *cell) shape(l *land) *geom.MultiPolygon {
	var polys []polygon
	if len(c.hexes) > 1 {
		polys = polygonsOf(l.dissolve(c.hexes))
	} else {
		h := c.hexes[0]
		outer := l.ring(h, func(k int) []xy { return c.instead[[2]int{h, k}] })
		polys = []polygon{append(polygon{outer}, c.holes...)}
	}
	for _, e := range c.extra {
		polys = append(polys, polygon{e})
	}
	return multi(polys...)
}

// pairs is a ring as JSON coordinates.
func pairs(ring []xy) [][2]float64 {
	out := make([][2]float64, len(ring))
	for i, p := range ring {
		out[i] = [2]float64{spatial.SnapToGrid(p.x), spatial.SnapToGrid(p.y)}
	}
	return out
}
