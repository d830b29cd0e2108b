package area_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// places are planes over China and beyond, with a box of a county or a province in each: at the equator, in the middle, near
// the pole, on the central meridian and far from it, with eastings that carry a zone number.
var places = []struct {
	crs  string
	x, y float64 // south-west corner
	side float64
}{
	{"EPSG:4549", 450_000, 3_250_000, 100_000}, {"EPSG:4525", 37_600_000, 4_400_000, 200_000}, {"EPSG:32650", 300_000, 10_000, 400_000},
	{"EPSG:32650", 700_000, 5_900_000, 150_000}, {"EPSG:32650", 450_000, 8_700_000, 100_000}, {"EPSG:32650", 900_000, 2_000_000, 20_000},
}

// star is a ring of random corners around the middle of a box, on the grid of 1 mm.
func star(rng *rand.Rand, x, y, width, height float64, corners int) []float64 {
	var ring []float64
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		r := 0.2 + 0.3*rng.Float64()
		ring = append(ring, spatial.SnapToGrid(x+width*(0.5+r*cos)), spatial.SnapToGrid(y+height*(0.5+r*sin)))
	}
	return append(ring, ring[0], ring[1])
}

// Two measurements of one ring, edge by edge in a window and as a whole, and one along edges cut so finely that quadrature
// cannot matter, lie within the bound; and the bound is no more than a tenth of what moving the border by a micrometre makes.
func TestNoiseBoundsTwoMeasurements(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 1))
	for _, at := range places {
		crs, err := gdal.ParseCRS(at.crs)
		if err != nil {
			t.Fatal(err)
		}
		x, y, s := at.x, at.y, at.side
		m := measureIn(t, crs, []float64{x, y, x + s, y, x + s, y + s, x, y + s, x, y})
		if d := m.Density(); d < 0.9 || d > 1.1 {
			t.Errorf("%s: density up to %v", at.crs, d)
		}
		for trial := range 100 {
			width, height := s*math.Pow(10, -3*rng.Float64()), s*math.Pow(10, -6*rng.Float64())
			if trial%2 == 0 {
				width, height = height, width
			}
			ring := star(rng, x+(s-width)*rng.Float64(), y+(s-height)*rng.Float64(), width, height, 3+rng.IntN(60))
			var b spatial.Builder
			b.Add(geom.NewMultiPolygonFlat(geom.XY, ring, [][]int{{len(ring)}}))
			p := b.Build()
			got, length := m.Outline(p, 0)
			box := p.Extent()
			cx, cy := box.Center()
			local := m.Local(box, cx, cy)
			var sum, fine area.Sum
			for i := 0; i+3 < len(ring); i += 2 {
				sum.Add(local.Edge(ring[i]-cx, ring[i+1]-cy, ring[i+2]-cx, ring[i+3]-cy))
			}
			cut := finely(ring, 32)
			for i := 0; i+3 < len(cut); i += 2 {
				fine.Add(local.Edge(cut[i]-cx, cut[i+1]-cy, cut[i+2]-cx, cut[i+3]-cy))
			}
			noise := m.Noise(box)
			if limit := 2*noise*length + 1e-15*math.Abs(got); math.Abs(sum.Value()-got) > limit || math.Abs(fine.Value()-got) > limit {
				t.Errorf("%s, %.3f × %.3f m: %.9f m² as a whole, %.9f edge by edge, %.9f finely; the bound is %.2e", at.crs, width, height, got, sum.Value(), fine.Value(), limit)
			}
			if noise > 1e-7 {
				t.Errorf("%s: the bound is %.1e m² a metre", at.crs, noise)
			}
		}
	}
}

// An edge of 400 km is measured as its pieces are.
func TestLongEdges(t *testing.T) {
	crs, err := gdal.ParseCRS("EPSG:32650")
	if err != nil {
		t.Fatal(err)
	}
	ring := []float64{300_000, 10_000, 700_000, 40_000, 650_000, 410_000, 300_000, 10_000}
	m := measureIn(t, crs, ring)
	if got, want := m.Ring(ring), m.Ring(finely(ring, 100)); math.Abs(got-want) > 1e-3 {
		t.Errorf("%.6f m², in pieces %.6f", got, want)
	}
}

// Sum loses nothing of a million terms that cancel.
func TestSumKeepsEveryBit(t *testing.T) {
	var s area.Sum
	for range 1_000_000 {
		s.Add(0.1)
		s.Add(1e10)
		s.Add(-1e10)
	}
	if got, want := s.Value(), 1e5; math.Abs(got-want) > 1e-10 { // 0.1 is not a tenth: 1e6 times 5.55e-18 more
		t.Errorf("%.12f", got)
	}
}
