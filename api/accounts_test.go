package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/problem"
)

// countyServer is a server with accounts.
type countyServer struct {
	*Server
	t        *testing.T
	accounts *accounts.Store
	log      *bytes.Buffer
}

func serverWithAccounts(t *testing.T, change func(c *Config)) *countyServer {
	t.Helper()
	store, err := accounts.Open(t.Context(), filepath.Join(t.TempDir(), "access.db"), accounts.Options{Hashing: accounts.Hashing{KiB: 64, Passes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s := &countyServer{t: t, accounts: store, log: &bytes.Buffer{}}
	c := Config{Store: noStore{}, Accounts: store, Log: slog.New(slog.NewTextHandler(s.log, nil)), Page: fstest.MapFS{"index.html": {Data: []byte("<html>")}}}
	if change != nil {
		change(&c)
	}
	s.Server = New(c)
	return s
}

// token makes a token with a grant.
func (s *countyServer) token(g access.Grant) string {
	s.t.Helper()
	_, secret, err := s.accounts.AddToken(s.t.Context(), "test", []access.Grant{g}, time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// ask asks with a token and reads the answer's JSON into a value, if one is wanted.
func (s *countyServer) ask(token, method, path, body string, into any) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			s.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w
}

// TestAccountsOverHTTP: an administrator adds, changes and removes users, grants and tokens; each change is recorded with who made it, and no
// password and no token stands in the record.
func TestAccountsOverHTTP(t *testing.T) {
	s := serverWithAccounts(t, nil)
	admin := s.token(access.Grant{Role: access.Admin})
	var u accounts.User
	if w := s.ask(admin, "POST", "/api/accounts/users", `{"login":"li.si","name":"李四","password":"correct horse battery","grants":[{"role":"officer","zone":"330523"}]}`, &u); w.Code != 201 || u.ID == "" || len(u.Grants) != 1 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	at := "/api/accounts/users/" + u.ID
	var g accounts.Grant
	var made struct{ Password string }
	var token struct {
		accounts.Token
		Secret string
	}
	for _, k := range []struct {
		method, path, body string
		code               int
		into               any
	}{
		{"POST", "/api/accounts/users", `{"login":"LI.SI"}`, 409, nil}, {"POST", "/api/accounts/users", `{"login":""}`, 400, nil}, {"POST", "/api/accounts/users", `{"login":"x","grants":[{"role":"king"}]}`, 400, nil},
		{"POST", "/api/accounts/users", `{"login":"x","admin":true}`, 400, nil}, {"POST", "/api/accounts/users", `[]`, 400, nil}, {"POST", "/api/accounts/users", `{} {}`, 400, nil},
		{"POST", "/api/accounts/users", `{"login":"` + strings.Repeat("x", 70000) + `"}`, 413, nil},
		{"PATCH", at, `{"name":"李四（林长办）"}`, 200, nil}, {"PATCH", "/api/accounts/users/nobody", `{"name":"x"}`, 404, nil}, {"GET", "/api/accounts/users/nobody", "", 404, nil},
		{"POST", at + "/grants", `{"role":"chief","zone":"330523001","until":"2099-01-01T00:00:00Z"}`, 201, &g}, {"POST", at + "/grants", `{"role":"king"}`, 400, nil},
		{"POST", at + "/password", `{}`, 200, &made}, {"POST", at + "/password", `{"password":"short"}`, 400, nil}, {"POST", at + "/password", `{"password":"another long one"}`, 204, nil},
		{"GET", at + "/sessions", "", 200, nil}, {"DELETE", at + "/sessions", "", 204, nil}, {"GET", "/api/accounts/users/nobody/sessions", "", 404, nil},
		{"PATCH", at, `{"disabled":true}`, 200, nil}, {"PATCH", at, `{"disabled":false}`, 200, nil},
		{"POST", "/api/accounts/tokens", `{"label":"夜间任务","grants":[{"role":"auditor"}],"expires":"2099-01-01T00:00:00Z"}`, 201, &token}, {"POST", "/api/accounts/tokens", `{"label":"x","grants":[]}`, 400, nil},
		{"GET", "/api/accounts/roles", "", 200, nil}, {"PUT", at, `{}`, 405, nil},
	} {
		if w := s.ask(admin, k.method, k.path, k.body, k.into); w.Code != k.code {
			t.Errorf("%s %s %.80s: %d, want %d: %s", k.method, k.path, k.body, w.Code, k.code, w.Body)
		}
	}
	if len(made.Password) < 16 || token.Secret == "" || g.ID == "" {
		t.Fatalf("%+v %+v %+v", made, token, g)
	}
	list := s.ask(admin, "GET", "/api/accounts/users", "", nil)
	tokens := s.ask(admin, "GET", "/api/accounts/tokens", "", nil)
	if !strings.Contains(list.Body.String(), "李四（林长办）") || !strings.Contains(list.Body.String(), "330523001") || strings.Contains(list.Body.String(), "argon2") || strings.Contains(tokens.Body.String(), token.Secret) {
		t.Errorf("%s\n%s", list.Body, tokens.Body)
	}
	if w := s.ask(token.Secret, "GET", "/api/session", "", nil); w.Code != 200 || !strings.Contains(w.Body.String(), `"auditor"`) {
		t.Errorf("the token: %d %s", w.Code, w.Body)
	}
	for _, path := range []string{"/api/accounts/tokens/" + token.ID, at + "/grants/" + g.ID, at} {
		for _, code := range []int{204, 404} {
			if w := s.ask(admin, "DELETE", path, "", nil); w.Code != code {
				t.Errorf("DELETE %s: %d, want %d", path, w.Code, code)
			}
		}
	}
	if w := s.ask(token.Secret, "GET", "/api/session", "", nil); w.Code != 401 {
		t.Errorf("a revoked token: %d", w.Code)
	}
	log := s.log.String()
	for _, what := range []string{"user_added", "grant_added", "user_renamed", "password_set", "user_disabled", "user_enabled", "sessions_ended", "token_added", "token_revoked", "grant_revoked", "user_removed"} {
		if !strings.Contains(log, "what="+what+" by=t") {
			t.Errorf("%s is not recorded", what)
		}
	}
	for _, secret := range []string{"correct horse", "another long one", made.Password, token.Secret, admin} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}

// TestOnlyAdministratorsKeepAccounts: to everybody else the addresses are not there, to nobody they ask who he is.
func TestOnlyAdministratorsKeepAccounts(t *testing.T) {
	s := serverWithAccounts(t, nil)
	for _, role := range access.Roles() {
		for _, zone := range []string{"", "330523"} {
			token := s.token(access.Grant{Role: role, Zone: zone})
			want := 404
			if role == access.Admin && zone == "" {
				want = 200
			}
			if w := s.ask(token, "GET", "/api/accounts/users", "", nil); w.Code != want {
				t.Errorf("%s of %q: %d", role, zone, w.Code)
			}
			if w := s.ask(token, "POST", "/api/accounts/tokens", `{}`, nil); (w.Code == 404) != (want == 404) {
				t.Errorf("%s of %q makes a token: %d", role, zone, w.Code)
			}
		}
	}
	if w := s.ask("", "GET", "/api/accounts/users", "", nil); w.Code != 401 {
		t.Errorf("nobody: %d", w.Code)
	}
}

// TestAdministratorCannotShutHimselfOut while he is in.
func TestAdministratorCannotShutHimselfOut(t *testing.T) {
	s := serverWithAccounts(t, nil)
	u, err := s.accounts.AddUser(t.Context(), accounts.NewUser{Login: "admin", Password: "correct horse battery", Grants: []access.Grant{{Role: access.Admin}}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "http://localhost/api/session", strings.NewReader(`{"name":"admin","password":"correct horse battery"}`))
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Set("Content-Type", "application/json")
	in := httptest.NewRecorder()
	s.ServeHTTP(in, r)
	var doc struct{ CSRF string }
	if err := json.Unmarshal(in.Body.Bytes(), &doc); err != nil || in.Code != 200 {
		t.Fatal(in.Code, in.Body)
	}
	for _, k := range []struct{ method, body string }{{"DELETE", ""}, {"PATCH", `{"disabled":true}`}} {
		r := httptest.NewRequest(k.method, "http://localhost/api/accounts/users/"+u.ID, strings.NewReader(k.body))
		r.RemoteAddr = "127.0.0.1:1"
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-CSRF-Token", doc.CSRF)
		for _, c := range in.Result().Cookies() {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != http.StatusConflict {
			t.Errorf("%s: %d %s", k.method, w.Code, w.Body)
		}
	}
}

// TestAccountsAreMadeAtTheMachine: an open server behind a proxy is read from elsewhere, and nobody there makes himself an administrator.
func TestAccountsAreMadeAtTheMachine(t *testing.T) {
	const first = `{"login":"mallory","password":"correct horse battery","grants":[{"role":"admin"}]}`
	for _, k := range []struct {
		name, from, forwarded, host, base string
		want                              int
	}{
		{"at the machine", "127.0.0.1:1", "", "localhost:8080", "", 201},
		{"at the machine, IPv6", "[::1]:1", "", "[::1]:8080", "http://localhost:8080/forest", 201},
		{"by a proxy that says for whom", "127.0.0.1:1", "203.0.113.9", "127.0.0.1:8080", "", 404},
		{"by a proxy that hands on the name", "127.0.0.1:1", "", "gis.example.cn", "", 404},
		{"by a proxy that says nothing", "127.0.0.1:1", "", "127.0.0.1:8080", "https://gis.example.cn", 404},
		{"from elsewhere", "203.0.113.9:1", "", "localhost", "", 404},
	} {
		s := serverWithAccounts(t, func(c *Config) { c.BaseURL = k.base })
		ask := func(method, path, body string) int {
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.RemoteAddr, r.Host = k.from, k.host
			r.Header.Set("Content-Type", "application/json")
			if k.forwarded != "" {
				r.Header.Set("X-Forwarded-For", k.forwarded)
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w.Code
		}
		if code := ask("GET", "/metrics", ""); code != 200 {
			t.Errorf("%s: metrics %d", k.name, code)
		}
		if code := ask("POST", "/api/accounts/users", first); code != k.want {
			t.Errorf("%s: a first user: %d, want %d", k.name, code, k.want)
		}
	}
}

// TestWhatIsOpen: with users the page's files are open and its questions ask who one is; with a token alone nothing is; a public server reads
// what is public and has no more to ask for than there is; who has signed in and may not see something finds nothing there.
func TestWhatIsOpen(t *testing.T) {
	user := func(s *countyServer) {
		if _, err := s.accounts.AddUser(t.Context(), accounts.NewUser{Login: "x", Password: "correct horse battery"}); err != nil {
			t.Fatal(err)
		}
	}
	const old = "0123456789abcdef0123"
	for _, k := range []struct {
		name    string
		config  func(c *Config)
		prepare func(s *countyServer)
		token   string
		want    map[string]int
		asks    string // WWW-Authenticate of 401
	}{
		{"nothing", nil, nil, "", map[string]int{"/": 200, "/api/page": 200, "/api/coverage": 503, "/metrics": 200, "/api/accounts/users": 200, "/api/session": 200}, ""},
		{"users", nil, user, "", map[string]int{"/": 200, "/api/page": 200, "/api/coverage": 401, "/metrics": 401, "/api/session": 200, "/tiles/zones/1/0/0.mvt": 401, "/nothing": 404, "/healthz": 200, "/readyz": 503}, "Bearer"},
		{"a token's file", func(c *Config) { c.Token = old }, nil, "", map[string]int{"/": 401, "/api/page": 401, "/api/coverage": 401, "/healthz": 200}, "Basic"},
		{"a token's file, given", func(c *Config) { c.Token = old }, nil, old, map[string]int{"/": 200, "/api/page": 200, "/api/coverage": 503, "/metrics": 200, "/api/accounts/users": 404}, ""},
		{"a token's file and users", func(c *Config) { c.Token = old }, user, "", map[string]int{"/": 200, "/api/coverage": 401}, "Bearer"},
		{"public", func(c *Config) { c.Public = true }, nil, "", map[string]int{"/": 200, "/api/coverage": 503, "/metrics": 404, "/api/accounts/users": 404, "/api/zones/1/certificate": 404}, ""},
		{"public with users", func(c *Config) { c.Public = true }, user, "", map[string]int{"/": 200, "/api/coverage": 503, "/metrics": 401, "/api/accounts/users": 401}, "Bearer"},
		{"public with a token's file", func(c *Config) { c.Public = true; c.Token = old }, nil, old, map[string]int{"/metrics": 200}, ""},
	} {
		s := serverWithAccounts(t, k.config)
		if k.prepare != nil {
			k.prepare(s)
		}
		for path, code := range k.want {
			w := s.ask(k.token, "GET", path, "", nil)
			if w.Code != code || w.Code == 401 && !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), k.asks+" ") {
				t.Errorf("%s: %s: %d %q, want %d: %.200s", k.name, path, w.Code, w.Header().Get("WWW-Authenticate"), code, w.Body)
			}
		}
	}
	s := serverWithAccounts(t, nil)
	user(s)
	var page struct {
		SignIn struct{ Password bool } `json:"sign_in"`
	}
	if s.ask("", "GET", "/api/page", "", &page); !page.SignIn.Password {
		t.Error("the page is not told how people sign in")
	}
	token := s.token(access.Grant{Role: access.Public})
	var forbidden, absent problem.Document
	s.ask(token, "GET", "/api/accounts/users", "", &forbidden)
	s.ask(token, "GET", "/api/accounts/userz", "", &absent)
	if forbidden.Status != 404 || absent.Status != 404 || forbidden.Title != absent.Title || strings.ReplaceAll(forbidden.Detail, "users", "userz") != absent.Detail {
		t.Errorf("%+v, %+v", forbidden, absent)
	}
}
