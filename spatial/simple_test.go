package spatial_test

import (
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geos"

	"github.com/qingshan-gis/qingshan/spatial"
)

func TestSimple(t *testing.T) {
	var c spatial.RingChecker
	for name, r := range map[string]struct {
		ring []float64
		want bool
	}{
		"triangle":              {[]float64{0, 0, 1, 0, 0, 1, 0, 0}, true},
		"clockwise":             {[]float64{0, 0, 0, 1, 1, 0, 0, 0}, true},
		"straight vertex":       {[]float64{0, 0, 1, 0, 2, 0, 2, 2, 0, 0}, true},
		"bow-tie":               {[]float64{0, 0, 1, 1, 1, 0, 0, 1, 0, 0}, false},
		"spike":                 {[]float64{0, 0, 2, 0, 2, 1, 2, 3, 2, 1, 0, 1, 0, 0}, false},
		"spike at the start":    {[]float64{0, 0, 2, 0, 2, 1, 0, 1, 0, 0, -1, 0, 0, 0}, false},
		"spike over the seam":   {[]float64{0, 0, 2, 0, 2, 2, -1, 0, 0, 0}, true},
		"vertex on an edge":     {[]float64{0, 0, 4, 0, 4, 4, 2, 0, 0, 4, 0, 0}, false},
		"touches itself":        {[]float64{0, 0, 2, 2, 4, 0, 4, 4, 2, 2, 0, 4, 0, 0}, false},
		"overlapping edges":     {[]float64{0, 0, 4, 0, 4, 2, 3, 2, 3, 0, 1, 0, 1, 2, 0, 2, 0, 0}, false},
		"no ground":             {[]float64{0, 0, 1, 0, 0, 0, 0, 0}, false},
		"two points":            {[]float64{0, 0, 1, 0, 0, 0}, false},
		"not closed":            {[]float64{0, 0, 1, 0, 0, 1, 1, 1}, false},
		"an edge of no length":  {[]float64{0, 0, 1, 0, 1, 0, 0, 1, 0, 0}, false},
		"wider than it decides": {[]float64{0, 0, 1e6, 0, 0, 1e6, 0, 0}, false},
		"far from the origin":   {[]float64{40500000, 3320000, 40500000.001, 3320000, 40500000.001, 3320000.001, 40500000, 3320000}, true},
	} {
		if got := c.Simple(r.ring); got != r.want {
			t.Errorf("%s: %v, want %v", name, got, r.want)
		}
	}
}

// TestSimpleAgainstGEOS: of random rings on a coarse grid, where everything touches everything, those that are proven
// simple are those that GEOS takes for simple.
func TestSimpleAgainstGEOS(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 14))
	var c spatial.RingChecker
	yes, no := 0, 0
	for range 40000 {
		n := 3 + rng.IntN(7)
		ring := make([]float64, 0, 2*n+2)
		line := make([][]float64, 0, n+1)
		for range n {
			x, y := 500000+float64(rng.IntN(6))/1000, 3320000+float64(rng.IntN(6))/1000
			if k := len(ring); k > 0 && ring[k-2] == x && ring[k-1] == y {
				continue
			}
			ring, line = append(ring, x, y), append(line, []float64{x * 1000, y * 1000})
		}
		if k := len(ring); k < 6 || ring[k-2] == ring[0] && ring[k-1] == ring[1] {
			continue
		}
		ring, line = append(ring, ring[0], ring[1]), append(line, line[0])
		// GEOS works on whole numbers here, so that it is exact too.
		g := geos.NewLineString(round(line))
		want := g.IsSimple() && geos.NewPolygon([][][]float64{round(line)}).IsValid()
		if got := c.Simple(ring); got != want {
			t.Fatalf("%v: %v, GEOS says %v", line, got, want)
		}
		if want {
			yes++
		} else {
			no++
		}
	}
	if yes < 1000 || no < 1000 {
		t.Errorf("%d simple, %d not: nothing was tested", yes, no)
	}
}

func round(line [][]float64) [][]float64 {
	out := make([][]float64, len(line))
	for i, p := range line {
		out[i] = []float64{float64(int64(p[0] + 0.5)), float64(int64(p[1] + 0.5))}
	}
	return out
}

func BenchmarkSimple(b *testing.B) {
	ring := make([]float64, 0, 130)
	for i := range 64 {
		x, y := float64(i), float64(i%2)
		if i >= 32 {
			x, y = float64(63-i), 5+float64(i%3)
		}
		ring = append(ring, x, y)
	}
	ring = append(ring, ring[0], ring[1])
	var c spatial.RingChecker
	for b.Loop() {
		if !c.Simple(ring) {
			b.Fatal("not simple")
		}
	}
}
