package data

import (
	"context"
	"unsafe"
)

// viewKey is what a coverage view depends on.
type viewKey struct {
	on     Date
	demand Demand
	inPost bool
	planar string
}

// maxViews bounds the bytes of the coverage views kept per snapshot. That of a usual date is a few megabytes; on a date on which no
// cell is valid all ground is a gap.
const maxViews = 64 << 20

// cost is about how many bytes a view holds, its ranked gaps included, whether or not they were asked for yet.
func (v *coverageView) cost() int {
	const total, spot, gap = int(unsafe.Sizeof(Totals{})), 100, 1500
	bytes := 2 * len(v.totals) * total
	for _, spots := range []*Spots{&v.found.Gaps, &v.found.Overlaps, &v.found.Residue} {
		bytes += spots.Len() * spot
		if spots.Shapes != nil {
			bytes += len(spots.Shapes.Coords) * int(unsafe.Sizeof(spots.Shapes.Coords[0]))
		}
	}
	return bytes + v.found.Gaps.Len()*gap
}

// viewOf returns a coverage view, computed once for all who ask at the same time.
func (e *CoverageEngine) viewOf(ctx context.Context, k viewKey) (*coverageView, error) {
	k = e.shared(k)
	v, _, err := e.views.Get(ctx, k, func(ctx context.Context) (*coverageView, error) { return e.buildView(ctx, k) })
	return v, err
}

// shared is the key of the view that days on which the same holds have in common.
func (e *CoverageEngine) shared(k viewKey) viewKey {
	k.on = e.periods[k.inPost]().alike(k.on, e.Manifest.On)
	return k
}

// HasCoverage tells whether the costly part of a coverage answer is kept: the rest is sums.
func (e *CoverageEngine) HasCoverage(q CoverageQuery) bool {
	q, _, err := e.settled(q)
	return err == nil && e.views.Has(e.shared(viewKey{q.On, q.Demand, q.InPost, q.Planar}))
}
