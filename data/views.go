package data

import "context"

// viewKey is what a coverage view depends on.
type viewKey struct {
	on     Date
	demand Demand
	inPost bool
	planar string
}

// maxViews bounds the coverage views kept per snapshot; a view of a large county is a few megabytes.
const maxViews = 32

// viewOf returns a coverage view, computed once for all who ask at the same time. Days on which the same holds share one.
func (s *Snapshot) viewOf(ctx context.Context, k viewKey) (*coverageView, error) {
	k.on = s.index.periods[k.inPost]().alike(k.on, s.Manifest.On)
	v, _, err := s.views.Get(ctx, k, func(ctx context.Context) (*coverageView, error) { return s.buildView(ctx, k) })
	return v, err
}

// HasCoverage tells whether the costly part of a coverage answer is kept: the rest is sums.
func (s *Snapshot) HasCoverage(q CoverageQuery) bool {
	q, _, err := s.settled(q)
	return err == nil && s.views.Has(viewKey{q.On, q.Demand, q.InPost, q.Planar})
}
