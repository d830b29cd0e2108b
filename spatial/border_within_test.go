package spatial

import (
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"
)

// TestBorderCoversAndMeets: an indexed border decides places as the polygon does, and meets the boxes that an edge passes.
func TestBorderCoversAndMeets(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var b Builder
		corner := func() float64 { return float64(rng.IntN(9)) }
		x, y := corner(), corner()
		b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + 4, y + 1, x + 5, y + 6, x + 2, y + 3, x - 1, y + 7, x, y}, [][]int{{12}}))
		p := b.Build()
		border := NewBorder(p, 0)
		for range 200 {
			u, v := corner()+float64(rng.IntN(3)-1)/2, corner()+float64(rng.IntN(3)-1)/2
			if got, want := border.Covers(u, v), p.Covers(0, u, v); got != want {
				t.Fatalf("%v, %v in %v: %v, want %v", u, v, p.Coords, got, want)
			}
			box := Box{u, v, u + rng.Float64()*3, v + rng.Float64()*3}
			if got, want := border.Meets(box), passes(p.Coords, box); got != want {
				t.Fatalf("%v meets %v: %v, want %v", p.Coords, box, got, want)
			}
		}
	}
}

// passes clips each edge to the box by Liang and Barsky.
func passes(xy []float64, box Box) bool {
	for i := 0; i+3 < len(xy); i += 2 {
		from, to := 0.0, 1.0
		out := false
		for _, c := range [4][2]float64{{xy[i] - xy[i+2], xy[i] - box.MinX}, {xy[i+2] - xy[i], box.MaxX - xy[i]}, {xy[i+1] - xy[i+3], xy[i+1] - box.MinY}, {xy[i+3] - xy[i+1], box.MaxY - xy[i+1]}} {
			p, q := c[0], c[1]
			switch {
			case p == 0:
				out = out || q < 0
			case p < 0:
				from = max(from, q/p)
			default:
				to = min(to, q/p)
			}
		}
		if !out && from <= to {
			return true
		}
	}
	return false
}
