package coverage

import (
	"context"
	"unsafe"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// ViewKey is what a coverage view depends on.
type ViewKey struct {
	On     snapshot.Date
	Demand rules.Demand
	InPost bool
	Planar string
}

// maxViews bounds the bytes of the coverage views kept per snapshot. That of a usual date is a few megabytes; on a date on which no
// cell is valid all ground is a gap.
const maxViews = 64 << 20

// cost is about how many bytes a view holds.
func (v *View) cost() int {
	const total, spot = int(unsafe.Sizeof(snapshot.Totals{})), 100
	bytes := 2 * len(v.Totals) * total
	for _, spots := range []*snapshot.FindingTable{&v.Found.Gaps, &v.Found.Overlaps, &v.Found.Residue} {
		bytes += spots.Len() * spot
		if spots.Shapes != nil {
			bytes += len(spots.Shapes.Coords) * int(unsafe.Sizeof(spots.Shapes.Coords[0]))
		}
	}
	return bytes
}

// View returns a coverage view, computed once for all who ask at the same time. Dates on which the same cells and exceptions are
// in force share one. It must not be changed. Errors are those of [Engine.BuildView], and are not kept.
func (e *Engine) View(ctx context.Context, k ViewKey) (*View, error) {
	k = e.shared(k)
	v, _, err := e.views.Get(ctx, k, func(ctx context.Context) (*View, error) { return e.BuildView(ctx, k) })
	return v, err
}

// shared is the key of the view that days on which the same holds have in common.
func (e *Engine) shared(k ViewKey) ViewKey {
	k.On = e.Periods[k.InPost]().Alike(k.On, e.Manifest.On)
	return k
}

// Has tells whether the costly part of a coverage answer is kept: the rest is sums.
func (e *Engine) Has(q Query) bool {
	q, _, err := e.WithDefaults(q)
	return err == nil && e.views.Has(e.shared(ViewKey{q.On, q.Demand, q.InPost, q.Planar}))
}
