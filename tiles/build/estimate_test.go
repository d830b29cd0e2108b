package build

import (
	"math"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// TestEstimate: a square of 400 km at 30° N, half of it in cells, by hand: a tile of z16 is 40,075 km · cos 30° / 65,536 = 529.6 m wide
// in Web Mercator, and 305.7 m by 264.8 m in degrees.
func TestEstimate(t *testing.T) {
	s := snapshot.NewTables(snapshot.Manifest{})
	var zones, cells spatial.Builder
	square := func(b *spatial.Builder, w, h float64) {
		b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, w, 0, w, h, 0, h, 0, 0}, [][]int{{10}}))
	}
	square(&zones, 400_000, 400_000)
	square(&cells, 400_000, 200_000)
	var none spatial.Builder
	s.Zones.Code, s.Zones.Parent, s.Zones.Ellipsoidal, s.Zones.Shapes = []string{"1"}, []int32{-1}, []float64{1.6e11}, zones.Build()
	s.Cells.Shapes, s.Parcels.Shapes = cells.Build(), none.Build()
	s.Zones.BuildIndexes()
	var err error
	if s.Manifest.ToLonLat, err = crsapprox.Fit(func(xs, ys []float64) error { // the middle lies at 30° N
		for i := range xs {
			xs[i], ys[i] = 110+xs[i]/1e5, 30+(ys[i]-200_000)/1.11e5
		}
		return nil
	}, spatial.Box{MaxX: 400_000, MaxY: 400_000}, 1e-9); err != nil {
		t.Fatal(err)
	}
	count, bytes := Estimate(s)
	// Web Mercator: 1.6e11 / 529.6² = 570,500 for zones and half of that for cells and gaps each. Degrees: 1.6e11 / (305.7 · 264.8) is
	// 1,976,000, too many for z16; a quarter at z15 for zones, and 988,000 at z16 for cells and gaps each. All levels: a third more.
	want := (570_500 + 2*285_250 + 494_100 + 2*988_200) * 4 / 3.0
	if math.Abs(float64(count)-want) > 0.01*want || bytes != int64(float64(count)*tileBytes) && math.Abs(float64(bytes)/float64(count)-tileBytes) > 0.01 {
		t.Errorf("%d tiles, %d bytes, want %.0f tiles", count, bytes, want)
	}
}
