package topology

import (
	"fmt"
	"math"

	"pgregory.net/rapid"
)

// scene is a builder's input: features of rings of points; holes have been left to the tests that need them.
type scene [][][]Point

func (s scene) build() *Polygons {
	b := NewBuilder(64)
	for _, f := range s {
		for _, ring := range f {
			b.Ring(ring, true)
		}
		b.Feature()
	}
	return b.Build()
}

// stars draws features that overlap, cross and touch; their corners keep to multiples of step, so that some coincide.
func stars(t *rapid.T, width int32, step int32) scene {
	var s scene
	for range rapid.IntRange(1, 6).Draw(t, "features") {
		var rings [][]Point
		for range rapid.IntRange(1, 2).Draw(t, "rings") {
			n := rapid.IntRange(3, 16).Draw(t, "corners")
			cx, cy := rapid.Int32Range(-width, width).Draw(t, "x"), rapid.Int32Range(-width, width).Draw(t, "y")
			var ring []Point
			for i := range n {
				r := rapid.Float64Range(float64(width)/20, float64(width)).Draw(t, "radius")
				a := 2 * math.Pi * float64(i) / float64(n)
				p := Point{cx + int32(r*math.Cos(a)), cy + int32(r*math.Sin(a))}
				ring = append(ring, Point{p.X / step * step, p.Y / step * step})
			}
			rings = append(rings, ring)
		}
		s = append(s, rings)
	}
	return s
}

// wrong says how polygons break the package's invariants, by looking at all pairs; empty where it keeps them.
func (m *Polygons) wrong() string {
	e := m.edges()
	type line struct{ u, v int32 }
	var lines []line
	for u := range m.Points {
		for i := e.start[u]; i < e.end[u]; i++ {
			lines = append(lines, line{int32(u), e.far[i]})
		}
	}
	for i, l := range lines {
		a, b := m.Points[l.u], m.Points[l.v]
		s := segment{2 * int64(a.X), 2 * int64(a.Y), 2 * (int64(b.X) - int64(a.X)), 2 * (int64(b.Y) - int64(a.Y))}
		for w, p := range m.Points {
			if int32(w) == l.u || int32(w) == l.v {
				continue
			}
			if p == a || p == b {
				return fmt.Sprintf("I1: two vertices at %v", p)
			}
			if _, hit := s.intersectsHotPixel(2*int64(p.X), 2*int64(p.Y), 1); hit {
				return fmt.Sprintf("I2: edge %v–%v passes %v", a, b, p)
			}
		}
		for _, o := range lines[:i] {
			if _, cross := crossing(a, b, m.Points[o.u], m.Points[o.v]); cross {
				return fmt.Sprintf("I3: %v–%v crosses %v–%v", a, b, m.Points[o.u], m.Points[o.v])
			}
		}
	}
	for f := range m.Len() {
		first := true
		for r := m.Features[f]; r < m.Features[f+1]; r++ {
			seen := map[int32]bool{}
			for _, v := range m.Ring(r) {
				if seen[v] {
					return fmt.Sprintf("feature %d: a ring passes %v twice", f, m.Points[v])
				}
				seen[v] = true
			}
			area := m.ringArea(m.Ring(r))
			if area == 0 || first && area < 0 {
				return fmt.Sprintf("feature %d: ring of area %d", f, area)
			}
			first = false
		}
	}
	return ""
}

// covers tells whether a place, on the lattice 2^k times as fine, lies in a feature.
func (m *Polygons) covers(f int, x, y int64, k uint) bool {
	in := false
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		ring := m.Ring(r)
		a := m.Points[ring[len(ring)-1]]
		for _, v := range ring {
			b := m.Points[v]
			ax, ay, bx, by := float64(int64(a.X)<<k), float64(int64(a.Y)<<k), float64(int64(b.X)<<k), float64(int64(b.Y)<<k)
			px, py := float64(x)+0.25, float64(y)+0.25
			if (ay > py) != (by > py) && px < (bx-ax)*(py-ay)/(by-ay)+ax {
				in = !in
			}
			a = b
		}
	}
	return in
}

func (m *Polygons) shapes(f int) (out [][]Point) {
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		var ring []Point
		for _, v := range m.Ring(r) {
			ring = append(ring, m.Points[v])
		}
		out = append(out, ring)
	}
	return out
}
