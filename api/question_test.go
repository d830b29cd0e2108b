package api

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/scenario"
)

// TestQuestionsEndWithTheirContext: each kind of question that is not kept yet, and each form of an answer, ends instead of being
// worked out for nobody.
func TestQuestionsEndWithTheirContext(t *testing.T) {
	s := limited(t, limit.Limits{})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	zone := s.holder.Now().Zones.Code[0]
	for what, ask := range map[string]func(snap *data.Engines) error{
		"coverage": func(snap *data.Engines) error {
			_, err := snap.Coverage.Coverage(gone, coverage.Query{InPost: true})
			return err
		},
		"gaps": func(snap *data.Engines) error {
			_, err := snap.Coverage.Gaps(gone, coverage.GapsQuery{Demand: rules.DemandForest})
			return err
		},
		"zone": func(snap *data.Engines) error {
			_, err := snap.Lookup.Profile(gone, zone, coverage.Query{Demand: rules.DemandForest})
			return err
		},
		"what-if": func(snap *data.Engines) error {
			_, err := snap.Scenario.WhatIf(gone, nil, coverage.Query{InPost: true}, scenario.EditLimits{})
			return err
		},
		"proposal": func(snap *data.Engines) error {
			_, err := snap.Scenario.Propose(gone, nil, coverage.Query{Demand: rules.DemandForest}, scenario.EditLimits{})
			return err
		},
		"certificate": func(snap *data.Engines) error {
			_, err := snap.Certificate.Certify(gone, coverage.Query{Zone: zone, InPost: true}, certificate.Issue{})
			return err
		},
		"spooled text": func(snap *data.Engines) error {
			c, err := snap.Coverage.Coverage(context.Background(), coverage.Query{})
			if err != nil {
				return err
			}
			out := s.bounds.Open(gone, httptest.NewRequest("GET", "/", nil))
			defer out.Close()
			return render.Write(out, render.GeoJSON, render.Coverage(c, snap.Snapshot), snap.Snapshot)
		},
	} {
		engines := data.NewEngines(s.holder.Now().Snapshot, data.Native{}) // with nothing kept that another question began
		if err := ask(engines); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
