package serve

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/tilesquare"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// ground is what tiles of a level show of each zone within their own square, in tiles, by the surveyor's formula; every tile must be
// valid MVT.
func ground(t *testing.T, s *Set, z int) map[uint64]float64 {
	t.Helper()
	places, err := s.Occupied(Request{Layers: []string{"zones"}, Z: z})
	if err != nil {
		t.Fatal(err)
	}
	sums := map[uint64]float64{}
	for p := range places {
		raw, err := s.Tile(Request{Layers: []string{"zones"}, Z: z, X: p.X, Y: p.Y})
		if err != nil {
			t.Fatal(err)
		}
		layers, err := strict.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, why := range strict.Validate(layers) {
			t.Errorf("z%d %v: %v", z, p, why)
		}
		for _, l := range layers {
			for _, f := range l.Features {
				for _, ring := range f.Parts {
					sums[f.ID] += inSquare(ring, float64(l.Extent))
				}
			}
		}
	}
	return sums
}

// inSquare is the signed area of a ring within the tile's own square, in tiles.
func inSquare(ring []strict.Point, extent float64) float64 {
	flat := make([][2]float64, len(ring))
	for i, p := range ring {
		flat[i] = [2]float64{float64(p.X) / extent, float64(p.Y) / extent}
	}
	return tilesquare.Area(tilesquare.Within(flat))
}

// TestLargeAreasEndAtACoarserLevel: a layer that fills too many tiles ends at a coarser level; finer tiles are cut out of its tiles
// and show the same ground to the unit of that level, coarser ones are as ever, and the report says so.
func TestLargeAreasEndAtACoarserLevel(t *testing.T) {
	s := fixture(t)
	tables := attributes.NewTables(s)
	buildWithin := func(most float64) (*Set, []string, int) {
		var b bytes.Buffer
		options := build.StandardOptions()
		options.Tiles = most
		notes, err := build.WritePyramid(context.Background(), tables, tilematrix.Mercator, options, &b, func() {})
		if err != nil {
			t.Fatal(err)
		}
		p, err := pyramid.Read(b.Bytes(), attributes.LayerCount)
		if err != nil {
			t.Fatal(err)
		}
		return newSet(tables, [tilematrix.PlaneCount]*pyramid.Pyramid{p, p}), notes, b.Len()
	}
	whole, notes, bytesOfAll := buildWithin(build.MaxTiles)
	if len(notes) > 0 || whole.pyramids[0].Finest(attributes.ZonesLayer) != pyramid.FullLevel {
		t.Errorf("a small county ends at z%d: %q", whole.pyramids[0].Finest(attributes.ZonesLayer), notes)
	}
	few, notes, size := buildWithin(0.5)
	end := few.pyramids[0].Finest(attributes.ZonesLayer)
	if end > 14 || end < 8 || size >= bytesOfAll || !strings.Contains(strings.Join(notes, "\n"), "zones: the area is large") {
		t.Fatalf("it ends at z%d with %d of %d bytes: %q", end, size, bytesOfAll, notes)
	}
	for z := end - 1; z <= end+4; z++ {
		want, got := ground(t, whole, z), ground(t, few, z)
		if len(got) != len(want) {
			t.Errorf("z%d: %d zones, want %d", z, len(got), len(want))
		}
		for id, area := range want {
			tolerance := 0.0
			if z > end { // a unit of the last level along borders of some tiles' length
				tolerance = 40 * math.Exp2(float64(z-end)) / pyramid.Extent * math.Max(1, math.Sqrt(area))
			}
			if math.Abs(got[id]-area) > tolerance+1e-9 {
				t.Errorf("z%d: zone %d has %.6f tiles, want %.6f", z, id, got[id], area)
			}
		}
	}
}
