package signin

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/reach"
	"github.com/qingshan-gis/qingshan/api/security"
)

// TestSession signs in, says who is in, and signs out.
func TestSession(t *testing.T) {
	s := newSite(t, nil)
	s.user("li.si")
	b := s.browser()
	if got := b.ask("GET", "/api/coverage", ""); got.code != 401 || got.header.Get("WWW-Authenticate") != `Bearer realm="Qingshan"` {
		t.Errorf("nobody: %d %v", got.code, got.header)
	}
	got := b.signIn("li.si", goodPassword)
	if got.code != 200 || got.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s", got.code, got.text)
	}
	for _, cookie := range got.header.Values("Set-Cookie") {
		if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") || !strings.Contains(cookie, "Path=/") {
			t.Error(cookie)
		}
	}
	var doc sessionDoc
	if err := json.Unmarshal([]byte(b.ask("GET", "/api/session", "").text), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Kind != access.User || doc.Login != "li.si" || doc.Name != "姓名 li.si" || len(doc.Grants) != 1 || doc.CSRF != b.csrf || doc.IdleSeconds != 7200 || doc.Expires.Before(time.Now()) {
		t.Errorf("%+v", doc)
	}
	if g := doc.Grants[0]; g.Text.ZH != "县林长办经办，责任区 330523 及其下级：公开信息、工作信息、电话与证件号、巡护轨迹原始点、内部备注" || !slices.Contains(g.Groups, "track") {
		t.Errorf("%+v", g)
	}
	if len(doc.May[access.Coverage]) != 1 || len(doc.May[access.Accounts]) != 0 || !doc.SignIn.Password || doc.SignIn.OIDC != nil {
		t.Errorf("%+v %+v", doc.May, doc.SignIn)
	}
	if !b.in() || s.browser().in() {
		t.Error("the wrong one is in")
	}
	if got := b.ask("DELETE", "/api/session", ""); got.code != 204 || b.in() {
		t.Errorf("after signing out: %d", got.code)
	}
}

// TestEndedSession: a browser whose session is over is told so, and can go on as if it had none.
func TestEndedSession(t *testing.T) {
	s := newSite(t, nil)
	u := s.user("li.si")
	b := s.browser()
	b.signIn("li.si", goodPassword)
	if err := s.accounts.EndSessions(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	if got := b.ask("GET", "/api/coverage", ""); got.code != 401 || !strings.Contains(got.text, "the session has ended") {
		t.Errorf("%d %s", got.code, got.text)
	}
	if got := b.ask("GET", "/api/session", ""); !strings.Contains(got.text, `"ended":true`) {
		t.Error(got.text)
	}
	if got := b.signIn("li.si", goodPassword); got.code != 200 || !b.in() {
		t.Errorf("%d", got.code)
	}
}

// TestNewSecret: signing in gives another session, and the one that the browser had is over, so that nobody can hand him one.
func TestNewSecret(t *testing.T) {
	s := newSite(t, nil)
	u := s.user("li.si")
	b := s.browser()
	b.signIn("li.si", goodPassword)
	first := b.csrf
	if got := b.signIn("li.si", goodPassword); got.code != 200 || b.csrf == first {
		t.Fatal(got.code)
	}
	if list, err := s.accounts.Sessions(t.Context(), u.ID); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
}

// TestForgedRequests: what another site has a browser do changes nothing, by whichever sign it is known; what is asked with a bearer token
// needs no proof.
func TestForgedRequests(t *testing.T) {
	s := newSite(t, nil)
	s.user("li.si")
	b := s.browser()
	b.signIn("li.si", goodPassword)
	for name, headers := range map[string][]string{
		"no token": {csrfHeader, ""}, "another token": {csrfHeader, csrfToken("other")}, "cross site": {"Sec-Fetch-Site", "cross-site"}, "same site": {"Sec-Fetch-Site", "same-site"},
		"another origin": {"Origin", "https://evil.example"}, "null origin": {"Origin", "null"}, "cross site with own origin": {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
	} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			if got := b.ask(method, "/api/coverage", "", headers...); got.code != 403 {
				t.Errorf("%s, %s: %d", name, method, got.code)
			}
		}
		if got := b.ask("GET", "/api/coverage", "", headers...); got.code != 200 {
			t.Errorf("%s: reading is refused: %d", name, got.code)
		}
	}
	for _, good := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", s.http.URL}, {}} {
		if got := b.ask("POST", "/api/coverage", "", good...); got.code != 200 {
			t.Errorf("%v: %d", good, got.code)
		}
	}
	_, secret, err := s.accounts.AddToken(t.Context(), "x", []access.Grant{{Role: access.Officer}}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.browser().ask("POST", "/api/coverage", "", "Authorization", "Bearer "+secret, "Sec-Fetch-Site", "cross-site"); got.code != 200 {
		t.Errorf("a bearer token: %d", got.code)
	}
	for name, headers := range map[string][]string{"cross site": {"Sec-Fetch-Site", "cross-site"}, "another origin": {"Origin", "https://evil.example"}} {
		if got := s.browser().signIn("li.si", goodPassword, headers...); got.code != 403 {
			t.Errorf("signing in, %s: %d", name, got.code)
		}
	}
	if got := s.browser().signIn("li.si", goodPassword, "Content-Type", "text/plain"); got.code != 415 {
		t.Errorf("a form: %d", got.code)
	}
}

