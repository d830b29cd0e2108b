package api

import (
	"context"
	"net/http"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// snapshotDoc says what is being served.
type snapshotDoc struct {
	Snapshot   snapshot.ID          `json:"snapshot"`
	Name       string               `json:"name"`
	Created    string               `json:"created"`
	On         snapshot.Date        `json:"on"`
	WorkingCRS string               `json:"working_crs"`
	AreaMethod string               `json:"area_method"`
	Bounds     [4]float64           `json:"bounds"`
	Counts     map[string]int       `json:"counts"`
	Levels     []snapshot.Level     `json:"levels"`
	Scenes     []snapshot.SceneInfo `json:"scenes"`
	Rules      snapshotRules        `json:"rules"`
	Damage     string               `json:"damage,omitempty"` // what is wrong with the store, and what therefore is not served
}

type snapshotRules struct {
	Coverage rules.CoverageRule `json:"coverage"`
	Change   []changeRuleDoc    `json:"change"`
	Triage   rules.TriageRule   `json:"triage"`
}

type changeRuleDoc struct {
	rules.ChangeRule
	T0 snapshot.Date `json:"t0"`
	T1 snapshot.Date `json:"t1"`
}

// snapshot describes the snapshot that answers.
func (s *Server) snapshot(ctx context.Context, at *live.View, _ none) (render.Document, error) {
	m := at.Manifest
	doc := snapshotDoc{Snapshot: m.ID, Name: m.Name, Created: m.Created.Format("2006-01-02T15:04:05Z"), On: m.On, WorkingCRS: m.CRS.Name,
		AreaMethod: coverage.Ellipsoidal, Bounds: at.Bounds(), Counts: m.Counts, Levels: at.Zones.Presents(), Scenes: m.Scenes,
		Rules: snapshotRules{m.Rules.Coverage, []changeRuleDoc{}, m.Rules.Triage}}
	for _, c := range at.Changes {
		doc.Rules.Change = append(doc.Rules.Change, changeRuleDoc{c.Rule, c.T0.Date, c.T1.Date})
	}
	if d := s.holder.Trouble(); d != nil && access.ScopeOf(ctx).Shows(scope.Work) {
		doc.Damage = d.Text
	}
	return render.Document{JSON: doc}, nil
}

// pageDoc are the map page's settings.
type pageDoc struct {
	Basemap     string   `json:"basemap"`
	Attribution string   `json:"attribution"`
	Languages   []string `json:"languages"`
	// SignIn says how people sign in; GET /api/session says who has.
	SignIn signin.Ways `json:"sign_in"`
}

func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	writeJSON(w, r, pageDoc{s.cfg.Basemap, s.cfg.BasemapAttribution, []string{"zh", "en"}, s.signin.Ways(r)})
}
