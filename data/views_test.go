package data

import (
	"context"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
)

// TestViewsAreBoundedByTheirBytes: dates on which everything is a gap are kept while they fit, and others go for them.
func TestViewsAreBoundedByTheirBytes(t *testing.T) {
	s := NewCoverage(NewTables(Manifest{}).Derived(), nil)
	const each = maxViews / 4
	view := func(bytes int) func(context.Context) (*coverageView, error) {
		return func(context.Context) (*coverageView, error) {
			v := &coverageView{found: &Found{}}
			v.found.Gaps.Shapes = &spatial.Polygons{Coords: make([]float64, bytes/8)}
			return v, nil
		}
	}
	ask := func(on Date, bytes int) {
		t.Helper()
		if _, _, err := s.views.Get(context.Background(), viewKey{on: on}, view(bytes)); err != nil {
			t.Fatal(err)
		}
	}
	for on := range Date(16) {
		ask(on+1, each)
	}
	ask(100, maxViews+8)
	kept := 0
	for on := range Date(16) {
		if s.views.Has(viewKey{on: on + 1}) {
			kept++
		}
	}
	if large := s.views.Has(viewKey{on: 100}); kept != 4 || large {
		t.Errorf("%d views of a quarter of the bound are kept, and one beyond it: %v", kept, large)
	}
}
