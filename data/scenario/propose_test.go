package scenario

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// onGrid is a shape as a proposal is written: on the grid of 1 mm and valid.
func onGrid(t *testing.T, mp *geom.MultiPolygon) *geom.MultiPolygon {
	t.Helper()
	w := geos.NewWorker()
	for range 4 {
		mp = spatial.Normalize(mp.Clone())
		reason, err := w.Invalid(mp)
		if err != nil {
			t.Fatal(err)
		}
		if reason == "" {
			return mp
		}
		if mp, err = w.MakeValid(mp); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("it does not come to rest")
	return nil
}

// TestProposalsOnJuttingGround: taken as proposed, the cells leave no gap and share no ground that no two cells shared before.
func TestProposalsOnJuttingGround(t *testing.T) {
	ctx := context.Background()
	shared := 0
	for seed := range uint64(80) {
		rng := rand.New(rand.NewPCG(seed, 18))
		l := landscape.RandomJutting(rng)
		l.Demand = rules.DemandAll
		if seed >= 60 { // borders that only the grid of 1 mm keeps together
			l.Turn = 2 * math.Pi * rng.Float64()
		}
		s := l.Snapshot("a", nil)
		p, err := New(coverage.New(s, nil), geos.Reasons).Propose(ctx, nil, coverage.Query{}, EditLimits{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, o := range p.gaps.with {
			if o >= 0 {
				shared++
			}
		}
		cells, err := p.Layer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var edits []CellEdit
		for _, c := range cells {
			edits = append(edits, CellEdit{ID: c.ID, Ranger: c.Ranger, ValidFrom: c.ValidFrom, ValidTo: c.ValidTo, Shape: onGrid(t, c.Shape)})
		}
		w, err := New(coverage.New(s, nil), geos.Reasons).WhatIf(ctx, edits, coverage.Query{}, EditLimits{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if w.Total.After.Gaps > 0 || l.Turn == 0 && w.Total.After.GapM2 > 1e-3 {
			t.Fatalf("seed %d: %d gaps, %v m² are left", seed, w.Total.After.Gaps, w.Total.After.GapM2)
		}
		for _, o := range w.NewOverlaps {
			if o.AreaM2 > 0 {
				t.Fatalf("seed %d: %v m² are new in cells %v", seed, o.AreaM2, o.Cells)
			}
		}
	}
	if shared < 12 {
		t.Errorf("only %d gaps lay in another: too little was tested", shared)
	}
}
