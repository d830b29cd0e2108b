package area_test

import (
	"fmt"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// A plane whose metres are stretched degrees: a tenth of a degree a side is 9,600 m by 11,100 m in it, a little less than on the ground.
func ExampleEllipsoidal() {
	toLonLat := func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = 119+xs[i]/96_000, 30+ys[i]/111_000
		}
		return nil
	}
	m, err := area.Ellipsoidal(toLonLat, spatial.Box{MaxX: 20_000, MaxY: 20_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	tenth := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 9600, 0, 9600, 11_100, 0, 11_100, 0, 0}, [][]int{{10}})
	fmt.Printf("%.3f m² of %.0f m² in the plane\n", float64(m.Multi(tenth)), float64(area.Planar().Multi(tenth)))
	fmt.Printf("%.3f m² as a pixel in degrees\n", area.DegreeRows(30.1, -0.1, 0.1, 1)[0])
	// Output:
	// 106904539.435 m² of 106560000 m² in the plane
	// 106904539.435 m² as a pixel in degrees
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
	// Output: 0.34 <nil>
}

func ExampleSum() {
	var s area.Sum
	plain := 0.0
	for _, v := range []float64{1e16, 1, -1e16} {
		s.Add(v)
		plain += v
	}
	fmt.Println(s.Value(), plain)
	// Output: 1 0
}