// TestCookieNames: by https the cookie is bound to the host; on loopback it is an ordinary one; elsewhere nobody is let sign in, since the
// password would be read on its way, and neither name is taken in the other's place.
func TestCookieNames(t *testing.T) {
	s := newSite(t, nil)
	s.user("li.si")
	for _, k := range []struct {
		base, host, from, name string
		code                   int
	}{
		{"https://gis.example.cn/forest", "gis.example.cn", "10.1.2.3:1", "__Host-qingshan", 200},
		{"", "localhost:8080", "127.0.0.1:1", "qingshan", 200}, {"", "127.0.0.1:8080", "127.0.0.1:1", "qingshan", 200}, {"", "[::1]:8080", "[::1]:1", "qingshan", 200},
		{"", "gis.example.cn", "10.1.2.3:1", "", 400}, {"", "localhost", "10.1.2.3:1", "", 400}, {"", "gis.example.cn", "127.0.0.1:1", "", 400}, {"http://gis.example.cn", "gis.example.cn", "10.1.2.3:1", "", 400},
	} {
		other := New(Config{Accounts: s.accounts, BaseURL: k.base})
		r := httptest.NewRequest("POST", "http://"+k.host+"/api/session", strings.NewReader(`{"name":"li.si","password":"`+goodPassword+`"}`))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = k.from
		w := httptest.NewRecorder()
		if other.SignIn(w, r); w.Code != k.code {
			t.Errorf("%+v: %d %s", k, w.Code, w.Body)
		}
		cookies := w.Result().Cookies()
		if k.code != 200 {
			if len(cookies) > 0 {
				t.Errorf("%+v: %v", k, cookies)
			}
			continue
		}
		c := cookies[0]
		secure := strings.HasPrefix(k.name, hostPrefix)
		if c.Name != k.name || c.Secure != secure || c.Domain != "" || c.Path != "/" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("%+v: %v", k, c)
		}
		for _, name := range []string{"qingshan", "__Host-qingshan"} {
			r := httptest.NewRequest("GET", "http://"+k.host+"/", nil)
			r.RemoteAddr = k.from
			r.AddCookie(&http.Cookie{Name: name, Value: c.Value})
			v, err := other.visit(r)
			if (v.principal.Kind == access.User) != (name == k.name) || err != nil {
				t.Errorf("%+v: a cookie %s lets in %q", k, name, v.principal.Kind)
			}
		}
	}
}

// TestNoCookieThroughPlainProxy: a proxy on this machine asks from loopback, but the browser whose password it is may be anywhere.
func TestNoCookieThroughPlainProxy(t *testing.T) {
	s := newSite(t, func(_ *site, c *Config) { c.BaseURL = "" })
	s.user("li.si")
	if got := s.browser().signIn("li.si", goodPassword, "X-Forwarded-For", "10.1.2.3"); got.code != 400 || !strings.Contains(got.text, "https") {
		t.Errorf("%d %s", got.code, got.text)
	}
}

