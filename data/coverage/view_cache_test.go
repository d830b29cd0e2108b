package coverage

import (
	"context"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// TestViewsAreBoundedByTheirBytes: dates on which everything is a gap are kept while they fit, and others go for them.
func TestViewsAreBoundedByTheirBytes(t *testing.T) {
	s := New(snapshot.NewTables(snapshot.Manifest{}).Derived(), nil)
	const each = maxViews / 4
	view := func(bytes int) func(context.Context) (*View, error) {
		return func(context.Context) (*View, error) {
			v := &View{Found: &snapshot.Findings{}}
			v.Found.Gaps.Shapes = &spatial.Polygons{Coords: make([]float64, bytes/8)}
			return v, nil
		}
	}
	ask := func(on snapshot.Date, bytes int) {
		t.Helper()
		if _, _, err := s.views.Get(context.Background(), ViewKey{On: on}, view(bytes)); err != nil {
			t.Fatal(err)
		}
	}
	for on := range snapshot.Date(16) {
		ask(on+1, each)
	}
	ask(100, maxViews+8)
	kept := 0
	for on := range snapshot.Date(16) {
		if s.views.Has(ViewKey{On: on + 1}) {
			kept++
		}
	}
	if large := s.views.Has(ViewKey{On: 100}); kept != 4 || large {
		t.Errorf("%d views of a quarter of the bound are kept, and one beyond it: %v", kept, large)
	}
}

// TestRankedGapsAreBoundedTogether: lists of gaps of many dates and zones are kept up to one bound over all views.
func TestRankedGapsAreBoundedTogether(t *testing.T) {
	s := New(snapshot.NewTables(snapshot.Manifest{}).Derived(), nil)
	const lists, gaps = 100, maxRanked / 1500 / 20
	for i := range lists {
		at := gapScope{ViewKey{On: snapshot.Date(i + 1), InPost: i%2 == 0}, ""}
		if _, _, err := s.ranked.Get(context.Background(), at, func(context.Context) ([]Gap, error) { return make([]Gap, gaps), nil }); err != nil {
			t.Fatal(err)
		}
	}
	small := New(snapshot.NewTables(snapshot.Manifest{}).Derived(), nil)
	small.Keep(1 << 20)
	if small.views.Limit+small.ranked.Limit != 1<<20 {
		t.Errorf("bounds of %d and %d bytes", small.views.Limit, small.ranked.Limit)
	}
	kept := 0
	for i := range lists {
		if s.ranked.Has(gapScope{ViewKey{On: snapshot.Date(i + 1), InPost: i%2 == 0}, ""}) {
			kept++
		}
	}
	if kept < 15 || kept > 20 {
		t.Errorf("%d lists of a twentieth of the bound are kept", kept)
	}
}
