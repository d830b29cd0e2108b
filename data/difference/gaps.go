package difference

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// GapChange is one gap in two snapshots, matched by common ground. Areas are ellipsoidal.
type GapChange struct {
	ID     string  `json:"id"`  // in the later snapshot; in the earlier for a closed one
	Was    string  `json:"was"` // its id in the earlier snapshot where that is another one
	Zone   string  `json:"zone"`
	FromM2 float64 `json:"from_m2"`
	ToM2   float64 `json:"to_m2"`
	Lon    float64 `json:"lon"`
	Lat    float64 `json:"lat"`

	shapes *spatial.Polygons
	spot   int
}

// Shape is the gap's polygon in the later snapshot, in the earlier one for a closed gap.
func (g GapChange) Shape() (*spatial.Polygons, int) { return g.shapes, g.spot }

// DiffGaps are the gaps of two snapshots. A gap has moved where its area stays but not its ground.
type DiffGaps struct {
	Opened    []GapChange `json:"opened"`
	Closed    []GapChange `json:"closed"`
	Grown     []GapChange `json:"grown"`
	Shrunk    []GapChange `json:"shrunk"`
	Moved     []GapChange `json:"moved"`
	Unchanged int         `json:"unchanged"`
}

// add sorts a gap of both snapshots in; elsewhere is its ground in m² that was not its ground before.
func (d *DiffGaps) add(g GapChange, elsewhere float64) {
	switch grown := g.ToM2 - g.FromM2; {
	case grown > lineage.LeastCommon:
		d.Grown = append(d.Grown, g)
	case grown < -lineage.LeastCommon:
		d.Shrunk = append(d.Shrunk, g)
	case math.Abs(elsewhere) > lineage.LeastCommon:
		d.Moved = append(d.Moved, g)
	default:
		d.Unchanged++
	}
}

// gaps compares the polygons. A gap that keeps its id is the same one; else the one with most common ground is.
func (c *comparison) gaps(ctx context.Context, within func(code string) bool) (DiffGaps, error) {
	out := DiffGaps{Opened: []GapChange{}, Closed: []GapChange{}, Grown: []GapChange{}, Shrunk: []GapChange{}, Moved: []GapChange{}}
	var spots [2]*snapshot.FindingTable
	for v, s := range c.at {
		view, err := s.View(ctx, coverage.ViewKey{On: s.Manifest.On, Demand: c.demand[v], InPost: c.inPost})
		if err != nil {
			return out, err
		}
		spots[v] = &view.Found.Gaps
	}
	pairs, err := lineage.CommonGround(ctx, spots[1].Shapes, spots[0].Shapes)
	if err != nil {
		return out, fmt.Errorf("gaps of two snapshots: %w", err)
	}
	was := c.sameGaps(spots, pairs)
	shared := map[[2]int]float64{}
	for _, p := range pairs {
		shared[[2]int{p.A, p.B}] = p.M2
	}
	still := map[int]bool{}
	for i := range spots[1].ID {
		g := c.gapChange(1, spots[1], i)
		o, known := was[i]
		if known {
			still[o] = true
			g.FromM2 = spots[0].Ellipsoidal[o]
			if spots[0].ID[o] != g.ID {
				g.Was = spots[0].ID[o]
			}
		}
		if !within(g.Zone) && !(known && within(c.zoneCode(0, spots[0], o))) {
			continue
		}
		if known {
			out.add(g, spots[1].Planar[i]-shared[[2]int{i, o}])
		} else {
			out.Opened = append(out.Opened, g)
		}
	}
	for o := range spots[0].ID {
		if g := c.gapChange(0, spots[0], o); !still[o] && within(g.Zone) {
			g.FromM2, g.ToM2 = g.ToM2, 0
			out.Closed = append(out.Closed, g)
		}
	}
	out.sort()
	return out, nil
}

// sameGaps gives a later gap the earlier one that it is, both by their indexes in spots.
func (c *comparison) sameGaps(spots [2]*snapshot.FindingTable, pairs []lineage.Common) map[int]int {
	return lineage.OneToOne(pairs, func(p lineage.Common) int {
		switch {
		case spots[1].ID[p.A] == spots[0].ID[p.B] && spots[1].FirstSeen[p.A] != snapshot.NoDate && spots[0].FirstSeen[p.B] != snapshot.NoDate:
			return 2
		case c.zoneCode(1, spots[1], p.A) == c.zoneCode(0, spots[0], p.B):
			return 1
		}
		return 0
	})
}

// zoneCode is the code of the zone that a gap of one of the two snapshots lies in.
func (c *comparison) zoneCode(v int, gaps *snapshot.FindingTable, i int) string {
	return c.at[v].Zones.Code[gaps.Zone[i]]
}

// sort orders each list by how much the gaps changed, the largest first.
func (d *DiffGaps) sort() {
	for _, list := range [][]GapChange{d.Opened, d.Closed, d.Grown, d.Shrunk, d.Moved} {
		slices.SortStableFunc(list, func(a, b GapChange) int {
			return cmp.Or(cmp.Compare(math.Abs(b.ToM2-b.FromM2), math.Abs(a.ToM2-a.FromM2)), cmp.Compare(a.ID, b.ID))
		})
	}
}

func (c *comparison) gapChange(v int, spots *snapshot.FindingTable, i int) GapChange {
	g := GapChange{ID: spots.ID[i], Zone: c.zoneCode(v, spots, i), ToM2: spots.Ellipsoidal[i], shapes: spots.Shapes, spot: i}
	g.Lon, g.Lat = c.at[v].PlaceOf(spots.Shapes.InnerPoint(i))
	return g
}
