package densify

import (
	"math"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

func TestDensifiedEdgesStayWithinHalfAMillimetre(t *testing.T) {
	from, _ := gdal.ParseCRS("EPSG:4490")
	to, _ := gdal.ParseCRS("EPSG:4549")
	tr, err := gdal.NewTransformer(from, to)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close()
	ring := []float64{119.5, 30.1, 120.3, 30.2, 120.1, 30.9, 119.5, 30.1}
	got, err := Polygons(geom.NewMultiPolygonFlat(geom.XY, ring, [][]int{{8}}), tr.Transform)
	if err != nil {
		t.Fatal(err)
	}
	out := got.FlatCoords()
	worst := 0.0
	for i := 0; i+3 < len(ring); i += 2 {
		for k := range 997 {
			s := float64(k) / 997
			xs, ys := []float64{ring[i] + s*(ring[i+2]-ring[i])}, []float64{ring[i+1] + s*(ring[i+3]-ring[i+1])}
			if err := tr.Transform(xs, ys); err != nil {
				t.Fatal(err)
			}
			near := math.Inf(1)
			for j := 0; j+3 < len(out); j += 2 {
				near = math.Min(near, distance(xs[0], ys[0], out[j:j+4]))
			}
			worst = math.Max(worst, near)
		}
	}
	if worst > MaxStray*1.05 {
		t.Errorf("an edge strays by %.2g m with %d vertices", worst, len(out)/2)
	}
}

func distance(x, y float64, e []float64) float64 {
	dx, dy := e[2]-e[0], e[3]-e[1]
	s := math.Max(0, math.Min(1, ((x-e[0])*dx+(y-e[1])*dy)/(dx*dx+dy*dy)))
	return math.Hypot(x-e[0]-s*dx, y-e[1]-s*dy)
}

func TestNeighboursGetTheSameVertices(t *testing.T) {
	from, _ := gdal.ParseCRS("EPSG:4490")
	to := gdal.LambertEqualArea(120, 30)
	there := func(flat []float64) map[[2]float64]bool {
		mp, err := Polygons(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{len(flat)}}), func(xs, ys []float64) error { return gdal.Transform(from, to, xs, ys) })
		if err != nil {
			t.Fatal(err)
		}
		out := map[[2]float64]bool{}
		for i, f := 0, spatial.Normalize(mp).FlatCoords(); i < len(f); i += 2 {
			out[[2]float64{f[i], f[i+1]}] = true
		}
		return out
	}
	left := there([]float64{119, 30, 119.7, 30, 119.9, 31, 119, 31, 119, 30})
	right := there([]float64{119.7, 30, 120.5, 30, 120.5, 31, 119.9, 31, 119.7, 30})
	shared := 0
	for v := range left {
		if right[v] {
			shared++
		}
	}
	if shared < 50 {
		t.Errorf("only %d vertices on the shared border", shared)
	}
}
