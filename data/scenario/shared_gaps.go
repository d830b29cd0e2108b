package scenario

import (
	"context"
	"fmt"
	"runtime"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// separate makes each place the ground of one gap, so that it is given to one cell: contested ground that nobody covers is a
// gap of two zones, and stays with the first in the list. left is what each gap still has, in m² by the measure; with names
// the gap that took most of one of which nothing is left.
func (g *openGaps) separate(ctx context.Context, m area.Measure) error {
	n := len(g.id)
	g.left, g.with = append([]float64(nil), g.area...), make([]int, n)
	index := spatial.NewIndex(g.shapes)
	less := make([]*geom.MultiPolygon, n)
	reduced := make([]bool, n)
	err := overlay.Each(ctx, n, overlay.Options{Workers: runtime.NumCPU()}, func(a *arrange.Arrangement, i int) error {
		g.with[i] = -1
		var before []int
		for _, o := range index.Query(g.shapes.Bounds(i)) {
			if o < i && g.zone[o] != g.zone[i] {
				before = append(before, o)
			}
		}
		common, err := overlay.CommonAreas(a, g.shapes, i, g.shapes, before)
		if err != nil {
			return fmt.Errorf("gap %s among others: %w", g.id[i], err)
		}
		var sharing []int
		most := overlay.Dust
		for k, m2 := range common {
			if m2 >= overlay.Dust {
				sharing = append(sharing, before[k])
			}
			if m2 >= most {
				most, g.with[i] = m2, before[k]
			}
		}
		if len(sharing) == 0 {
			return nil
		}
		reduced[i] = true
		if less[i], err = overlay.Remainder(a, g.shapes, i, g.shapes, sharing); err != nil {
			return fmt.Errorf("gap %s among others: %w", g.id[i], err)
		}
		g.left[i] = float64(m.Multi(less[i]))
		if less[i] != nil {
			g.with[i] = -1
		}
		return nil
	})
	if err != nil {
		return err
	}
	g.whole = g.shapes
	var shapes spatial.Builder
	for i := range n {
		if reduced[i] {
			shapes.Add(less[i])
		} else {
			shapes.AddFrom(g.whole, i)
		}
	}
	g.shapes = shapes.Build()
	return nil
}

// follow lets gaps of which nothing is left go with those that took them.
func (g *openGaps) follow() {
	for i, o := range g.with {
		if o >= 0 {
			g.beside[i] = []border{{cell: -1, gap: o}}
			g.beside[o] = append(g.beside[o], border{cell: -1, gap: i})
		}
	}
}
