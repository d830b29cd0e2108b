package main

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/tiles"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

const viewPixels = 256

// view is a picture of one tile: which zone covers the middle of each pixel, "" for none.
type view [viewPixels][viewPixels]string

// paint fills a zone's rings, in tile units, by the even-odd rule at pixels' middles.
func (v *view) paint(name string, extent float64, rings [][][2]float64) {
	scale := viewPixels / extent
	for row := range viewPixels {
		y := float64(row) + 0.5
		var crossings []float64
		for _, ring := range rings {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if ay, by := a[1]*scale, b[1]*scale; (ay > y) != (by > y) {
					crossings = append(crossings, a[0]*scale+(b[0]-a[0])*scale*(y-ay)/(by-ay))
				}
			}
		}
		for column := range viewPixels {
			x, inside := float64(column)+0.5, false
			for _, c := range crossings {
				inside = inside != (c > x)
			}
			if inside {
				v[row][column] = name
			}
		}
	}
}

// TestViewIsTrue: a view at z10 of the leaf zones, each in its own colour, is nearly the same from tiles as from full geometry, and
// nowhere between two zones does the ground shine through.
func TestViewIsTrue(t *testing.T) {
	s, set := sampleTiles(t)
	const z = 10
	shapes := map[string][][][2]float64{} // in tiles of z10, by an own formula
	for i := range s.Zones.Len() {
		if !s.Zones.Leaf(int32(i)) {
			continue
		}
		s.Zones.Shapes.EachRing(i, func(_, _ int, xy []float64) {
			var ring [][2]float64
			for k := 0; k+1 < len(xy)-2; k += 2 {
				lon, lat := s.LonLat(xy[k], xy[k+1])
				y := math.Log(math.Tan(math.Pi/4 + lat*math.Pi/360))
				ring = append(ring, [2]float64{(lon + 180) / 360 * (1 << z), (1 - y/math.Pi) / 2 * (1 << z)})
			}
			shapes[s.Zones.Code[i]] = append(shapes[s.Zones.Code[i]], ring)
		})
	}
	covered, differ, holes := 0, 0, 0
	eachTile(t, set, tiles.WebMercatorQuad(), z, func(p tiles.Place, _ []byte, layers []mvt.Layer) {
		var got, want view
		for _, l := range layers {
			if l.Name != "zones" {
				continue
			}
			for _, f := range l.Features {
				a := l.Attributes(&f)
				if a["level"] != string(data.Village) && a["leaf"] != true {
					continue
				}
				var rings [][][2]float64
				for _, part := range f.Parts {
					var ring [][2]float64
					for _, q := range part {
						ring = append(ring, [2]float64{float64(q.X), float64(q.Y)})
					}
					rings = append(rings, ring)
				}
				got.paint(a["code"].(string), float64(l.Extent), rings)
			}
		}
		for code, rings := range shapes {
			var local [][][2]float64
			for _, ring := range rings {
				var moved [][2]float64
				for _, q := range ring {
					moved = append(moved, [2]float64{q[0] - float64(p.X), q[1] - float64(p.Y)})
				}
				local = append(local, moved)
			}
			want.paint(code, 1, local)
		}
		for row := range viewPixels {
			for column := range viewPixels {
				g, w := got[row][column], want[row][column]
				if w != "" {
					covered++
				}
				if g != w {
					differ++
				}
				if g == "" && w != "" && surrounded(&want, row, column) {
					holes++
				}
			}
		}
	})
	t.Logf("%d of %d pixels differ, %.3f %%", differ, covered, 100*float64(differ)/float64(covered))
	if covered < 10000 || float64(differ) > 0.005*float64(covered) {
		t.Errorf("%d of %d pixels differ", differ, covered)
	}
	if holes > 0 {
		t.Errorf("the ground shines through at %d pixels between zones", holes)
	}
}

// surrounded tells whether a pixel and its eight neighbours are all covered.
func surrounded(v *view, row, column int) bool {
	for r := max(0, row-1); r <= min(viewPixels-1, row+1); r++ {
		for c := max(0, column-1); c <= min(viewPixels-1, column+1); c++ {
			if v[r][c] == "" {
				return false
			}
		}
	}
	return true
}
