package rastertile

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// TestTransformGridIsExact: interpolated places stray by less than a tenth of a tile pixel, also where the map is far from flat.
//
//testrun:plain
func TestTransformGridIsExact(t *testing.T) {
	sinusoidal := func(lon, lat float64) (u, v float64) {
		return (lon-100)*math.Cos(lat*math.Pi/180)*111.32/0.25 + 9000, (90 - lat) * 111.32 / 0.25
	}
	for name, to := range map[string]toScene{"degrees": func(lon, lat float64) (u, v float64) { return (lon + 180) * 30, (90 - lat) * 30 }, "sinusoidal": sinusoidal,
		"bent": func(lon, lat float64) (u, v float64) {
			return lon*40 + 300*math.Sin(lat/4), -lat*40 + 200*math.Cos(lon/3)
		}} {
		for _, m := range tilematrix.All() {
			for z := m.MinZoom + 1; z < 13; z += 2 {
				x, y := m.TileAt(z, 111, 43)
				f := &frame{tileMatrixSet: m, z: z, x: x, y: y, size: 512}
				for _, r := range []rect{{0, 0, 512, 512}, {17, 33, 400, 47}, {5, 0, 6, 512}, {511, 511, 512, 512}} {
					l := newTransformGrid(f, r, to)
					scale := l.scale(f, to)
					us, vs := make([]float64, r.x1-r.x0), make([]float64, r.x1-r.x0)
					worst := 0.0
					for py := r.y0; py < r.y1; py++ {
						l.row(py, us, vs)
						for i := range us {
							u, v := to(f.degrees(float64(r.x0+i)+0.5, float64(py)+0.5))
							worst = math.Max(worst, math.Hypot(u-us[i], v-vs[i])/scale)
						}
					}
					if worst >= 0.1 {
						t.Errorf("%s in %s, level %d, %+v: off by %.3f pixels", name, m.ID, z, r, worst)
					}
				}
			}
		}
	}
}
