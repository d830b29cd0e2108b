package topology

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestPolygonsKeepTheInvariants(t *testing.T) {
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
