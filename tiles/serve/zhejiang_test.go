//go:build cgo

package serve_test

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/tilesquare"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// TestZhejiangIsExact: the real counties with their islands are valid in every tile looked at, and counties, cities and the
// province cover the same units exactly, at every zoom. Of z13 to z15 one tile of 8×8 to 32×32 is looked at.
//
//testrun:plain
func TestZhejiangIsExact(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := zhejiang(t)
	bad := complaints{t: t, about: "breaches and seams"}
	defer bad.sum()
	sums := 0
	for z := 3; z <= 15; z++ {
		keep := sparse(1)
		if z > 12 {
			keep = sparse(1 << (z - 10))
		}
		n := c.each(t, z, []string{"zones"}, keep, func(tile *tile) {
			for _, p := range strict.Validate(tile.layers) {
				bad.add("%v: %v", tile, p)
			}
			sums += levelSums(tile, &bad)
		})
		t.Logf("z%d: %d tiles", z, n)
	}
	if sums < 500 {
		t.Errorf("only %d levels of tiles were compared", sums)
	}
}

// sparse keeps one of n×n tiles.
func sparse(n uint32) func(tilematrix.TileCoord) bool {
	return func(p tilematrix.TileCoord) bool { return p.X%n == 0 && p.Y%n == 0 }
}

// TestZhejiangKeepsItsArea: what the tiles show of the province without their buffers is as large as the province, at all zooms; by
// an own formula of the projection.
//
//testrun:plain
func TestZhejiangKeepsItsArea(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := zhejiang(t)
	want := 0.0 // in tiles of z0
	for i := range c.snap.Zones.Len() {
		if c.snap.Zones.Level[i] != snapshot.Province {
			continue
		}
		c.snap.Zones.Shapes.EachRing(i, func(_, ring int, xy []float64) {
			var flat [][2]float64
			for k := 0; k+1 < len(xy)-2; k += 2 {
				lon, lat := c.snap.LonLat(xy[k], xy[k+1])
				x, y := mercator(lon, lat, 0)
				flat = append(flat, [2]float64{x / 256, y / 256})
			}
			if a := math.Abs(tilesquare.Area(flat)); ring == 0 {
				want += a
			} else {
				want -= a
			}
		})
	}
	for z := 0; z <= 14; z++ {
		got := 0.0
		c.each(t, z, []string{"zones"}, nil, func(tile *tile) {
			l := tile.layer("zones")
			for i := range l.Features {
				if l.Attributes(&l.Features[i])["level"] != string(snapshot.Province) {
					continue
				}
				for _, part := range l.Features[i].Parts {
					var ring [][2]float64
					for _, q := range part {
						ring = append(ring, [2]float64{float64(q.X) / float64(l.Extent), float64(q.Y) / float64(l.Extent)})
					}
					got += tilesquare.Area(tilesquare.Within(ring))
				}
			}
		})
		got /= math.Pow(4, float64(z))
		// Borders move by less than half a unit of 1/8192 tile, either way.
		tolerance := 1e-3 * math.Pow(2, float64(8-z))
		if z >= 8 {
			tolerance = 1e-4
		}
		if math.Abs(got/want-1) > tolerance {
			t.Errorf("z%d: the tiles cover %.9f of the province", z, got/want)
		}
		t.Logf("z%d: %.7f", z, got/want)
	}
}