// TestOwnSessions: everybody sees and ends his own sessions, and nobody's else; another password needs the old one and ends the others.
func TestOwnSessions(t *testing.T) {
	s := newSite(t, nil)
	s.user("li.si")
	other := s.user("wang.wu")
	desk, phone, stranger := s.browser(), s.browser(), s.browser()
	desk.signIn("li.si", goodPassword)
	phone.signIn("li.si", goodPassword)
	stranger.signIn("wang.wu", goodPassword)
	var list struct {
		Sessions []struct {
			ID      string
			Current bool
		}
	}
	if err := json.Unmarshal([]byte(desk.ask("GET", "/api/sessions", "").text), &list); err != nil || len(list.Sessions) != 2 {
		t.Fatal(list, err)
	}
	foreign, err := s.accounts.Sessions(t.Context(), other.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := desk.ask("DELETE", "/api/sessions/"+foreign[0].ID, ""); got.code != 404 || !stranger.in() {
		t.Errorf("another's session: %d", got.code)
	}
	for _, one := range list.Sessions {
		if !one.Current {
			if got := desk.ask("DELETE", "/api/sessions/"+one.ID, ""); got.code != 204 {
				t.Error(got.code)
			}
		}
	}
	if phone.in() || !desk.in() {
		t.Error("the wrong session has ended")
	}
	phone.signIn("li.si", goodPassword)
	if got := desk.ask("POST", "/api/session/password", `{"old":"wrong","new":"another password"}`); got.code != 401 {
		t.Errorf("a wrong old password: %d", got.code)
	}
	if got := desk.ask("POST", "/api/session/password", `{"old":"`+goodPassword+`","new":"short"}`); got.code != 400 {
		t.Errorf("a short new password: %d", got.code)
	}
	if got := desk.ask("POST", "/api/session/password", `{"old":"`+goodPassword+`","new":"another password"}`); got.code != 200 || !desk.in() || phone.in() {
		t.Errorf("another password: %d", got.code)
	}
	if got := s.browser().signIn("li.si", "another password"); got.code != 200 {
		t.Errorf("the new password: %d", got.code)
	}
}

// TestWhoIsLetIn: what a request without a session gets, by the ways into the server.
func TestWhoIsLetIn(t *testing.T) {
	s := newSite(t, nil)
	_, secret, err := s.accounts.AddToken(t.Context(), "x", []access.Grant{{Role: access.Chief, Zone: "330523"}}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	const old = "0123456789abcdef0123"
	file := func() *security.Token { return security.NewToken(old) }
	basic := func(password string) string {
		r := httptest.NewRequest("GET", "/", nil)
		r.SetBasicAuth("x", password)
		return r.Header.Get("Authorization")
	}
	for _, k := range []struct {
		name          string
		config        Config
		authorization string
		want          string // kind and id, or a status
	}{
		{"nothing is configured", Config{}, "", "local local"},
		{"nothing is configured, a token", Config{}, "Bearer x", "local local"},
		{"a token's file", Config{Token: file()}, "", "401"},
		{"a token's file, right", Config{Token: file()}, "Bearer " + old, "token token-file"},
		{"a token's file, right, basic", Config{Token: file()}, basic(old), "token token-file"},
		{"a token's file, wrong", Config{Token: file()}, "Bearer x", "401"},
		{"tokens", Config{Accounts: s.accounts}, "", "401"},
		{"tokens, right", Config{Accounts: s.accounts}, "Bearer " + secret, "token t"},
		{"tokens, right, basic", Config{Accounts: s.accounts}, basic(secret), "token t"},
		{"tokens, wrong", Config{Accounts: s.accounts}, "Bearer " + secret + "x", "401"},
		{"tokens, and a proxy's own password", Config{Accounts: s.accounts}, basic("of the proxy"), "401"},
		{"both, one", Config{Accounts: s.accounts, Token: file()}, "Bearer " + secret, "token t"},
		{"both, other", Config{Accounts: s.accounts, Token: file()}, "Bearer " + old, "token token-file"},
		{"public", Config{Public: true}, "", "anonymous public"},
		{"public, a token", Config{Public: true}, "Bearer x", "anonymous public"},
		{"public, a token's file", Config{Public: true, Token: file()}, "", "anonymous public"},
		{"public, a token's file, wrong", Config{Public: true, Token: file()}, "Bearer x", "401"},
		{"public and tokens, a proxy's own password", Config{Public: true, Accounts: s.accounts}, basic("of the proxy"), "anonymous public"},
		{"public and tokens, right", Config{Public: true, Accounts: s.accounts}, "Bearer " + secret, "token t"},
	} {
		r := httptest.NewRequest("GET", "/api/coverage", nil)
		if k.authorization != "" {
			r.Header.Set("Authorization", k.authorization)
		}
		w := httptest.NewRecorder()
		got := ""
		New(k.config).Admit(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			p := Who(r)
			got = string(p.Kind) + " " + p.ID
		})).ServeHTTP(w, r)
		if got == "" {
			got = strings.TrimSpace(http.StatusText(w.Code))
			if w.Code == 401 {
				got = "401"
			}
		}
		if got != k.want && !(strings.HasSuffix(k.want, " t") && strings.HasPrefix(got, k.want)) {
			t.Errorf("%s: %q, want %q", k.name, got, k.want)
		}
	}
}

