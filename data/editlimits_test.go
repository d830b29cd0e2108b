package data

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/mend"
)

// TestEditLimits: edits beyond a limit are refused with its number before the work; at it they are answered as without.
func TestEditLimits(t *testing.T) {
	ctx := context.Background()
	s := randomLandscape(rand.New(rand.NewPCG(17, 5))).snapshot(t, "a", nil)
	box := rect{0, 0, units, units}
	var edits []CellEdit
	for i := range 30 {
		edits = append(edits, CellEdit{ID: fmt.Sprint("new", i), Shape: box.shape()})
	}
	free, err := NewScenario(NewCoverage(s, nil), mend.Reasons).WhatIf(ctx, edits, CoverageQuery{}, EditLimits{})
	if err != nil {
		t.Fatal(err)
	}
	within, err := NewScenario(NewCoverage(s, nil), mend.Reasons).WhatIf(ctx, edits, CoverageQuery{}, EditLimits{Pairs: 30 * (15 + s.Cells.Len()), Vertices: 10_000}) // half of the thirty, and all cells
	if err != nil || within.Total.After.Gaps != free.Total.After.Gaps || len(within.NewOverlaps) != len(free.NewOverlaps) {
		t.Errorf("within the limits: %v", err)
	}
	for what, most := range map[string]EditLimits{"more than 600 pairs": {Pairs: 600}, "more than 100;": {Vertices: 100}} {
		_, err := NewScenario(NewCoverage(s, nil), mend.Reasons).WhatIf(ctx, edits, CoverageQuery{}, most)
		var told *QueryError
		if !errors.As(err, &told) || !strings.Contains(err.Error(), what) {
			t.Errorf("%+v: %v", most, err)
		}
		if _, other := NewScenario(NewCoverage(s, nil), mend.Reasons).Propose(ctx, edits, CoverageQuery{}, most); fmt.Sprint(other) != fmt.Sprint(err) {
			t.Errorf("proposed with %+v: %v", most, other)
		}
	}
	comb := CellEdit{ID: "comb", Shape: combOf(100)}
	across := CellEdit{ID: "across", Shape: combOf(100)}
	for i, xy := 0, across.Shape.FlatCoords(); i < len(xy); i += 2 {
		xy[i], xy[i+1] = xy[i+1], xy[i]
	}
	var told *QueryError
	if _, err := NewScenario(NewCoverage(s, nil), mend.Reasons).WhatIf(ctx, []CellEdit{comb, across}, CoverageQuery{}, EditLimits{Vertices: 2_000}); !errors.As(err, &told) || !strings.Contains(err.Error(), "too many places") {
		t.Errorf("combs: %v", err)
	}
}

// combOf has so many teeth across the landscape.
func combOf(teeth int) *geom.MultiPolygon {
	const side = units * unitSide
	flat := []float64{-1, 0}
	for k := range teeth {
		at := side / float64(teeth) * float64(k)
		flat = append(flat, side, at, side, at+0.4, 0, at+0.4, 0, at+side/float64(teeth))
	}
	flat = append(flat, -1, side, -1, 0)
	return geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{len(flat)}})
}
