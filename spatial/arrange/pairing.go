package arrange

import (
	"context"
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// perTile is about how many borders are compared at a time, so that their table stays in a processor's cache.
const perTile = 2048

// pairBorders finds the borders that features run one way as often as the other. Borders are dealt out to tiles by their
// lesser end first, so that equal ones come together.
func (m *Mesh) pairBorders(ctx context.Context, which []int, workers int) error {
	t := m.tile(which)
	return parallel.Each(ctx, len(t.start)-1, workers, func() (*pairing, error) { return &pairing{}, nil }, func(*pairing) {}, func(p *pairing, i int) error {
		p.tile(m, t.borders[t.start[i]:t.start[i+1]])
		return nil
	})
}

// tiles list borders, each by the vertex it starts from.
type tiles struct {
	start   []int32
	borders []int32
}

func (m *Mesh) tile(which []int) tiles {
	box := m.Shapes.Extent()
	side := int(math.Sqrt(float64(m.Shapes.Vertices())/perTile)) + 1
	perX, perY := float64(side)/math.Max(box.Width(), spatial.GridStep), float64(side)/math.Max(box.Height(), spatial.GridStep)
	xy := m.Shapes.Coords
	each := func(do func(tile int, v int32)) {
		for _, f := range which {
			m.eachBorder(f, func(v int32) {
				lesser := v
				if !m.Shapes.Ascends(v) {
					lesser++
				}
				do(clamp((xy[2*lesser]-box.MinX)*perX, side)*side+clamp((xy[2*lesser+1]-box.MinY)*perY, side), v)
			})
		}
	}
	t := tiles{start: make([]int32, side*side+1)}
	each(func(tile int, _ int32) { t.start[tile]++ })
	sum := int32(0)
	for i, n := range t.start {
		sum += n
		t.start[i] = sum
	}
	t.borders = make([]int32, sum)
	each(func(tile int, v int32) {
		t.start[tile]--
		t.borders[t.start[tile]] = v
	})
	return t
}

// eachBorder calls do for the vertex that each border of a feature starts from.
func (m *Mesh) eachBorder(f int, do func(v int32)) {
	p := m.Shapes
	for r := p.Parts[p.Features[f]]; r < p.Parts[p.Features[f+1]]; r++ {
		for v := p.Rings[r]; v < p.Rings[r+1]-1; v++ {
			do(v)
		}
	}
}

// Outer calls do for every border of the mesh across which the number of features changes, in the direction that its ring has.
func (m *Mesh) Outer(do func(ax, ay, bx, by float64)) {
	p := m.Shapes
	for f := range p.Len() {
		m.eachBorder(f, func(v int32) {
			if !m.inner[v] {
				do(p.Coords[2*v], p.Coords[2*v+1], p.Coords[2*v+2], p.Coords[2*v+3])
			}
		})
	}
}

// pairing counts, for each border of a tile, how often it is run one way more than the other.
type pairing struct {
	slots []slot
	at    []int32 // by border: its slot
}

type slot struct {
	border int32 // +1; 0 is free
	net    int32
}

func (t *pairing) tile(m *Mesh, borders []int32) {
	n := 256
	for n < 2*len(borders) {
		n *= 2
	}
	t.slots, t.at = resized(t.slots, n), resized(t.at, len(borders))
	clear(t.slots)
	for k, v := range borders {
		i := t.find(m, v)
		t.at[k] = int32(i)
		t.slots[i].border = v + 1
		if m.Shapes.Ascends(v) {
			t.slots[i].net++
		} else {
			t.slots[i].net--
		}
	}
	for k, v := range borders {
		m.inner[v] = t.slots[t.at[k]].net == 0
	}
}

func (t *pairing) find(m *Mesh, v int32) int {
	xy := m.Shapes.Coords
	h := mix(hashPoint(xy[2*v], xy[2*v+1]) + hashPoint(xy[2*v+2], xy[2*v+3]))
	for i := int(h) & (len(t.slots) - 1); ; i = (i + 1) & (len(t.slots) - 1) {
		if u := t.slots[i].border - 1; u < 0 || m.sameBorder(u, v) {
			return i
		}
	}
}

// sameBorder tells whether the borders from vertices u and v have the same ends.
func (m *Mesh) sameBorder(u, v int32) bool {
	a, b := m.Shapes.Coords[2*u:2*u+4], m.Shapes.Coords[2*v:2*v+4]
	return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3] ||
		a[0] == b[2] && a[1] == b[3] && a[2] == b[0] && a[3] == b[1]
}
