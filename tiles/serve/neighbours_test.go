//go:build cgo

package serve_test

import (
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
)

// levelSums checks that in a tile the zones of each level shown cover the zones of the coarsest one exactly once.
func levelSums(tile *tile, bad *complaints) (levels int) {
	l := tile.layer("zones")
	if l == nil {
		return 0
	}
	byLevel := map[string][]*strict.Feature{}
	for i := range l.Features {
		f := &l.Features[i]
		level, _ := l.Attributes(f)["level"].(string)
		byLevel[level] = append(byLevel[level], f)
	}
	var whole []*strict.Feature
	for _, level := range snapshot.Levels {
		fs := byLevel[string(level)]
		switch {
		case len(fs) == 0:
			continue
		case whole == nil:
			whole = fs
			continue
		}
		levels++
		c := chain{}
		for _, f := range fs {
			c.add(f, 1)
		}
		for _, f := range whole {
			c.add(f, -1)
		}
		for k, n := range c {
			bad.add("%v: %d zones of level %s do not cover theirs exactly: %+d at %v (extent %d)", tile, len(fs), level, n, k.point(), l.Extent)
			break
		}
	}
	return levels
}

// TestNoSeamBetweenZones: at no zoom is there an overlap or a gap between neighbouring zones, not even of one unit.
//
//testrun:plain
func TestNoSeamBetweenZones(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := sampleCounty(t)
	bad := complaints{t: t, about: "seams"}
	defer bad.sum()
	sums := 0
	for z := 4; z <= 16; z++ {
		c.each(t, z, []string{"zones"}, nil, func(tile *tile) { sums += levelSums(tile, &bad) })
	}
	if sums < 500 {
		t.Errorf("only %d levels of tiles were compared", sums)
	}
}

// TestParcelsKeepApart: no two parcels of a tile lie on the same side of a border, none crosses another, and borders that
// two share are there, edge for edge.
//
//testrun:plain
func TestParcelsKeepApart(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := sampleCounty(t)
	bad := complaints{t: t, about: "parcels over one another"}
	defer bad.sum()
	for z := 8; z <= 15; z++ {
		edges, shared := 0, 0
		c.each(t, z, []string{"parcels"}, nil, func(tile *tile) {
			l := tile.layer("parcels")
			type way struct{ a, b strict.Point }
			used := map[way]uint64{}
			for i := range l.Features {
				f := &l.Features[i]
				for _, r := range f.Parts {
					for k, a := range r {
						w := way{a, r[(k+1)%len(r)]}
						if other, twice := used[w]; twice {
							bad.add("%v: the parcels %d and %d lie on one side of %v", tile, other, f.ID, w)
						}
						used[w] = f.ID
					}
				}
			}
			if a, b, cross := crossing(l.Features); cross {
				bad.add("%v: the parcels %d and %d cross (extent %d)", tile, a, b, l.Extent)
			}
			for w := range used {
				edges++
				if _, back := used[way{w.b, w.a}]; back {
					shared++
				}
			}
		})
		t.Logf("z%d: %d edges, %d of them shared", z, edges, shared)
		if edges > 0 && shared == 0 {
			t.Errorf("z%d: no edge of %d is shared", z, edges)
		}
	}
}

// crossing finds two features of which edges cross properly.
func crossing(fs []strict.Feature) (a, b uint64, found bool) {
	type edge struct {
		a, b strict.Point
		id   uint64
	}
	const cell = 256
	grid := map[[2]int64][]edge{}
	for i := range fs {
		if fs[i].Type != strict.PolygonType {
			continue
		}
		for _, r := range fs[i].Parts {
			for k, p := range r {
				e := edge{p, r[(k+1)%len(r)], fs[i].ID}
				for x := min(e.a.X, e.b.X) / cell; x <= max(e.a.X, e.b.X)/cell; x++ {
					for y := min(e.a.Y, e.b.Y) / cell; y <= max(e.a.Y, e.b.Y)/cell; y++ {
						at := [2]int64{x, y}
						for _, o := range grid[at] {
							if o.id != e.id && side(e.a, e.b, o.a)*side(e.a, e.b, o.b) < 0 && side(o.a, o.b, e.a)*side(o.a, o.b, e.b) < 0 {
								return e.id, o.id, true
							}
						}
						grid[at] = append(grid[at], e)
					}
				}
			}
		}
	}
	return 0, 0, false
}

func side(a, b, c strict.Point) int {
	switch v := (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X); {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