// TestPortal: a trusted proxy names who has signed in at it. Nobody else is believed, a name that is written twice is none, and a change
// needs the page's proof.
func TestPortal(t *testing.T) {
	s := newSite(t, nil)
	u := s.user("li.si")
	off := s.user("off")
	if err := s.accounts.Disable(t.Context(), off.ID, true); err != nil {
		t.Fatal(err)
	}
	portal := New(Config{Accounts: s.accounts, UserHeader: "X-Portal-User"})
	proxies := reach.Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.5/32")}}
	ask := func(method, from string, change func(h http.Header)) (got visit, code int) {
		r := httptest.NewRequest(method, "http://gis.example.cn/api/coverage", nil)
		r.RemoteAddr = from + ":1"
		change(r.Header)
		w := httptest.NewRecorder()
		proxies.Find(portal.Admit(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = visitOf(r) }))).ServeHTTP(w, r)
		return got, w.Code
	}
	named := func(names ...string) func(h http.Header) { return func(h http.Header) { h["X-Portal-User"] = names } }
	for _, k := range []struct {
		from  string
		names []string
		in    bool
	}{
		{"10.0.0.5", []string{"li.si"}, true}, {"10.0.0.5", []string{"LI.SI"}, true}, {"10.0.0.6", []string{"li.si"}, false}, {"127.0.0.1", []string{"li.si"}, false},
		{"10.0.0.5", nil, false}, {"10.0.0.5", []string{""}, false}, {"10.0.0.5", []string{"off"}, false}, {"10.0.0.5", []string{"nobody"}, false}, {"10.0.0.5", []string{"li.si", "li.si"}, false},
		{"10.0.0.5", []string{"ｌｉ.si"}, false}, {"10.0.0.5", []string{"li.si "}, false}, {"10.0.0.5", []string{"\u2113i.si"}, false},
	} {
		if got, code := ask("GET", k.from, named(k.names...)); (got.principal.ID == u.ID) != k.in || code != 200 {
			t.Errorf("%+v: %+v %d", k, got, code)
		}
	}
	first, _ := ask("GET", "10.0.0.5", named("li.si"))
	for proof, want := range map[string]int{"": 403, "x": 403, first.proof: 200} {
		_, code := ask("POST", "10.0.0.5", func(h http.Header) { named("li.si")(h); h.Set(csrfHeader, proof) })
		if code != want {
			t.Errorf("a change with proof %q: %d", proof, code)
		}
	}
	if err := s.accounts.Disable(t.Context(), u.ID, true); err != nil {
		t.Fatal(err)
	}
	if got, _ := ask("GET", "10.0.0.5", named("li.si")); got.principal.ID != "" {
		t.Errorf("a disabled user is let in: %+v", got)
	}
}

