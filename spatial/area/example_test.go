package area_test

import (
	"fmt"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// The plane of this example is one of degrees: its x and y are longitude and latitude.
func ExampleEllipsoidal() {
	box := spatial.Box{MinX: 119, MinY: 30, MaxX: 120, MaxY: 31}
	m, err := area.Ellipsoidal(func(_, _ []float64) error { return nil }, box)
	if err != nil {
		fmt.Println(err)
		return
	}
	degree := geom.NewMultiPolygonFlat(geom.XY, []float64{119, 30, 120, 30, 120, 31, 119, 31, 119, 30}, [][]int{{10}})
	fmt.Printf("%.2f km²\n", float64(m.Multi(degree))/1e6)
	fmt.Printf("%.2f km² by rows of pixels\n", area.DegreeRows(31, -1, 1, 1)[0]/1e6)
	// Output:
	// 10647.46 km²
	// 10647.46 km² by rows of pixels
}

// A hole is taken off, however its ring turns.
func ExampleMeasure_Multi() {
	ring := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 100, 0, 100, 100, 0, 100, 0, 0, 40, 40, 60, 40, 60, 60, 40, 60, 40, 40}, [][]int{{10, 20}})
	a := area.Planar().Multi(ring)
	fmt.Println(float64(a), "m²,", a.Hectares(), "公顷,", a.Mu(), "亩")
	// Output: 9600 m², 0.96 公顷, 14.4 亩
}

// Web Mercator at 30° N shows all ground a third too large.
func ExampleScaleError() {
	const radius = 6378137.0
	toLonLat := func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = xs[i]/radius*180/math.Pi, math.Atan(math.Sinh(ys[i]/radius))*180/math.Pi
		}
		return nil
	}
	e, err := area.ScaleError(toLonLat, spatial.Box{MinX: 13_300_000, MinY: 3_500_000, MaxX: 13_310_000, MaxY: 3_510_000})
	fmt.Printf("%.2f %v\n", e, err)
	// Output: 0.33 <nil>
}

func ExampleSum() {
	var s area.Sum
	for _, v := range []float64{1e16, 1, -1e16} {
		s.Add(v)
	}
	fmt.Println(s.Value(), 1e16+1-1e16 == s.Value())
	// Output: 1 true
}
