package paper

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSimplifyStaysNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 50 {
		ring := wavy(rng, 500, 40+rng.IntN(400)).FlatCoords()
		tolerance := rng.Float64() * 8
		out := simplify(ring, tolerance)
		if len(out) < 8 || out[0] != out[len(out)-2] || out[1] != out[len(out)-1] {
			t.Fatalf("not a closed ring: %v", out)
		}
		for i := 0; i+1 < len(ring); i += 2 {
			best := math.Inf(1)
			for k := 0; k+3 < len(out); k += 2 {
				best = math.Min(best, fromSegment([]float64{out[k], out[k+1], ring[i], ring[i+1], out[k+2], out[k+3]}, 1, 0, 2))
			}
			if best > tolerance+1e-9 {
				t.Fatalf("a vertex is %g away, tolerance %g", best, tolerance)
			}
		}
	}
	if simplify([]float64{0, 0, 1, 0, 0, 0}, 0) != nil || simplify([]float64{0, 0, .1, 0, .1, .1, 0, 0}, 5) != nil {
		t.Error("what has no area was kept")
	}
}
