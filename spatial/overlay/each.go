package overlay

import (
	"context"
	"errors"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Dust is the area in m² below which an overlay result is rounding, not ground: one square of the intake grid. Dust gets
// no polygon of its own; its area stays in the sums.
const Dust = spatial.GridStep * spatial.GridStep

// Options bound the work. Progress, if set, is called from several goroutines with the pieces done. Name, if set, says what a
// piece is about, for the case that the program fails on it. Vertices bounds each arrangement, see [arrange.Bound]; 0 for no bound.
type Options struct {
	Workers  int
	Vertices int
	Progress func(done int)
	Name     func(piece int) string
}

// Arrangement is one that is bounded as the options say and ends with ctx: with [arrange.ErrEnded].
func (o Options) Arrangement(ctx context.Context) *arrange.Arrangement {
	return &arrange.Arrangement{Bound: arrange.Bound{Vertices: o.Vertices, Ended: ctx.Done()}}
}

// Each calls do for 0..n-1 from bounded goroutines with an arrangement each and stops at the first error. The end of ctx ends also
// the divisions that are under way. Errors are those of do, ctx's, or a [*parallel.Fault] with the name of the piece.
func Each(ctx context.Context, n int, o Options, do func(a *arrange.Arrangement, i int) error) error {
	open := func() (*arrange.Arrangement, error) { return o.Arrangement(ctx), nil }
	err := parallel.Each(ctx, n, o.Workers, open, func(*arrange.Arrangement) {}, func(a *arrange.Arrangement, i int) error {
		return o.piece(a, i, do)
	})
	if errors.Is(err, arrange.ErrEnded) {
		return ctx.Err()
	}
	return err
}

// piece does one piece; a panic on it becomes an error with its name.
func (o Options) piece(a *arrange.Arrangement, i int, do func(a *arrange.Arrangement, i int) error) (err error) {
	if o.Name != nil {
		defer parallel.Caught(&err, func() string { return o.Name(i) })
	}
	if err = do(a, i); err == nil && o.Progress != nil {
		o.Progress(1)
	}
	return err
}

// planarAreas are the areas of the labels in the working plane.
func planarAreas(a *arrange.Arrangement) []float64 { return a.Areas(area.Planar(), nil) }
