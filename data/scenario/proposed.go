package scenario

import (
	"context"
	"fmt"
	"runtime"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// ProposedCell is one row of the cells layer that a proposal makes.
type ProposedCell struct {
	ID, Ranger         string
	ValidFrom, ValidTo snapshot.Date
	Shape              *geom.MultiPolygon // in the working CRS; off the grid where ExtendedM2 > 0
	ExtendedM2         float64
	Gaps               []string // that it takes
}

// Layer lists all cells as proposed, whatever their dates: those there are, in their order, and then the new ones, which are valid
// from the proposal's date on. It returns an error that names the cell if it cannot be united with its gaps, or ctx's.
func (p *Proposal) Layer(ctx context.Context) ([]ProposedCell, error) {
	var out []ProposedCell
	var parts [][]int // gaps to add, along out
	p.pool.each(func(c int32) {
		e := p.pool.cell(c)
		out = append(out, ProposedCell{ID: e.ID, Ranger: e.Ranger, ValidFrom: e.ValidFrom, ValidTo: e.ValidTo, Shape: p.pool.shape(c)})
		parts = append(parts, p.taken[c])
	})
	for _, f := range p.fresh {
		out = append(out, ProposedCell{ID: f.id, ValidFrom: p.On})
		parts = append(parts, f.gaps)
	}
	err := overlay.Each(ctx, len(out), overlay.Options{Workers: runtime.NumCPU()}, func(a *arrange.Arrangement, i int) error {
		if len(parts[i]) == 0 {
			return nil
		}
		cell := &out[i]
		var b spatial.Builder
		if cell.Shape != nil {
			b.Add(cell.Shape)
		}
		for _, g := range parts[i] {
			b.AddFrom(p.gaps.shapes, g)
			cell.Gaps = append(cell.Gaps, p.gaps.id[g])
		}
		which := make([]int, b.Len())
		for k := range which {
			which[k] = k
		}
		cell.ExtendedM2 = p.gaps.sum(parts[i])
		var err error
		if cell.Shape, err = overlay.Dissolve(a, b.Build(), which); err != nil {
			return fmt.Errorf("cell %s with its gaps: %w", cell.ID, err)
		}
		return nil
	})
	return out, err
}
