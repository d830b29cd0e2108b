package arc_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arc"
)

const metre = arc.Unit(1)

// on is a point of a circle whose coordinates are as a county's: hundreds of kilometres and thousands.
func on(cx, cy, r, angle float64) arc.Point {
	return arc.Point{X: cx + r*math.Cos(angle), Y: cy + r*math.Sin(angle)}
}

// pieces splits the arc between two angles at random, and closes the ring through the centre.
func pieces(rng *rand.Rand, cx, cy, r, from, to float64, n int) []arc.Segment {
	cuts := []float64{from, to}
	for range n - 1 {
		cuts = append(cuts, from+(to-from)*rng.Float64())
	}
	slices.Sort(cuts)
	var out []arc.Segment
	for i := range n {
		a, b := cuts[i], cuts[i+1]
		m := a + (b-a)*(0.2+0.6*rng.Float64())
		out = append(out, arc.Segment{Start: on(cx, cy, r, a), Middle: on(cx, cy, r, m), End: on(cx, cy, r, b), Arc: true})
	}
	centre := arc.Point{X: cx, Y: cy}
	return append(out, arc.Segment{Start: out[n-1].End, End: centre}, arc.Segment{Start: centre, End: out[0].Start})
}

func reversed(segments []arc.Segment) []arc.Segment {
	var out []arc.Segment
	for _, s := range slices.Backward(segments) {
		s.Start, s.End = s.End, s.Start
		out = append(out, s)
	}
	return out
}

// snapped are the vertices on the 1 mm grid, as they are taken in, in one order and from one start.
func snapped(ring []arc.Point) map[arc.Point]bool {
	out := map[arc.Point]bool{}
	for _, p := range ring {
		out[arc.Point{X: spatial.SnapToGrid(p.X), Y: spatial.SnapToGrid(p.Y)}] = true
	}
	return out
}

// TestOneCircleHasOneSetOfPoints: whoever splits an arc, wherever and in whichever direction, gets the same vertices, and none of its
// points strays from the edges by more than the tolerance. Radii from 1 m to 100 km.
func TestOneCircleHasOneSetOfPoints(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	rings, vertices, others := 0, 0, 0
	for range 300 {
		r := math.Pow(10, 5*rng.Float64())
		cx, cy := 400000+200000*rng.Float64(), 3e6+1e6*rng.Float64()
		from := 2 * math.Pi * rng.Float64()
		to := from + (0.02+5*rng.Float64())*math.Min(1, 3000/r)
		whole, err := arc.Ring(pieces(rng, cx, cy, r, from, to, 1), metre)
		if err != nil {
			t.Fatal(err)
		}
		split := pieces(rng, cx, cy, r, from, to, 2+rng.IntN(5))
		back, err := arc.Ring(reversed(split), metre)
		if err != nil {
			t.Fatal(err)
		}
		if len(back) != len(whole) {
			t.Errorf("radius %.3f: %d and %d vertices", r, len(whole), len(back))
		}
		// The circle that float64 coordinates of 3,000 km determine is off by nanometres: a coordinate may lie on either side of half a
		// millimetre, rarely.
		a, b := snapped(whole), snapped(back)
		for p := range a {
			if !b[p] {
				others++
			}
		}
		for p := range b {
			if !a[p] {
				others++
			}
		}
		rings++
		vertices += len(whole)
		if off := strays(whole, cx, cy, r); off > arc.Tolerance {
			t.Errorf("radius %.3f: an edge strays by %.6f m", r, off)
		}
		if limit := 100 + int(1.2*(to-from)*r/math.Sqrt(r*arc.Tolerance)); len(whole) > limit {
			t.Errorf("radius %.3f: %d vertices, more than %d", r, len(whole), limit)
		}
	}
	t.Logf("%d rings of %d vertices, %d rounded to another millimetre", rings, vertices, others)
	if others > vertices/1000 {
		t.Errorf("%d of %d vertices differ", others, vertices)
	}
}

// strays is how far the middles of edges between vertices of the circle lie inside it: the rise of each edge.
func strays(ring []arc.Point, cx, cy, r float64) float64 {
	worst := 0.0
	for i := 0; i+1 < len(ring); i++ {
		p, q := ring[i], ring[i+1]
		if math.Abs(math.Hypot(p.X-cx, p.Y-cy)-r) > 1e-6 || math.Abs(math.Hypot(q.X-cx, q.Y-cy)-r) > 1e-6 {
			continue // an edge to the centre
		}
		worst = math.Max(worst, r-math.Hypot((p.X+q.X)/2-cx, (p.Y+q.Y)/2-cy))
	}
	return worst
}

