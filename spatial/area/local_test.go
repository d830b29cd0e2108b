package area_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// finely cuts each edge of a ring into n.
func finely(ring []float64, n int) []float64 {
	out := []float64{ring[0], ring[1]}
	for i := 0; i+3 < len(ring); i += 2 {
		for k := 1; k <= n; k++ {
			s := float64(k) / float64(n)
			out = append(out, ring[i]+s*(ring[i+2]-ring[i]), ring[i+1]+s*(ring[i+3]-ring[i+1]))
		}
	}
	return out
}

// The local polynomial and the few Gauss points an edge gets leave less than a square millimetre, or 1e-12 of the area:
// compared with the measure itself along edges cut so finely that its own quadrature cannot matter.
func TestLocalEdgesAddUpToTheRing(t *testing.T) {
	crs, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		t.Fatal(err)
	}
	county := []float64{400_000, 3_300_000, 600_000, 3_300_000, 600_000, 3_500_000, 400_000, 3_500_000, 400_000, 3_300_000}
	m := measureIn(t, crs, county)
	rng := rand.New(rand.NewPCG(61, 1))
	for trial := range 400 {
		size := 10 * math.Pow(10, 4*rng.Float64())
		x, y := 400_000+(200_000-size)*rng.Float64(), 3_300_000+(200_000-size)*rng.Float64()
		corners := 3 + rng.IntN(20)
		var ring []float64
		for i := range corners { // around the middle, so that the ring is simple
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
			r := size / 2 * (0.2 + 0.8*rng.Float64())
			ring = append(ring, x+size/2+r*cos, y+size/2+r*sin)
		}
		ring = append(ring, ring[0], ring[1])
		box := spatial.BoxOf(ring)
		cx, cy := box.Center()
		local := m.Local(box, cx, cy)
		var got float64
		for i := 0; i+3 < len(ring); i += 2 {
			got += local.Edge(ring[i]-cx, ring[i+1]-cy, ring[i+2]-cx, ring[i+3]-cy)
		}
		want := m.Ring(finely(ring, 16))
		if d := math.Abs(got - want); d > 1e-6+1e-12*want {
			t.Errorf("trial %d, %.0f m wide: %.9f m², want %.9f (off by %.1e, relative %.1e)", trial, size, got, want, got-want, got/want-1)
		}
		if planar := area.Planar(); math.Abs(planar.Ring(ring)/want-1) > 1e-3 {
			t.Errorf("trial %d: planar %.3f m², ellipsoidal %.3f", trial, planar.Ring(ring), want)
		}
	}
}
