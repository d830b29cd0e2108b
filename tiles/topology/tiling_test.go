package topology

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

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
