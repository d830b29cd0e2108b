package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/api/watch"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// TestEveryRequestHasItsOwnID: the id is in the answer's header, in refusals and in the log; what a client sends as id is not taken.
func TestEveryRequestHasItsOwnID(t *testing.T) {
	var text bytes.Buffer
	s := auditedServer(t, nil, telemetry.NewLogger(&text, true, slog.LevelDebug, watch.RequestID))
	seen := map[string]bool{}
	for _, path := range []string{"/healthz", "/api/coverage", "/api/coverage?lvl=1", "/api/nothing", "/nothing", "/tiles/zones/8/0/0.mvt", "/tiles/zones/99/0/0.mvt", "/api/audit"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("X-Request-Id", "forged")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		id := w.Header().Get("X-Request-Id")
		if len(id) != 16 || strings.Trim(id, "0123456789abcdef") != "" || seen[id] {
			t.Errorf("%s: id %q", path, id)
		}
		seen[id] = true
		if w.Header().Get("Content-Type") == "application/problem+json" {
			var p problem.Document
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Request != id {
				t.Errorf("%s: the refusal says %q, %v", path, p.Request, err)
			}
		}
		if !strings.Contains(text.String(), `"request":"`+id+`"`) {
			t.Errorf("%s: the log does not know %s", path, id)
		}
	}
	if strings.Contains(text.String(), "forged") || strings.Contains(text.String(), "lvl") {
		t.Errorf("the log repeats what was sent:\n%s", text.String())
	}
}

// TestLogNamesRoutes: lines about requests name patterns; at level info there is none for what went well or was refused.
func TestLogNamesRoutes(t *testing.T) {
	for level, want := range map[slog.Level]int{slog.LevelDebug: 4, slog.LevelInfo: 0} {
		var text bytes.Buffer
		s := auditedServer(t, nil, telemetry.NewLogger(&text, true, level, watch.RequestID))
		text.Reset()
		for _, path := range []string{"/api/zones/990001?on=2026-10-01", "/api/zones/990001/certificate", "/api/coverage?level=x", "/tiles/zones/8/1/1.mvt"} {
			s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
		}
		lines := 0
		for line := range strings.Lines(text.String()) {
			var l struct{ Msg, Route string }
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			if l.Msg == "request" {
				lines++
			}
			if strings.Contains(line, "990001") || strings.Contains(line, "2026-10-01") {
				t.Errorf("%s", line)
			}
		}
		if lines != want {
			t.Errorf("level %v: %d lines:\n%s", level, lines, text.String())
		}
	}
}

