//go:build cgo

package serve_test

import (
	"math"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
)

// picture is what covers the middle of each pixel: 0 nothing, −1 several, else a zone's number + 1.
type picture struct {
	width, height int
	at            []int32
}

func newPicture(w, h int) *picture { return &picture{w, h, make([]int32, w*h)} }

// fill draws rings (x, y, x, y, …, in pixels) by the even-odd rule.
func (p *picture) fill(rings [][]float64, what int32) {
	rows := map[int][]float64{}
	for _, r := range rings {
		for i := 0; i < len(r); i += 2 {
			j := (i + 2) % len(r)
			x0, y0, x1, y1 := r[i], r[i+1], r[j], r[j+1]
			if y0 > y1 {
				x0, y0, x1, y1 = x1, y1, x0, y0
			}
			// Rows whose middle y lies in [y0, y1).
			for row := max(0, int(math.Ceil(y0-0.5))); row < p.height && float64(row)+0.5 < y1; row++ {
				rows[row] = append(rows[row], x0+(x1-x0)*(float64(row)+0.5-y0)/(y1-y0))
			}
		}
	}
	for row, xs := range rows {
		slices.Sort(xs)
		for i := 0; i+1 < len(xs); i += 2 {
			for col := max(0, int(math.Ceil(xs[i]-0.5))); col < p.width && float64(col)+0.5 < xs[i+1]; col++ {
				if v := &p.at[row*p.width+col]; *v == 0 {
					*v = what
				} else {
					*v = -1
				}
			}
		}
	}
}

// mercator places degrees in a level's pixels of 1/256 tile, by the formula of EPSG:3857 itself.
func mercator(lon, lat float64, z int) (x, y float64) {
	n := 256 * math.Exp2(float64(z))
	return (lon + 180) / 360 * n, (1 - math.Asinh(math.Tan(lat*math.Pi/180))/math.Pi) / 2 * n
}

// TestViewFromTiles: seen at z10 and closer, the finest zones of the tiles are those of the full geometry in all but 0.5 %
// of the pixels, and no background shows between them.
//
//testrun:plain
func TestViewFromTiles(t *testing.T) {
	c := sampleCounty(t)
	codes := map[string]int32{}
	for i, code := range c.snap.Zones.Code {
		codes[code] = int32(i) + 1
	}
	for z := 10; z <= 12; z++ {
		inside, differ, holes := 0, 0, 0
		c.each(t, z, []string{"zones"}, nil, func(tile *tile) {
			l := tile.layer("zones")
			drawn, full := newPicture(256, 256), newPicture(256, 256)
			shownZones := map[int32]bool{}
			coarser := map[int32]bool{}
			for i := range l.Features {
				code, _ := l.Attributes(&l.Features[i])["code"].(string)
				shownZones[codes[code]] = true
			}
			finest := map[int]bool{} // levels with features here
			for zone := range shownZones {
				finest[c.snap.Zones.Level[zone-1].Rank()] = true
				if p := c.snap.Zones.Parent[zone-1]; p >= 0 {
					coarser[p+1] = true
				}
			}
			for i := range l.Features {
				code, _ := l.Attributes(&l.Features[i])["code"].(string)
				if zone := codes[code]; !coarser[zone] {
					drawn.fill(pixelRings(&l.Features[i], float64(l.Extent)), zone)
				}
			}
			for i := range c.snap.Zones.Len() {
				zone := int32(i) + 1
				rank := c.snap.Zones.Level[i].Rank()
				deepest := 0
				for r := range finest {
					deepest = max(deepest, r)
				}
				leafHere := rank == deepest || rank < deepest && c.snap.Zones.Leaf(int32(i))
				if !leafHere {
					continue
				}
				var rings [][]float64
				c.snap.Zones.Shapes.EachRing(i, func(_, _ int, xy []float64) {
					ring := make([]float64, len(xy)-2)
					for k := 0; k < len(ring); k += 2 {
						lon, lat := c.snap.LonLat(xy[k], xy[k+1])
						x, y := mercator(lon, lat, z)
						ring[k], ring[k+1] = x-256*float64(tile.place.X), y-256*float64(tile.place.Y)
					}
					rings = append(rings, ring)
				})
				full.fill(rings, zone)
			}
			for i, want := range full.at {
				if want == 0 && drawn.at[i] == 0 {
					continue
				}
				inside++
				if drawn.at[i] != want {
					differ++
				}
				if drawn.at[i] == 0 && surrounded(full, i) {
					if holes++; holes <= shown {
						t.Errorf("%v: background at pixel %d, %d, amid zones", tile, i%256, i/256)
					}
				}
			}
		})
		t.Logf("z%d: %d of %d pixels differ (%.3f %%), %d of background amid zones", z, differ, inside, 100*float64(differ)/float64(inside), holes)
		if inside == 0 || float64(differ) >= 0.005*float64(inside) {
			t.Errorf("z%d: %d of %d pixels differ", z, differ, inside)
		}
	}
}

func pixelRings(f *strict.Feature, extent float64) [][]float64 {
	var out [][]float64
	for _, r := range f.Parts {
		var ring []float64
		for _, p := range r {
			ring = append(ring, float64(p.X)*256/extent, float64(p.Y)*256/extent)
		}
		out = append(out, ring)
	}
	return out
}

// surrounded tells whether a pixel and its eight neighbours are covered.
func surrounded(p *picture, i int) bool {
	x, y := i%p.width, i/p.width
	if x == 0 || y == 0 || x == p.width-1 || y == p.height-1 {
		return false
	}
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if p.at[(y+dy)*p.width+x+dx] == 0 {
				return false
			}
		}
	}
	return true
}
