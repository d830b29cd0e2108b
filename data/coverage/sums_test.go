//go:build cgo

package coverage

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// window is part of a projected CRS, somewhere between the equator and the far north.
type window struct {
	crs, lonlat gdal.CRS
	measure     area.Measure
	x, y, side  float64
}

func newWindow(t *testing.T, name string, x, y, side float64) *window {
	t.Helper()
	w := &window{x: x, y: y, side: side}
	var err error
	if w.crs, err = gdal.ParseCRS(name); err != nil {
		t.Fatal(err)
	}
	if w.lonlat, err = gdal.ParseCRS("EPSG:4490"); err != nil {
		t.Fatal(err)
	}
	box := spatial.Box{MinX: x, MinY: y, MaxX: x + side, MaxY: y + side}
	if w.measure, err = area.Ellipsoidal(func(xs, ys []float64) error { return gdal.Transform(w.crs, w.lonlat, xs, ys) }, box.Pad(side)); err != nil {
		t.Fatal(err)
	}
	return w
}

// ring is a polygon of the given corners on the grid of 1 mm; nil where they are not convex any more once they are on it.
func ring(xy ...float64) *geom.MultiPolygon {
	xy = append(xy, xy[0], xy[1])
	mp := spatial.Normalize(geom.NewMultiPolygonFlat(geom.XY, xy, [][]int{{len(xy)}}))
	flat := mp.FlatCoords()
	if len(flat) != len(xy) {
		return nil
	}
	n := len(flat) - 2
	for i := 0; i < n; i += 2 {
		a, b := (i+2)%n, (i+4)%n
		if (flat[a]-flat[i])*(flat[b+1]-flat[a+1])-(flat[a+1]-flat[i+1])*(flat[b]-flat[a]) <= 0 {
			return nil
		}
	}
	return mp
}

// strip is a rectangle at any angle, 1 mm to 50 m wide and 10 m to 200 km long.
func (w *window) strip(rng *rand.Rand) *geom.MultiPolygon {
	for {
		width, long := 0.001*math.Pow(50_000, rng.Float64()), 10*math.Pow(w.side/10, rng.Float64())
		sin, cos := math.Sincos(2 * math.Pi * rng.Float64())
		x, y := w.x+w.side*rng.Float64(), w.y+w.side*rng.Float64()
		ux, uy, vx, vy := long*cos, long*sin, -width*sin, width*cos
		if mp := ring(x, y, x+ux, y+uy, x+ux+vx, y+uy+vy, x+vx, y+vy); mp != nil {
			return mp
		}
	}
}

// round is a convex polygon of 3 to 400 corners, from a few metres to the whole window.
func (w *window) round(rng *rand.Rand) *geom.MultiPolygon {
	for {
		size := 3 * math.Pow(w.side/3, rng.Float64())
		flat := math.Pow(10, -3*rng.Float64())
		n, turn := 3+rng.IntN(398), 2*math.Pi*rng.Float64()
		x, y := w.x+w.side*rng.Float64(), w.y+w.side*rng.Float64()
		var xy []float64
		for i := range n {
			sin, cos := math.Sincos(turn + 2*math.Pi*float64(i)/float64(n))
			xy = append(xy, x+size/2*cos, y+size/2*flat*sin)
		}
		if mp := ring(xy...); mp != nil {
			return mp
		}
	}
}

// quad is a rectangle of whole parts of a degree: its corners and some points between are transformed.
func (w *window) quad(t *testing.T, lon0, lat0, lon1, lat1 float64) *geom.MultiPolygon {
	t.Helper()
	var xs, ys []float64
	const n = 8
	side := func(ax, ay, bx, by float64) {
		for k := range n {
			s := float64(k) / n
			xs, ys = append(xs, ax+s*(bx-ax)), append(ys, ay+s*(by-ay))
		}
	}
	side(lon0, lat0, lon1, lat0)
	side(lon1, lat0, lon1, lat1)
	side(lon1, lat1, lon0, lat1)
	side(lon0, lat1, lon0, lat0)
	if err := gdal.Transform(w.lonlat, w.crs, xs, ys); err != nil {
		t.Fatal(err)
	}
	var xy []float64
	for i := range xs {
		xy = append(xy, xs[i], ys[i])
	}
	xy = append(xy, xy[0], xy[1])
	return spatial.Normalize(geom.NewMultiPolygonFlat(geom.XY, xy, [][]int{{len(xy)}}))
}

// degrees are cells and a zone over them in degrees, the zone's sides not those of the cells.
func (w *window) degrees(t *testing.T, rng *rand.Rand, zones, cells *spatial.Builder) {
	xs, ys := []float64{w.x + w.side/2}, []float64{w.y + w.side/2}
	if err := gdal.Transform(w.crs, w.lonlat, xs, ys); err != nil {
		t.Fatal(err)
	}
	step := 0.002 + 0.05*rng.Float64()
	lon, lat := xs[0], ys[0]
	for i := range 4 {
		for j := range 4 {
			cells.Add(w.quad(t, lon+step*float64(i), lat+step*float64(j), lon+step*float64(i+1), lat+step*float64(j+1)))
		}
	}
	e := step * rng.Float64()
	zones.Add(w.quad(t, lon+e, lat+e*0.7, lon+e+3*step, lat+0.7*e+2.5*step))
}

