package clean

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// spiky is a round polygon of about 5 ha with spikes: ways out and back that are up to a few millimetres wide, straight or bent,
// crossing each other and the border.
func spiky(rng *rand.Rand, spikes int) *geom.MultiPolygon {
	cx, cy := 452000+1000*rng.Float64(), 3336000+1000*rng.Float64()
	var ring []float64
	add := func(x, y float64) { ring = append(ring, x, y) }
	n := 20 + rng.IntN(40)
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		r := 120 + 20*rng.Float64()
		x, y := cx+r*math.Cos(a), cy+r*math.Sin(a)
		add(x, y)
		if spikes > 0 && i%(n/spikes+1) == 0 {
			d, length, wide := 2*math.Pi*rng.Float64(), math.Pow(10, 3*rng.Float64()-1), 0.004*rng.Float64()
			bend := 1 + 0.002*rng.NormFloat64()
			mx, my := x+length/2*math.Cos(d)*bend, y+length/2*math.Sin(d)
			add(mx, my)
			add(x+length*math.Cos(d), y+length*math.Sin(d))
			add(mx+wide*rng.NormFloat64(), my+wide*rng.NormFloat64())
			add(x+wide*rng.NormFloat64(), y+wide*rng.NormFloat64())
		}
	}
	add(ring[0], ring[1])
	return geom.NewMultiPolygonFlat(geom.XY, ring, [][]int{{len(ring)}})
}

// TestSpikesAreMended: polygons with spikes as thin as the grid are mended, stay on the grid, and keep the ground that GEOS finds in
// them without any grid, to the half millimetre that snapping may move their border.
func TestSpikesAreMended(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 1))
	m := NewRepairer(geos.NewWorker())
	repaired := 0
	for i := range 1000 {
		raw := spiky(rng, 1+rng.IntN(12))
		exact, err := m.worker.MakeValid(raw)
		if err != nil {
			t.Fatal(err)
		}
		border := spatial.RingLength(raw.FlatCoords())
		out, reason, _, err := m.Repair(raw)
		if err != nil {
			t.Errorf("polygon %d: %v", i, err)
			continue
		}
		if reason != "" {
			repaired++
		}
		if why, err := m.worker.Invalid(out); why != "" || err != nil {
			t.Errorf("polygon %d is invalid: %s %v", i, why, err)
		}
		for _, v := range out.FlatCoords() {
			if v != spatial.SnapToGrid(v) {
				t.Fatalf("polygon %d: %.9f is off the grid", i, v)
			}
		}
		if d := math.Abs(spatial.PlanarArea(out) - spatial.PlanarArea(exact)); d > border*spatial.GridStep {
			t.Errorf("polygon %d: %.4f m², want %.4f", i, spatial.PlanarArea(out), spatial.PlanarArea(exact))
		}
	}
	if repaired < 700 {
		t.Errorf("only %d needed a repair", repaired)
	}
}

// TestRoundingKeepsGround: what is repaired on the grid in one step is what repairs and snapping in turn make of it.
func TestRoundingKeepsGround(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 2))
	w := geos.NewWorker()
	for i := range 100 {
		raw := spiky(rng, 8)
		exact, err := w.MakeValid(raw)
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.OnGrid(raw, spatial.GridStep)
		if err != nil {
			t.Fatal(err)
		}
		if why, err := w.Invalid(spatial.Normalize(out)); why != "" || err != nil || math.Abs(spatial.PlanarArea(out)-spatial.PlanarArea(exact)) > spatial.RingLength(raw.FlatCoords())*spatial.GridStep {
			t.Errorf("polygon %d: %.4f m², want %.4f %s %v", i, spatial.PlanarArea(out), spatial.PlanarArea(exact), why, err)
		}
	}
}
