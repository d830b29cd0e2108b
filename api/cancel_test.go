package api

import (
	"context"
	"errors"
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/scenario"
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
			_, err := snap.Coverage.Coverage(gone, coverage.Query{InPost: true})
			return err
		},
		"gaps": func() error {
			_, err := snap.Coverage.Gaps(gone, coverage.GapsQuery{Demand: rules.DemandForest})
			return err
		},
		"zone": func() error {
			_, err := snap.Lookup.Profile(gone, zone, coverage.Query{Demand: rules.DemandForest})
			return err
		},
		"what-if": func() error {
			_, err := snap.Scenario.WhatIf(gone, nil, coverage.Query{InPost: true}, scenario.EditLimits{})
			return err
		},
		"proposal": func() error {
			_, err := snap.Scenario.Propose(gone, nil, coverage.Query{Demand: rules.DemandForest}, scenario.EditLimits{})
			return err
		},
		"certificate": func() error {
			_, err := snap.Certificate.Certify(gone, coverage.Query{Zone: zone, InPost: true}, certificate.Issue{})
			return err
		},
		"spooled text": func() error {
			c, err := snap.Coverage.Coverage(context.Background(), coverage.Query{})
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
