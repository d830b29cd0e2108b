package clean

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/clean/gcj02"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Undeclared GCJ-02 or BD-09 shows itself where layers share borders: vertices that meet none of the zones' do after the
// shift is taken off.
const (
	shiftSample = 4000 // vertices looked at
	shiftCell   = 1.0  // m: vertices in one square of this size, or a neighbouring one, meet
	shiftLeast  = 20   // vertices that must meet before anything is said
	shiftRatio  = 4    // how many times more must meet than without a shift
)

// hintShift notes layers that look shifted against the zones, or the zones against them.
func (c *Cleaner) hintShift(s *snapshot.Tables, l source.Layers) error {
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		return err
	}
	zones := vertexSet(s.Zones.Shapes)
	for _, k := range []struct {
		name   string
		shapes *spatial.Polygons
		from   []*source.Layer
	}{{"cells", s.Cells.Shapes, l.Cells}, {"parcels", s.Parcels.Shapes, l.Parcels}} {
		xs, ys := sampleVertices(k.shapes)
		if len(xs) == 0 {
			continue
		}
		plain := meeting(zones, xs, ys)
		for _, shift := range []struct {
			datum, layer string
			f            func(lon, lat float64) (float64, float64)
		}{
			{"gcj02", k.from[0].Source.Path, gcj02.FromGCJ02}, {"bd09", k.from[0].Source.Path, gcj02.FromBD09},
			{"gcj02", l.Zones[0].Source.Path, gcj02.ToGCJ02}, {"bd09", l.Zones[0].Source.Path, func(x, y float64) (float64, float64) { return gcj02.ToBD09(gcj02.ToGCJ02(x, y)) }},
		} {
			us, vs := append([]float64(nil), xs...), append([]float64(nil), ys...)
			if err := gdal.Transform(c.working, lonlat, us, vs); err != nil {
				return err
			}
			for i := range us {
				us[i], vs[i] = shift.f(us[i], vs[i])
			}
			if err := gdal.Transform(lonlat, c.working, us, vs); err != nil {
				return err
			}
			if n := meeting(zones, us, vs); n >= shiftLeast && n > shiftRatio*plain {
				c.report.Note("%s looks shifted: of %d vertices of the %s %d meet a zone's vertex, and %d would if it were in %s. If it is, add `datum: %s` to its entry in the project file",
					shift.layer, len(xs), k.name, plain, n, shift.datum, shift.datum)
				break
			}
		}
	}
	return nil
}

type square struct{ x, y int64 }

func squareOf(x, y float64) square {
	return square{int64(math.Floor(x / shiftCell)), int64(math.Floor(y / shiftCell))}
}

func vertexSet(p *spatial.Polygons) map[square]bool {
	set := make(map[square]bool, len(p.Coords)/2)
	for i := 0; i < len(p.Coords); i += 2 {
		set[squareOf(p.Coords[i], p.Coords[i+1])] = true
	}
	return set
}

func sampleVertices(p *spatial.Polygons) (xs, ys []float64) {
	n := len(p.Coords) / 2
	step := max(1, n/shiftSample)
	for i := 0; i < n; i += step {
		xs, ys = append(xs, p.Coords[2*i]), append(ys, p.Coords[2*i+1])
	}
	return xs, ys
}

func meeting(set map[square]bool, xs, ys []float64) int {
	n := 0
	for i := range xs {
		at := squareOf(xs[i], ys[i])
		for k := range int64(9) {
			if set[square{at.x + k%3 - 1, at.y + k/3 - 1}] {
				n++
				break
			}
		}
	}
	return n
}
