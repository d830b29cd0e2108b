package scenario

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// openGaps are the gaps to be given away; columns run in parallel.
type openGaps struct {
	id      []string
	zone    []int32
	area    []float64
	residue []bool
	whole   *spatial.Polygons // the gaps as they are
	shapes  *spatial.Polygons // what each is to give, see [openGaps.separate]
	left    []float64         // its area
	with    []int             // the gap that took all of it, -1
	beside  [][]border        // cells and gaps along each one's border
}

// border is a stretch of a gap's border.
type border struct {
	cell int32 // -1: beyond it lies another gap
	gap  int
	mm   int64 // its length in millimetres
}

// openGaps lists what is uncovered in the scope, gaps and residue, with the edits done.
func (h *hypothesis) openGaps() (*openGaps, error) {
	inScope, err := h.s.Scope(h.q.Zone)
	if err != nil {
		return nil, err
	}
	type place struct {
		from    *snapshot.FindingTable
		i       int
		residue bool
	}
	var all []place
	for _, f := range []struct {
		found  *snapshot.Findings
		edited bool // of the zones that an edited cell bears on
	}{{h.now.Found, false}, {h.after.Found, true}} {
		for k, from := range []*snapshot.FindingTable{&f.found.Gaps, &f.found.Residue} {
			for i, z := range from.Zone {
				if from.Set[i] < 0 && h.touched[z] == f.edited && inScope(z) {
					all = append(all, place{from, i, k == 1})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b place) int { return cmp.Compare(a.from.Zone[a.i], b.from.Zone[b.i]) })
	g := &openGaps{}
	var shapes spatial.Builder
	for _, s := range all {
		g.id, g.zone = append(g.id, s.from.ID[s.i]), append(g.zone, s.from.Zone[s.i])
		g.area, g.residue = append(g.area, s.from.Area[s.i]), append(g.residue, s.residue)
		shapes.AddFrom(s.from.Shapes, s.i)
	}
	g.shapes = shapes.Build()
	return g, nil
}

// findNeighbours measures the borders of each gap.
func (g *openGaps) findNeighbours(ctx context.Context, p *candidates) error {
	g.beside = make([][]border, len(g.id))
	index := spatial.NewIndex(g.shapes)
	defer g.follow()
	return overlay.Each(ctx, len(g.id), overlay.Options{Workers: runtime.NumCPU()}, func(a *arrange.Arrangement, i int) error {
		if g.with[i] >= 0 {
			return nil
		}
		var around spatial.Builder
		var which []int
		var who []border
		add := func(b border) {
			which, who = append(which, len(which)), append(who, b)
		}
		for _, c := range p.near(g.shapes.Bounds(i)) {
			around.Add(p.shape(c))
			add(border{cell: c, gap: -1})
		}
		for _, o := range index.Query(g.shapes.Bounds(i)) {
			if o != i {
				around.AddFrom(g.shapes, o)
				add(border{cell: -1, gap: o})
			}
		}
		lengths, err := overlay.SharedBorders(a, g.shapes, i, around.Build(), which)
		if err != nil {
			return fmt.Errorf("neighbours of gap %s: %w", g.id[i], err)
		}
		for k, b := range who {
			if b.mm = int64(math.Round(lengths[k] * 1000)); b.mm > 0 {
				g.beside[i] = append(g.beside[i], b)
			}
		}
		return nil
	})
}

// sum is what the given gaps are to give.
func (g *openGaps) sum(which []int) float64 {
	sum := 0.0
	for _, i := range which {
		sum += g.left[i]
	}
	return sum
}
