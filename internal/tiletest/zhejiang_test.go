package tiletest

import (
	"testing"

	"github.com/qingshan-gis/qingshan/tiles"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// TestZhejiangIsExact: the real counties with their islands are valid in every tile looked at, and counties, cities and the
// province cover the same units exactly, at every zoom. Of z13 to z15 one tile of 8×8 to 32×32 is looked at.
func TestZhejiangIsExact(t *testing.T) {
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
			for _, p := range mvt.Validate(tile.layers) {
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
func sparse(n uint32) func(tiles.Place) bool {
	return func(p tiles.Place) bool { return p.X%n == 0 && p.Y%n == 0 }
}
