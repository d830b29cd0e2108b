package scenario

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// TestEditLimits: edits beyond a limit are refused with its number before the work; at it they are answered as without.
func TestEditLimits(t *testing.T) {
	ctx := context.Background()
	s := landscape.Random(rand.New(rand.NewPCG(17, 5))).Snapshot("a", nil)
	box := landscape.Rect{X0: 0, Y0: 0, X1: landscape.Units, Y1: landscape.Units}
	var edits []CellEdit
	for i := range 30 {
		edits = append(edits, CellEdit{ID: fmt.Sprint("new", i), Shape: box.Shape()})
	}
	free, err := New(coverage.New(s, nil), geos.Reasons).WhatIf(ctx, edits, coverage.Query{}, EditLimits{})
	if err != nil {
		t.Fatal(err)
	}
	within, err := New(coverage.New(s, nil), geos.Reasons).WhatIf(ctx, edits, coverage.Query{}, EditLimits{Pairs: 30 * (15 + s.Cells.Len()), Vertices: 10_000}) // half of the thirty, and all cells
	if err != nil || within.Total.After.Gaps != free.Total.After.Gaps || len(within.NewOverlaps) != len(free.NewOverlaps) {
		t.Errorf("within the limits: %v", err)
	}
	for what, most := range map[string]EditLimits{"more than 600 pairs": {Pairs: 600}, "more than 100;": {Vertices: 100}} {
		_, err := New(coverage.New(s, nil), geos.Reasons).WhatIf(ctx, edits, coverage.Query{}, most)
		var told *snapshot.QueryError
		if !errors.As(err, &told) || !strings.Contains(err.Error(), what) {
			t.Errorf("%+v: %v", most, err)
		}
		if _, other := New(coverage.New(s, nil), geos.Reasons).Propose(ctx, edits, coverage.Query{}, most); fmt.Sprint(other) != fmt.Sprint(err) {
			t.Errorf("proposed with %+v: %v", most, other)
		}
	}
	comb := CellEdit{ID: "comb", Shape: combOf(100)}
	across := CellEdit{ID: "across", Shape: combOf(100)}
	for i, xy := 0, across.Shape.FlatCoords(); i < len(xy); i += 2 {
		xy[i], xy[i+1] = xy[i+1], xy[i]
	}
	var told *snapshot.QueryError
	if _, err := New(coverage.New(s, nil), geos.Reasons).WhatIf(ctx, []CellEdit{comb, across}, coverage.Query{}, EditLimits{Vertices: 2_000}); !errors.As(err, &told) || !strings.Contains(err.Error(), "too many places") {
		t.Errorf("combs: %v", err)
	}
}

// combOf has so many teeth across the landscape.
func combOf(teeth int) *geom.MultiPolygon {
	const side = landscape.Units * landscape.UnitSide
	flat := []float64{-1, 0}
	for k := range teeth {
		at := side / float64(teeth) * float64(k)
		flat = append(flat, side, at, side, at+0.4, 0, at+0.4, 0, at+side/float64(teeth))
	}
	flat = append(flat, -1, side, -1, 0)
	return geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{len(flat)}})
}
