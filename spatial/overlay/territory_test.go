package overlay_test

import (
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// TestTouchingIsNotBeing: features that meet a territory along a border or in a point are absent.
func TestTouchingIsNotBeing(t *testing.T) {
	ctx := t.Context()
	var zone, around spatial.Builder
	rectangle := func(b *spatial.Builder, x0, y0, x1, y1 float64) {
		b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}}))
	}
	rectangle(&zone, 0, 0, 10, 10)
	for _, r := range [][5]float64{{10, 0, 20, 10, 0}, {10, 10, 20, 20, 0}, {-5, 3, 0, 4, 0}, {2, 2, 3, 3, 1}, {0, 0, 10, 10, 1}, {9, 9, 20, 20, 2}, {-5, -5, 15, 15, 2}, {30, 0, 40, 10, 0}} {
		rectangle(&around, r[0], r[1], r[2], r[3])
	}
	territory, err := overlay.NewTerritory(ctx, zone.Build(), 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := territory.Cut(ctx, around.Build(), overlay.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []overlay.Place{overlay.Outside, overlay.Outside, overlay.Outside, overlay.Inside, overlay.Inside, overlay.Across, overlay.Across, overlay.Outside} {
		if got[i].Place != want {
			t.Errorf("rectangle %d is %d, want %d", i, got[i].Place, want)
		}
	}
	for i, m2 := range map[int]float64{5: 1, 6: 100} {
		if a := spatial.PlanarArea(got[i].Shape); a != m2 {
			t.Errorf("rectangle %d has %v m², want %v", i, a, m2)
		}
	}
}
