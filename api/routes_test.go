package api

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/data/scope"
)

var updateAccess = flag.Bool("update-access", false, "write testdata/access.txt anew; read the difference by eye: it is who may see what")

// parameter is a part of a route's pattern that stands for anything.
var parameter = regexp.MustCompile(`\{[^}]*\}|\*`)

// probed is a server whose routes, with their rules, lead to a handler that only tells that it was reached, and what may be seen there.
func probed(who *access.Principal) (router http.Handler, routes []route) {
	s := New(Config{Page: fstest.MapFS{}, Who: func(*http.Request) access.Principal { return *who }})
	routes = s.allRoutes()
	probes := slices.Clone(routes)
	for i := range probes {
		probes[i].middlewares = nil
		probes[i].handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusTeapot)
			for _, p := range access.ScopeOf(r.Context()).Parts() {
				fmt.Fprintf(w, "%s=%s", p.Zone, p.Groups)
			}
		})
	}
	r := chi.NewRouter()
	s.serve(r, probes)
	return r, routes
}

// knock sends a request and returns what the probe says; reached is false where the rule let nobody through.
func knock(router http.Handler, method, pattern string) (seen string, reached bool) {
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequest(method, parameter.ReplaceAllString(pattern, "1"), nil))
	return w.Body.String(), w.Code == http.StatusTeapot
}

// TestEveryRouteHasARule: the router answers nothing that does not stand in the list of routes, and nothing there is without a rule. What
// is open to everybody is listed here once more, so that opening a route is a decision.
func TestEveryRouteHasARule(t *testing.T) {
	s := New(Config{Page: fstest.MapFS{}})
	known := map[string]access.Rule{}
	all := s.allRoutes()
	for _, r := range s.optionsRoutes(all) { // which tell the methods of a pattern, and nothing of the data
		known[r.method+" "+r.pattern] = access.Rule{Class: access.Map}
	}
	for _, r := range all {
		known[r.method+" "+r.pattern] = r.rule
		if r.rule == (access.Rule{}) || !r.rule.Open && !slices.Contains(access.Classes(), r.rule.Class) {
			t.Errorf("%s %s has no rule", r.method, r.pattern)
		}
	}
	err := chi.Walk(s.router.(chi.Routes), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if _, ok := known[method+" "+pattern]; !ok {
			t.Errorf("%s %s stands in no list of routes", method, pattern)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	open := []string{"DELETE /api/session", "GET /*", "GET /api/page", "GET /api/session", "GET /api/session/oidc", "GET /api/session/oidc/callback", "GET /healthz", "GET /readyz",
		"POST /api/session"}
	var found []string
	for name, rule := range known {
		if rule.Open {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, open) {
		t.Errorf("open to everybody are %v, want %v", found, open)
	}
}

// TestAccessMatrix asks every route by every method as every role and holds who gets through, and with which groups of fields, against
// testdata/access.txt, which was read by eye. A grant for a zone shows that zone alone; one that has not begun or has ended shows nothing.
func TestAccessMatrix(t *testing.T) {
	who := &access.Principal{}
	router, routes := probed(who)
	var got bytes.Buffer
	now := time.Now()
	for _, r := range routes {
		if r.rule.Open {
			fmt.Fprintf(&got, "%s %s: everybody\n", r.method, r.pattern)
			continue
		}
		fmt.Fprintf(&got, "%s %s: %s %s\n", r.method, r.pattern, r.rule.Action, r.rule.Class)
		groups := map[string][]string{}
		var order []string
		for _, role := range access.Roles() {
			*who = access.Principal{Kind: access.User, ID: "u", Grants: []access.Grant{{Role: role, Zone: "330523"}}}
			seen, reached := knock(router, r.method, r.pattern)
			what := "nothing"
			if reached {
				zone, shown, _ := strings.Cut(seen, "=")
				if what = shown; zone != "330523" {
					t.Errorf("%s %s: a %s of 330523 sees %q", r.method, r.pattern, role, seen)
				}
			}
			who.Grants = []access.Grant{{Role: role}}
			switch all, reachedAll := knock(router, r.method, r.pattern); {
			case reachedAll && !reached:
				what = "if for all zones: " + strings.TrimPrefix(all, "=")
			case reachedAll != reached || reached && all != "="+what:
				t.Errorf("%s %s: a %s of all zones sees %q", r.method, r.pattern, role, all)
			}
			if groups[what] == nil {
				order = append(order, what)
			}
			groups[what] = append(groups[what], string(role))
			for name, g := range map[string]access.Grant{"not begun": {Role: role, From: now.Add(time.Hour)}, "ended": {Role: role, Until: now.Add(-time.Hour)}, "unknown role": {Role: role + "s"}} {
				who.Grants = []access.Grant{g}
				if seen, reached := knock(router, r.method, r.pattern); reached {
					t.Errorf("%s %s: a grant that is %s (%s) sees %q", r.method, r.pattern, name, role, seen)
				}
			}
		}
		for _, what := range order {
			fmt.Fprintf(&got, "    %s: %s\n", what, strings.Join(groups[what], ", "))
		}
		*who = access.Nobody()
		if seen, reached := knock(router, r.method, r.pattern); reached {
			t.Errorf("%s %s: nobody sees %q", r.method, r.pattern, seen)
		}
	}
	const golden = "testdata/access.txt"
	if *updateAccess {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("who may see what has changed (%v); `go test ./api -run TestAccessMatrix -update-access` writes it anew\n%s", err, got.Bytes())
	}
}

// TestGrantsAddUp: of several grants each shows its own zone with its own groups, and a wider one takes in a narrower.
func TestGrantsAddUp(t *testing.T) {
	p := access.Principal{Grants: []access.Grant{{Role: access.Officer, Zone: "330523"}, {Role: access.Inspector, Zone: "330500"}, {Role: access.Ranger, Zone: "330523"}, {Role: access.Admin}}}
	want := scope.Of(scope.Part{Zone: "330523", Groups: scope.Public | scope.Work | scope.Person | scope.Track | scope.Internal}, scope.Part{Zone: "330500", Groups: scope.Public | scope.Work},
		scope.Part{Groups: scope.Public})
	if got := p.Scope(access.Reading(access.Coverage), time.Now()); got.Key() != want.Key() {
		t.Errorf("%v, want %v", got.Parts(), want.Parts())
	}
	if got := p.Scope(access.Writing(access.Accounts), time.Now()); got.Key() != scope.Of(scope.Part{Groups: scope.Public}).Key() {
		t.Errorf("accounts: %v", got.Parts())
	}
}
