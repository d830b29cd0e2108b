package tilematrix

import (
	"errors"
	"math"
	"testing"
)

// TestCGCS2000QuadIsTianditus: Tianditu's published capabilities of its `c` sets give EPSG:4490, the corner 90, −180, two tiles
// of 256 pixels at level 1 and the scale denominator 2.958293554545656E8 there, at 96 dpi. A tile's corner may stray by less
// than a pixel from what they say.
func TestCGCS2000QuadIsTianditus(t *testing.T) {
	m := CGCS2000Quad()
	const (
		denominator = 2.958293554545656e8
		metresADeg  = 2 * math.Pi * 6378137 / 360
		pixel       = 0.0254 / 96 // metres on paper
	)
	for z := 1; z <= 18; z++ {
		resolution := denominator / float64(int(1)<<(z-1)) * pixel / metresADeg // degrees a pixel
		for _, share := range []float64{0, 0.3, 0.7871, 1} {
			x, y := uint32(share*float64(m.Width(z)-1)), uint32(share*float64(m.Height(z)-1))
			b := m.Bounds(z, x, y)
			west, north := -180+float64(x)*256*resolution, 90-float64(y)*256*resolution
			if d := math.Hypot(b[0]-west, b[3]-north) / resolution; d >= 1 {
				t.Errorf("corner of %d/%d/%d is %.3f pixels off", z, x, y, d)
			}
		}
	}
	if m.Width(1) != 2 || m.Height(1) != 1 || m.Check(0, 0, 0) == nil {
		t.Error("level 1 has two tiles in one row, and there is no level 0")
	}
	if w := WorldCRS84Quad(); w.Width(0) != 2 || w.Height(0) != 1 || w.Bounds(0, 1, 0) != [4]float64{0, -90, 180, 90} {
		t.Error("WorldCRS84Quad begins with two tiles")
	}
}

func TestLocateInvertsBounds(t *testing.T) {
	for _, m := range All() {
		for z := m.MinZoom; z <= m.MaxZoom(); z++ {
			for _, share := range []float64{0, 0.21, 0.5, 0.84} {
				x, y := uint32(share*float64(m.Width(z))), uint32(share*float64(m.Height(z)))
				b := m.Bounds(z, x, y)
				gx, gy := m.TileAt(z, (b[0]+b[2])/2, (b[1]+b[3])/2)
				if gx != x || gy != y {
					t.Errorf("%s %d/%d/%d: its middle lies in %d/%d", m.ID, z, x, y, gx, gy)
				}
			}
			if err := m.Check(z, m.Width(z), 0); !errors.Is(err, ErrTileRange) {
				t.Errorf("%s %d: a column too many: %v", m.ID, z, err)
			}
		}
	}
}

// TestFractionInvertsLonLat: a point of a level goes to degrees and back, also between tiles.
func TestFractionInvertsLonLat(t *testing.T) {
	for _, m := range All() {
		for _, z := range []int{m.MinZoom, 9, m.MaxZoom()} {
			for _, share := range []float64{0.003, 0.25, 0.6, 0.97} {
				x, y := share*float64(m.Width(z)), share*float64(m.Height(z))
				lon, lat := m.LonLat(z, x, y)
				gx, gy := m.Fraction(z, lon, lat)
				if math.Abs(gx-x) > 1e-6 || math.Abs(gy-y) > 1e-6 {
					t.Errorf("%s z%d: %v, %v comes back as %v, %v", m.ID, z, x, y, gx, gy)
				}
			}
		}
	}
}
