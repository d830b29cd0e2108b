package paper

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLabelsDoNotCollide(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	var l labeller
	var put []label
	for n := range 20 {
		put = append(put, l.number(n+1, rng.Float64()*mapWidth, rng.Float64()*mapHeight, rng.Float64()*400))
	}
	for i, a := range put {
		for _, b := range put[:i] {
			if math.Hypot(a.x-b.x, a.y-b.y) < labelRadius {
				t.Errorf("numbers %d and %d lie on each other", a.n, b.n)
			}
		}
	}
}