// TestDoorsStayShut: a server that has had users does not open again when the last one is removed.
func TestDoorsStayShut(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser()
	if got := b.ask("GET", "/api/coverage", ""); got.code != 200 || !strings.Contains(got.text, `"local"`) && !strings.Contains(got.text, "local") {
		t.Fatalf("an open server: %d %s", got.code, got.text)
	}
	u := s.user("li.si")
	if b.in() {
		t.Error("it is open with a user")
	}
	if err := s.accounts.Remove(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	if b.in() {
		t.Error("it is open again")
	}
	if !s.Guarded() {
		t.Error("its answers may be kept for all")
	}
}

// TestDoorsAreShutFromTheStart: users that there were when a server began keep it shut, though they are removed before anybody asks.
func TestDoorsAreShutFromTheStart(t *testing.T) {
	s := newSite(t, nil)
	u := s.user("li.si")
	began := New(Config{Accounts: s.accounts})
	if err := s.accounts.Remove(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	if !began.Guarded() {
		t.Error("a server that began with a user is open")
	}
}

// TestDisabledUserIsOut: what an administrator takes away is gone with the next request.
func TestDisabledUserIsOut(t *testing.T) {
	s := newSite(t, nil)
	u := s.user("li.si")
	b := s.browser()
	b.signIn("li.si", goodPassword)
	if err := s.accounts.RevokeGrant(t.Context(), u.ID, u.Grants[0].ID); err != nil {
		t.Fatal(err)
	}
	if b.in() {
		t.Error("a revoked grant counts")
	}
	if _, err := s.accounts.AddGrant(t.Context(), u.ID, access.Grant{Role: access.Chief, Zone: "1"}); err != nil || !b.in() {
		t.Error("a new grant does not count", err)
	}
	if err := s.accounts.Disable(t.Context(), u.ID, true); err != nil || b.in() {
		t.Error("a disabled user is in", err)
	}
	if got := b.signIn("li.si", goodPassword); got.code != 401 || !strings.Contains(got.text, accounts.ErrWrongPassword.Error()) {
		t.Errorf("%d %s", got.code, got.text)
	}
}

// FuzzProofs: no header and no cookie but the right ones lets in or is a fault.
func FuzzProofs(f *testing.F) {
	s := newSite(f, nil)
	s.user("li.si")
	for _, seed := range [][2]string{{"Bearer x", "qingshan=x"}, {"Basic !", "qingshan=; qingshan=a"}, {"Bearer qs_" + strings.Repeat("A", 43), "qingshan=" + strings.Repeat("A", 43)},
		{"", "qingshan-known=a.b; __Host-qingshan=x"}, {"bearer", "=;=;"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, authorization, cookie string) {
		r := httptest.NewRequest("GET", "/api/coverage", nil)
		r.Header["Authorization"], r.Header["Cookie"] = []string{authorization}, []string{cookie}
		w := httptest.NewRecorder()
		s.Admit(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if p := Who(r); p.Kind != access.Anonymous || len(p.Grants) > 0 {
				t.Errorf("%q %q lets in %+v", authorization, cookie, p)
			}
		})).ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%q %q: %d", authorization, cookie, w.Code)
		}
		if id := s.marked(r, "li.si"); id != "" {
			t.Errorf("%q is a mark", cookie)
		}
	})
}

// BenchmarkAdmit is what a request pays for being asked who asks, and for his rights.
func BenchmarkAdmit(b *testing.B) {
	s := newSite(b, nil)
	s.user("li.si")
	br := s.browser()
	br.signIn("li.si", goodPassword)
	secret := br.client.Jar.Cookies(&url.URL{Scheme: "http", Host: strings.TrimPrefix(s.http.URL, "http://"), Path: "/"})
	_, token, err := s.accounts.AddToken(b.Context(), "x", []access.Grant{{Role: access.Officer, Zone: "330523"}}, time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	for _, how := range []string{"nobody", "session", "token"} {
		b.Run(how, func(b *testing.B) {
			r := httptest.NewRequest("GET", s.http.URL+"/api/coverage", nil)
			r.RemoteAddr = "127.0.0.1:1"
			switch how {
			case "session":
				for _, c := range secret {
					r.AddCookie(c)
				}
			case "token":
				r.Header.Set("Authorization", "Bearer "+token)
			}
			asked := false
			h := s.Admit(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				asked = !Who(r).Scope(access.Reading(access.Map), time.Now()).Empty()
			}))
			w := httptest.NewRecorder()
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(w, r)
			}
			if asked == (how == "nobody") {
				b.Error("the wrong one is in")
			}
		})
	}
}