// TestArcsRoundedByTheirFile: coordinates that a File Geodatabase rounded to 0.1 mm still give borders that part by no more than
// the tolerance.
func TestArcsRoundedByTheirFile(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	round := func(s []arc.Segment) []arc.Segment {
		for i := range s {
			for _, p := range []*arc.Point{&s[i].Start, &s[i].Middle, &s[i].End} {
				p.X, p.Y = math.Round(p.X*1e4)/1e4, math.Round(p.Y*1e4)/1e4
			}
		}
		return s
	}
	for range 100 {
		r := 50 * math.Pow(10, 2*rng.Float64())
		from := 2 * math.Pi * rng.Float64()
		to := from + 0.3 + 2*rng.Float64()
		for _, n := range []int{1, 2, 3} {
			ring, err := arc.Ring(round(pieces(rng, 450000, 3330000, r, from, to, n)), metre)
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i+3 < len(ring); i++ {
				p, q := ring[i], ring[i+1]
				if math.Hypot(p.X-q.X, p.Y-q.Y) > r/2 {
					continue // to the centre
				}
				if off := math.Abs(r - math.Hypot((p.X+q.X)/2-450000, (p.Y+q.Y)/2-3330000)); off > arc.Tolerance+0.0003 {
					t.Errorf("radius %.1f in %d pieces: %.6f m off", r, n, off)
				}
			}
		}
	}
}

// TestFullCircles: a circle has one set of points however it is written: as one arc, as halves, as quarters that start elsewhere.
func TestFullCircles(t *testing.T) {
	const cx, cy, r = 500000.25, 3320000.5, 137.5
	arcs := func(at float64, n int) []arc.Segment {
		var out []arc.Segment
		for i := range n {
			a, b := at+2*math.Pi*float64(i)/float64(n), at+2*math.Pi*float64(i+1)/float64(n)
			s := arc.Segment{Start: on(cx, cy, r, a), Middle: on(cx, cy, r, (a+b)/2), End: on(cx, cy, r, b), Arc: true}
			if i > 0 {
				s.Start = out[i-1].End
			}
			if i == n-1 && n > 1 {
				s.End = out[0].Start
			}
			out = append(out, s)
		}
		if n == 1 {
			out[0].End = out[0].Start
		}
		return out
	}
	want, err := arc.Ring(arcs(0, 1), metre)
	if err != nil {
		t.Fatal(err)
	}
	var flat []float64
	for _, p := range want {
		flat = append(flat, p.X, p.Y)
	}
	// A polygon whose edges rise by f over their chord lacks two thirds of f times its length: at most 0.3 m² here.
	if got := math.Abs(spatial.RingArea(flat)); got > math.Pi*r*r || math.Pi*r*r-got > 2*math.Pi*r*arc.Tolerance*2/3 {
		t.Errorf("%.4f m² of %.4f", got, math.Pi*r*r)
	}
	for _, ring := range [][]arc.Segment{arcs(1, 1), arcs(0.3, 2), arcs(2.2, 4), reversed(arcs(-1, 3))} {
		got, err := arc.Ring(ring, metre)
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != got[len(got)-1] {
			t.Error("it is not closed")
		}
		a, b := snapped(want), snapped(got)
		for p := range b {
			if !a[p] {
				t.Errorf("%v is a point of its own", p)
			}
		}
		if len(a) != len(b) {
			t.Errorf("%d vertices, want %d", len(b), len(a))
		}
	}
}

// TestArcsThatAreLines: three points on a line, repeated points, arcs flatter than a tenth of a millimetre.
func TestArcsThatAreLines(t *testing.T) {
	p := func(x, y float64) arc.Point { return arc.Point{X: x, Y: y} }
	ring, err := arc.Ring([]arc.Segment{
		{Start: p(0, 0), Middle: p(50, 0), End: p(100, 0), Arc: true},
		{Start: p(100, 0), Middle: p(100.00005, 50), End: p(100, 100), Arc: true},
		{Start: p(100, 100), Middle: p(100, 100), End: p(100, 100), Arc: true},
		{Start: p(100, 100), Middle: p(100, 100), End: p(0, 100), Arc: true},
		{Start: p(0, 100), End: p(0, 0)},
	}, metre)
	if want := []arc.Point{p(0, 0), p(100, 0), p(100, 100), p(0, 100), p(0, 0)}; err != nil || !slices.Equal(ring, want) {
		t.Errorf("%v %v", ring, err)
	}
	if ring, err := arc.Ring(nil, metre); err != nil || ring != nil {
		t.Errorf("%v %v", ring, err)
	}
}

// TestArcsInDegrees: the step follows what a degree is on the ground.
func TestArcsInDegrees(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const metres = 6378137 * math.Pi / 180
	r := 500 / metres
	ring, err := arc.Ring(pieces(rng, 119.7, 30.6, r, 0.2, 2.9, 3), arc.Unit(metres))
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i := 0; i+3 < len(ring); i++ {
		worst = math.Max(worst, r-math.Hypot((ring[i].X+ring[i+1].X)/2-119.7, (ring[i].Y+ring[i+1].Y)/2-30.6))
	}
	if worst*metres > arc.Tolerance || len(ring) < 1000 || len(ring) > 2500 {
		t.Errorf("%d vertices stray by %.6f m", len(ring), worst*metres)
	}
}