// auditedServer serves the small snapshot and writes an audit; who asks is the principal whose id stands in the header X-Test-Who.
func auditedServer(t testing.TB, who map[string]access.Principal, log *slog.Logger) *Server {
	t.Helper()
	dir, _ := fixtureStore(t)
	cfg := Config{Store: dir, Audit: audit.New(audit.Options{Dir: filepath.Join(t.TempDir(), "audit")}), Log: log}
	t.Cleanup(func() { _ = cfg.Audit.Close() })
	if who != nil {
		cfg.Who = func(r *http.Request) access.Principal {
			if p, known := who[r.Header.Get("X-Test-Who")]; known {
				return p
			}
			return access.Nobody()
		}
	}
	s := New(cfg)
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

func askedBy(s *Server, who, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader("{}"))
	r.Header.Set("X-Test-Who", who)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func entries(t testing.TB, s *Server, f audit.Filter) []audit.Entry {
	t.Helper()
	list, _, err := audit.Read(context.Background(), s.cfg.Audit.Dir(), f)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// people are principals of tests.
func people() map[string]access.Principal {
	return map[string]access.Principal{
		"officer": {Kind: access.User, ID: "u-officer", Name: "王小明", Grants: []access.Grant{{Role: access.Officer}}},
		"chief":   {Kind: access.User, ID: "u-chief", Name: "李四", Grants: []access.Grant{{Role: access.Chief}, {Role: access.Ranger, Zone: "990001001"}}},
		"auditor": {Kind: access.User, ID: "u-auditor", Grants: []access.Grant{{Role: access.Auditor}}},
		"admin":   {Kind: access.User, ID: "u-admin", Grants: []access.Grant{{Role: access.Admin}}},
	}
}

// TestAuditSaysWhoAskedForWhat: a question is an entry with the right under which it was asked, the parameters that name objects, and how it
// ended; nobody is named, and what somebody typed is not repeated.
func TestAuditSaysWhoAskedForWhat(t *testing.T) {
	s := auditedServer(t, people(), nil)
	w := askedBy(s, "chief", "GET", "/api/coverage?level=village&format=csv&on=2026-10-01")
	askedBy(s, "officer", "GET", "/api/zones/李四?planar=EPSG:4549")
	askedBy(s, "officer", "GET", "/api/coverage?zone="+strings.Repeat("9", 200)+"&name=张三")
	all := entries(t, s, audit.Filter{})
	if len(all) != 3 {
		t.Fatalf("%+v", all)
	}
	e := all[0]
	if e.Event != audit.Asked || e.Kind != "user" || e.Who != "u-chief" || e.Client != "192.0.2.1" || fmt.Sprint(e.Roles) != "[chief ranger]" || e.Class != "coverage" || e.Action != "read" ||
		e.Method != "GET" || e.Route != "/api/coverage" || fmt.Sprint(e.Params) != "map[format:csv level:village on:2026-10-01]" || e.Status != w.Code || e.Bytes != int64(w.Body.Len()) ||
		e.Snapshot != w.Header().Get("X-Qingshan-Snapshot") || e.Request != w.Header().Get("X-Request-Id") || e.Shown != "public+work" || e.Millis <= 0 {
		t.Errorf("%d %+v", w.Code, e)
	}
	if want := audit.PartsOf(people()["chief"].Scope(access.Reading(access.Coverage), e.Time)); fmt.Sprint(e.Scope) != fmt.Sprint(want) || e.Scope[0].Groups != "public+work+person+internal" {
		t.Errorf("%v, want %v", e.Scope, want)
	}
	if e := all[1]; e.Route != "/api/zones/{code}" || e.Params["code"] != "?" || e.Params["planar"] != "EPSG:4549" || e.Status != 404 || e.Shown != "" {
		t.Errorf("%+v", e)
	}
	if e := all[2]; e.Params["zone"] != "?" || e.Status != 400 || len(e.Params) != 1 {
		t.Errorf("%+v", e)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"王小明", "李四", "张三", "%E"} {
		if bytes.Contains(text, []byte(name)) {
			t.Errorf("the audit names %s", name)
		}
	}
}

// TestEveryRouteIsAudited: of each route there is, an answer is an entry, a count of tiles, or rightly nothing; so is a refusal of who has no
// right to it, which is an entry whatever the route.
func TestEveryRouteIsAudited(t *testing.T) {
	for _, a := range auditedServer(t, people(), nil).allRoutes() {
		if a.pattern == "/*" {
			continue
		}
		s := auditedServer(t, people(), nil)
		path := strings.NewReplacer("{layers}", "zones", "{z}", "8", "{x}", "1", "{y}", "1", "{matrix}", "WebMercatorQuad", "{code}", "990001", "{scene}", "s", "{earlier}", "e", "{file}", "1.png", "{id}", "1").Replace(a.pattern)
		for _, who := range []string{"auditor", "nobody"} {
			s.ServeHTTP(httptest.NewRecorder(), func() *http.Request {
				r := httptest.NewRequest(a.method, path, nil)
				r.Header.Set("X-Test-Who", who)
				return r
			}())
		}
		_ = s.cfg.Audit.Close()
		got := map[audit.Event]int{}
		for _, e := range entries(t, s, audit.Filter{}) {
			got[e.Event]++
		}
		may := people()["auditor"].May(a.rule, s.holder.Now().Manifest.Created)
		want := map[audit.Event]int{}
		switch {
		case a.rule.Open:
		case !may:
			want[audit.Refused] += 2 // in full, and as a count
		case a.rule.Class == access.Map || a.rule.Class == access.Imagery:
			want[audit.Tiles]++
		case a.rule.Class != access.Operations:
			want[audit.Asked]++
		}
		if !a.rule.Open {
			want[audit.Refused] += 2
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s %s: %v, want %v", a.method, a.pattern, got, want)
		}
	}
}

// TestRefusalsCannotFloodTheAudit: however often somebody is refused, some have a line of their own and the others one together.
func TestRefusalsCannotFloodTheAudit(t *testing.T) {
	s := auditedServer(t, people(), nil)
	const times = 500
	for range times {
		askedBy(s, "nobody", "GET", "/api/coverage")
	}
	_ = s.cfg.Audit.Close()
	all := entries(t, s, audit.Filter{})
	if len(all) != watch.RefusalsInFull+1 || all[watch.RefusalsInFull].Count != times {
		t.Errorf("%d entries, the last %+v", len(all), all[len(all)-1])
	}
}

// TestTilesAreCountedByTheHour: tiles make one line for each principal, snapshot and scope.
func TestTilesAreCountedByTheHour(t *testing.T) {
	s := auditedServer(t, people(), nil)
	for i := range 40 {
		askedBy(s, []string{"officer", "chief"}[i%2], "GET", fmt.Sprintf("/tiles/zones/8/%d/1.mvt", i))
	}
	_ = s.cfg.Audit.Close()
	all := entries(t, s, audit.Filter{})
	if len(all) != 2 || all[0].Count != 20 || all[1].Count != 20 || all[0].Who == all[1].Who || all[0].Event != audit.Tiles || all[0].Snapshot == "" || len(all[0].Scope) == 0 {
		t.Errorf("%+v", all)
	}
}

// TestHandlersRecord: what a handler enters is completed by its request, and sign-ins are counted.
func TestHandlersRecord(t *testing.T) {
	s := auditedServer(t, people(), nil)
	h := s.watch.Requests(s.watch.Records(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		watch.Enters(r.Context(), access.Writing(access.Accounts), people()["admin"], scope.Everything())
		audit.Record(r.Context(), audit.Entry{Event: audit.Account, Object: "u-7", Change: "grant.add"})
		audit.Record(r.Context(), audit.Entry{Event: audit.SignIn, Kind: "user", Who: "u-7", Result: "wrong"})
	})))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/api/accounts/users", nil))
	all := entries(t, s, audit.Filter{})
	if len(all) != 2 || all[0].Who != "u-admin" || all[0].Request != w.Header().Get("X-Request-Id") || all[0].Client != "192.0.2.1" || all[0].Method != "POST" || all[1].Who != "u-7" {
		t.Errorf("%+v", all)
	}
	if text := askedBy(s, "auditor", "GET", "/metrics").Body.String(); !strings.Contains(text, `qingshan_sign_ins_total{result="wrong"} 1`) || !strings.Contains(text, "qingshan_audit_entries_total 2") {
		t.Error("sign-ins are not counted")
	}
}
