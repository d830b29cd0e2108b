package api

import (
	"context"
	"errors"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
)

// TestQuestionsEndWithTheirContext: each kind of question that is not kept yet, and each form of an answer, ends instead of being
// worked out for nobody.
func TestQuestionsEndWithTheirContext(t *testing.T) {
	s := limited(t, Limits{})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	snap := s.holder.current.Load().engines
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	zone := snap.Zones.Code[0]
	for what, ask := range map[string]func() error{
		"coverage": func() error {
			_, err := snap.Coverage.Coverage(gone, data.CoverageQuery{InPost: true})
			return err
		},
		"gaps": func() error {
			_, err := snap.Coverage.GapsOf(gone, data.GapsQuery{Demand: data.DemandForest})
			return err
		},
		"zone": func() error {
			_, err := snap.Lookup.Profile(gone, zone, data.CoverageQuery{Demand: data.DemandForest})
			return err
		},
		"what-if": func() error {
			_, err := snap.Scenario.WhatIf(gone, nil, data.CoverageQuery{InPost: true}, data.EditLimits{})
			return err
		},
		"proposal": func() error {
			_, err := snap.Scenario.Propose(gone, nil, data.CoverageQuery{Demand: data.DemandForest}, data.EditLimits{})
			return err
		},
		"certificate": func() error {
			_, err := snap.Certificate.Certify(gone, data.CoverageQuery{Zone: zone, InPost: true}, data.Issue{})
			return err
		},
		"spooled text": func() error {
			c, err := snap.Coverage.Coverage(context.Background(), data.CoverageQuery{})
			if err != nil {
				return err
			}
			out := s.spools.open(gone, address(1))
			defer out.Close()
			return render.Write(out, render.GeoJSON, render.Coverage(c, snap.Snapshot), snap.Snapshot)
		},
	} {
		if err := ask(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