// snapshotOf is the overlay of such layers as an ingest makes it, as far as sums go.
func (w *window) snapshotOf(t *testing.T, zones, cells, parcels *spatial.Polygons) *snapshot.Snapshot {
	t.Helper()
	s := snapshot.NewTables(snapshot.Manifest{ID: "sums", Ellipsoid: w.measure, Rules: rules.DefaultRules()})
	for i := range zones.Len() {
		s.Zones.Code, s.Zones.Parent = append(s.Zones.Code, fmt.Sprint("z", i)), append(s.Zones.Parent, -1)
	}
	s.Zones.Shapes, s.Cells.Shapes, s.Parcels.Shapes = zones, cells, parcels
	s.Zones.BuildIndexes()
	a, err := overlay.Arrange(context.Background(), overlay.Layers{Grounds: zones, Covers: cells, Parcels: parcels,
		Measures: []area.Measure{w.measure, area.Planar()}}, overlay.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	s.Facts = snapshot.PackFacts(a, nil)
	return s.Derived()
}

// TestSumsOfAnyShape: thin, long, round and huge ground at all latitudes adds up within the derived bound, and a fact that
// is wrong by three times the bound does not.
func TestSumsOfAnyShape(t *testing.T) {
	const landscapes = 25 // in each window
	for _, at := range []struct {
		crs        string
		x, y, side float64
	}{
		{"EPSG:4549", 450_000, 3_250_000, 60_000}, {"EPSG:4525", 37_600_000, 4_400_000, 150_000}, {"EPSG:32650", 300_000, 10_000, 300_000},
		{"EPSG:32650", 650_000, 5_900_000, 100_000}, {"EPSG:32650", 450_000, 8_700_000, 40_000}, {"EPSG:4549", 464_000, 3_309_000, 500},
	} {
		w := newWindow(t, at.crs, at.x, at.y, at.side)
		rng := rand.New(rand.NewPCG(16, uint64(at.y)))
		for k := range landscapes {
			var zones, cells, parcels spatial.Builder
			if k%4 == 0 {
				w.degrees(t, rng, &zones, &cells)
			}
			for i := range 4 {
				shape := w.strip
				if rng.IntN(2) == 0 {
					shape = w.round
				}
				if i < 2 {
					zones.Add(shape(rng))
				}
				cells.Add(shape(rng))
				cells.Add(w.strip(rng))
				parcels.Add(shape(rng))
			}
			s := w.snapshotOf(t, zones.Build(), cells.Build(), parcels.Build())
			if err := CheckSums(s, nil); err != nil {
				t.Errorf("%s, landscape %d: %v", at.crs, k, err)
				continue
			}
			face := rng.IntN(len(s.Facts.FaceZone))
			m2, length := w.measure.Outline(s.Facts.Faces, face)
			vertices := 0
			for f, z := range s.Facts.FaceZone {
				if z == s.Facts.FaceZone[face] {
					vertices += len(s.Facts.Faces.Flat(f)) / 2
				}
			}
			r := roundingOf(s)
			for row, f := range s.Facts.Face {
				if int(f) == face {
					s.Facts.Ellipsoidal[row] += 3 * (r.measured(m2, length) + dust(vertices))
					break
				}
			}
			if CheckSums(s, nil) == nil {
				t.Errorf("%s, landscape %d: a wrong fact was not noticed", at.crs, k)
			}
			if limit := r.noded(m2, length); limit > 1e-6*length+1e-12*m2 {
				t.Errorf("%s: the bound is %.1e m² on %.0f m of border", at.crs, limit, length)
			}
		}
	}
}

// A triangle of 2.9 km of border that a sliver of a cell crosses has the area that the shoelace formula gives in the plane,
// and the ellipsoid's by its own integral, to 1e-4 m²; so have its parts together.
func TestSumsOfAThinTriangle(t *testing.T) {
	w := newWindow(t, "EPSG:4549", 460_000, 3_305_000, 8_000)
	var zones, cells spatial.Builder
	zones.Add(ring(464081.712, 3309000, 464000, 3310435.798, 464023.346, 3310435.798))
	cells.Add(ring(464062.257, 3309023.346, 465992.218, 3309167.315, 466000, 3309105.058))
	s := w.snapshotOf(t, zones.Build(), cells.Build(), new(spatial.Builder).Build())
	if err := CheckSums(s, nil); err != nil {
		t.Fatal(err)
	}
	var planar float64
	for _, m2 := range s.Facts.Planar {
		planar += m2
	}
	if want := 23.346 * 1435.798 / 2; math.Abs(planar-want) > 1e-4 {
		t.Errorf("%.6f m², want %.6f", planar, want)
	}
}
