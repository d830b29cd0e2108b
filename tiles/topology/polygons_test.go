package topology

import (
	"fmt"
	"math"
	"testing"

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

func TestMeshKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.SampledFrom([]int32{6, 30, 400, 100000}).Draw(t, "width")
		m := stars(t, width, rapid.SampledFrom([]int32{1, 1, 5}).Draw(t, "step")).build()
		for level := range 5 {
			if why := m.wrong(); why != "" {
				t.Fatalf("level %d: %s", level, why)
			}
			m = m.Simplify(rapid.SampledFrom([]int64{0, 4, 64}).Draw(t, "area"))
			if why := m.wrong(); why != "" {
				t.Fatalf("level %d simplified: %s", level, why)
			}
			m = m.Coarsen(rapid.SampledFrom([]uint{1, 1, 4}).Draw(t, "k"))
		}
	})
}

// TestCoarseGroundIsNear: whether a place is covered changes only near a border.
func TestCoarseGroundIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := stars(t, 300, 1).build()
		k := rapid.UintRange(1, 4).Draw(t, "k")
		coarse := m.Coarsen(k)
		for f := range m.Len() {
			for range 20 {
				x, y := rapid.Int64Range(-600, 600).Draw(t, "x"), rapid.Int64Range(-600, 600).Draw(t, "y")
				if m.near(f, x, y) <= 3*float64(int64(1)<<k) {
					continue
				}
				if got, want := coarse.covers(f, x, y, k), m.covers(f, x, y, 0); got != want {
					t.Fatalf("feature %d at %d %d: covered %v, was %v", f, x, y, got, want)
				}
			}
		}
	})
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

// near is the distance of a place from a feature's border.
func (m *Polygons) near(f int, x, y int64) float64 {
	best := math.Inf(1)
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		ring := m.Ring(r)
		a := m.Points[ring[len(ring)-1]]
		for _, v := range ring {
			b := m.Points[v]
			dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
			u := (float64(x)-float64(a.X))*dx + (float64(y)-float64(a.Y))*dy
			u = math.Max(0, math.Min(1, u/(dx*dx+dy*dy)))
			best = math.Min(best, math.Hypot(float64(x)-float64(a.X)-u*dx, float64(y)-float64(a.Y)-u*dy))
			a = b
		}
	}
	return best
}

// TestCutsMeetTheWhole: each tile's rings are simple, wound by role and cross nothing, and cover what the feature covers there.
func TestCutsMeetTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.SampledFrom([]int32{30, 400, 3000}).Draw(t, "width")
		m := stars(t, width, rapid.SampledFrom([]int32{1, 1, 5}).Draw(t, "step")).build().Coarsen(1)
		tiling := Tiling{Origin: 1 << 20, Size: rapid.Int32Range(5, 64).Draw(t, "size"), Pad: rapid.Int32Range(0, 3).Draw(t, "pad")}
		if width > 1000 {
			tiling.Size *= 16
		}
		for f := range m.Len() {
			tiles := map[[2]int32]*Polygons{}
			m.Cut(f, tiling, func(x, y int32, rings [][]Point) {
				b := tiling.box(x, y)
				one := tiles[[2]int32{x, y}]
				if one == nil {
					one = &Polygons{Rings: []int32{0}, Features: []int32{0, 0}}
					tiles[[2]int32{x, y}] = one
				}
				table := &vertexTable{slots: make([]int32, 4096)}
				for _, p := range one.Points {
					table.add(p)
				}
				for _, ring := range rings {
					for _, p := range ring {
						if p.X < b.Lo.X || p.Y < b.Lo.Y || p.X > b.Hi.X || p.Y > b.Hi.Y {
							t.Fatalf("%v outside of %v", p, b)
						}
						one.Vertices = append(one.Vertices, table.add(p))
					}
					one.Rings = append(one.Rings, int32(len(one.Vertices)))
				}
				one.Points = table.points
				one.Features[1] = int32(len(one.Rings) - 1)
			})
			for at, one := range tiles {
				if why := one.crossed(); why != "" {
					t.Fatalf("tile %v %v of feature %d: %s; rings %v of %v; whole %v %v", at, tiling.box(at[0], at[1]), f, why, one.shapes(0), one.Rings, m.shapes(f), tiling)
				}
			}
			for range 30 {
				x, y := rapid.Int64Range(-int64(width), int64(width)).Draw(t, "x"), rapid.Int64Range(-int64(width), int64(width)).Draw(t, "y")
				if m.near(f, x, y) <= 1 {
					continue
				}
				tx, ty := tiling.TileOf(Point{int32(x), int32(y)})
				got := false
				if one := tiles[[2]int32{tx, ty}]; one != nil {
					got = one.covers(0, x, y, 0)
				}
				if want := m.covers(f, x, y, 0); got != want {
					t.Fatalf("feature %d at %d %d: covered %v in its tile, %v in all", f, x, y, got, want)
				}
			}
		}
	})
}

// crossed is wrong without I2, which cuts do not keep.
func (m *Polygons) crossed() string {
	e := m.edges()
	var from, to []Point
	for u := range m.Points {
		for i := e.start[u]; i < e.end[u]; i++ {
			from, to = append(from, m.Points[u]), append(to, m.Points[e.far[i]])
		}
	}
	for i := range from {
		for j := range i {
			if _, cross := crossing(from[i], to[i], from[j], to[j]); cross {
				return fmt.Sprintf("%v–%v crosses %v–%v", from[i], to[i], from[j], to[j])
			}
		}
		for _, p := range m.Points {
			if p != from[i] && p != to[i] && turn(from[i], to[i], p) == 0 &&
				p.X >= min(from[i].X, to[i].X) && p.X <= max(from[i].X, to[i].X) && p.Y >= min(from[i].Y, to[i].Y) && p.Y <= max(from[i].Y, to[i].Y) {
				return fmt.Sprintf("%v lies on %v–%v", p, from[i], to[i])
			}
		}
	}
	first := true
	for r := range len(m.Rings) - 1 {
		seen := map[int32]bool{}
		for _, v := range m.Ring(int32(r)) {
			if seen[v] {
				return fmt.Sprintf("a ring passes %v twice", m.Points[v])
			}
			seen[v] = true
		}
		area := m.ringArea(m.Ring(int32(r)))
		if area == 0 || first && area < 0 {
			return fmt.Sprintf("ring of area %d", area)
		}
		first = false
	}
	return ""
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

// TestGroundCountsOnce: whatever a feature's rings do, it covers no place twice and none less than not at all.
func TestGroundCountsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := stars(t, 10, 1)
		m := drawn.build()
		for f := range m.Len() {
			for x := -20.0; x < 20; x++ {
				for y := -20.0; y < 20; y++ {
					if n := m.winding(f, x+0.3, y+0.4); n != 0 && n != 1 {
						t.Fatalf("feature %d covers %v %v %d times: %v of %v", f, x, y, n, m.shapes(f), drawn[f])
					}
				}
			}
		}
	})
}

// winding counts the outer rings around a place, less the holes.
func (m *Polygons) winding(f int, x, y float64) int {
	w := 0
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		ring := m.Ring(r)
		in := false
		a := m.Points[ring[len(ring)-1]]
		for _, v := range ring {
			b := m.Points[v]
			ax, ay, bx, by := float64(a.X), float64(a.Y), float64(b.X), float64(b.Y)
			if (ay > y) != (by > y) && x < (bx-ax)*(y-ay)/(by-ay)+ax {
				in = !in
			}
			a = b
		}
		if in {
			if m.ringArea(ring) > 0 {
				w++
			} else {
				w--
			}
		}
	}
	return w
}
