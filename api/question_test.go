package api

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lookup"
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
			_, err := snap.Lookup.Profile(gone, lookup.ProfileQuery{Code: zone, Demand: rules.DemandForest})
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

// TestAttachmentsAreNamedByQuestionAndZone: two downloads of different zones or questions have different names.
func TestAttachmentsAreNamedByQuestionAndZone(t *testing.T) {
	s := fixtureServer(t)
	snap := s.holder.Now()
	id, zone := string(snap.Manifest.ID), snap.Zones.Code[snap.Zones.Len()-1]
	for path, want := range map[string]string{
		"coverage": "coverage", "coverage?zone=" + zone: "coverage-" + zone, "gaps?zone=" + zone: "gaps-" + zone, "changes?zone=" + zone: "changes-" + zone,
		"stats?layer=parcels&zone=" + zone: "stats_parcels-" + zone, "stats?unobserved=true": "unobserved_zones", "responsible?lon=120&lat=30": "responsible",
	} {
		u, err := url.Parse("/api/" + path)
		if err != nil {
			t.Fatal(err)
		}
		query := u.RawQuery
		if query != "" {
			query += "&"
		}
		w := answerTo(t, s, u.Path, query+"format=xlsx")
		if got := w.Header().Get("Content-Disposition"); w.Code != 200 || got != `attachment; filename="`+want+"-"+id+`.xlsx"` {
			t.Errorf("%s: %d %s", path, w.Code, got)
		}
	}
}

// TestCSVIsMarkedUnlessAskedNotTo: spreadsheets know UTF-8 by the mark; programs can do without.
func TestCSVIsMarkedUnlessAskedNotTo(t *testing.T) {
	s := fixtureServer(t)
	for _, path := range []string{"/api/coverage", "/api/gaps", "/api/changes", "/api/stats", "/api/responsible"} {
		query := "format=csv"
		if path == "/api/responsible" {
			query += "&lon=120&lat=30"
		}
		marked, plain := answerTo(t, s, path, query).Body.String(), answerTo(t, s, path, query+"&bom=false").Body.String()
		if rest, ok := strings.CutPrefix(marked, "\xef\xbb\xbf"); !ok || rest != plain || strings.Contains(plain, "\ufeff") || plain == "" {
			t.Errorf("%s: %.40q and, unmarked, %.40q", path, marked, plain)
		}
		if json := answerTo(t, s, path, strings.TrimPrefix(query, "format=csv")).Body.String(); json[0] != '{' {
			t.Errorf("%s as JSON: %.40q", path, json)
		}
	}
	if w := answerTo(t, s, "/api/coverage", "format=csv&bom=maybe"); w.Code != 400 {
		t.Errorf("bom=maybe: %d", w.Code)
	}
}
