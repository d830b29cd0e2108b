package topology

import (
	"testing"

	"pgregory.net/rapid"
)

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
