package signin

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/texts"
)

// officeRules are what the tests' providers are asked for.
func officeRules() []ClaimRule {
	return []ClaimRule{
		{Claim: "groups", Value: "forestry", Role: access.Officer, ZoneClaim: "zone"},
		{Claim: "realm_access.roles", Value: "audit", Role: access.Auditor, Zone: AllZones},
		{Claim: "groups", Value: "chiefs", Role: access.Chief, Zone: "330523001"},
	}
}

func officeConfig(issuer string) *OIDCConfig {
	return &OIDCConfig{Issuer: issuer, ClientID: "qingshan", Scopes: []string{"openid", "profile"}, LoginClaim: "preferred_username", NameClaim: "name", Rules: officeRules(),
		Name: texts.Text{ZH: "统一身份认证", EN: "single sign-on"}, secret: "client secret"}
}

// realProvider is a certified library's provider with two users, who have claims of an office.
type realProvider struct {
	*storage.Storage
	said map[string]any
}

func (p realProvider) SetUserinfoFromRequest(ctx context.Context, info *oidc.UserInfo, token op.IDTokenRequest, scopes []string) error {
	err := p.Storage.SetUserinfoFromRequest(ctx, info, token, scopes)
	for name, value := range p.said {
		info.AppendClaims(name, value)
	}
	return err
}

func (p realProvider) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, id, subject, origin string) error {
	err := p.Storage.SetUserinfoFromToken(ctx, info, id, subject, origin)
	for name, value := range p.said {
		info.AppendClaims(name, value)
	}
	return err
}

// startProvider runs the provider for a site's way back.
func startProvider(t *testing.T, back string, said map[string]any) (issuer string) {
	t.Helper()
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	issuer = server.URL
	client := storage.WebClient("qingshan", "client secret", back)
	store := storage.NewStorageWithClients(storage.NewUserStore(issuer), map[string]*storage.Client{"qingshan": client})
	before := slog.Default()
	handler = exampleop.SetupServer(issuer, realProvider{store, said}, slog.New(slog.NewTextHandler(io.Discard, nil)), false)
	slog.SetDefault(before)
	return issuer
}

// throughProvider goes with a browser from a site to the provider, signs in there, and returns the way back.
func (b *browser) throughProvider(t *testing.T, name, password string) (back string) {
	t.Helper()
	at := b.ask("GET", OIDCPath, "").header.Get("Location")
	issuer, err := url.Parse(at)
	if err != nil || issuer.Host == "" {
		t.Fatalf("%q %v", at, err)
	}
	absolute := func(to string) string {
		u, err := issuer.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		return u.String()
	}
	form := absolute(b.ask("GET", at, "").header.Get("Location"))
	page := b.ask("GET", form, "")
	id := regexp.MustCompile(`name="id" value="([^"]*)"`).FindStringSubmatch(page.text)
	if id == nil {
		t.Fatalf("no form at %s: %d %.300s", form, page.code, page.text)
	}
	next := b.ask("POST", strings.Split(form, "?")[0], url.Values{"id": {id[1]}, "username": {name}, "password": {password}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	return b.ask("GET", absolute(next.header.Get("Location")), "").header.Get("Location")
}

// TestOIDCWithProvider signs in at a real provider, whose claims give the rights, with PKCE and the client's secret; the way back is good
// once, and a session at another browser's way back is none.
func TestOIDCWithProvider(t *testing.T) {
	s := newSite(t, func(s *site, c *Config) {
		config := officeConfig(startProvider(t, s.http.URL+OIDCCallbackPath, map[string]any{"groups": []string{"staff", "forestry"}, "zone": "330523"}))
		config.UserInfo = true // where alone this provider says what is in the profile
		c.OIDC = NewOIDC(config)
	})
	b := s.browser()
	back := b.throughProvider(t, "test-user2", "verysecure")
	stranger := s.browser()
	if got := stranger.ask("GET", back, ""); got.header.Get("Location") != s.http.URL+"/#sign_in=late" || stranger.in() {
		t.Errorf("another browser's way back: %d %v", got.code, got.header)
	}
	got := b.ask("GET", back, "")
	if got.code != http.StatusSeeOther || got.header.Get("Location") != s.http.URL+"/" {
		t.Fatalf("%d %v\n%s", got.code, got.header, s.log)
	}
	doc := b.ask("GET", "/api/session", "").text
	if !b.in() || !strings.Contains(doc, `"role":"officer","zone":"330523"`) || !strings.Contains(doc, `"Test User2"`) || !strings.Contains(doc, `"login":"test-user2"`) {
		t.Error(doc)
	}
	other := s.browser()
	other.client.Jar = b.client.Jar
	if got := other.ask("GET", back, ""); got.header.Get("Location") != s.http.URL+"/#sign_in=late" {
		t.Errorf("the way back is good twice: %v", got.header)
	}
}

// forger is a provider that signs whatever a test wants.
type forger struct {
	t         *testing.T
	http      *httptest.Server
	key       *rsa.PrivateKey
	challenge string // of the sign-in that is under way

	said     func(c map[string]any)      // changes the token's claims
	sign     func(payload []byte) string // nil for the right way
	answer   func(a map[string]any)      // changes the answer to a code
	userinfo map[string]any
	refuse   bool
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newForger(t *testing.T, key *rsa.PrivateKey) *forger {
	f := &forger{t: t, key: key}
	mux := http.NewServeMux()
	f.http = httptest.NewServer(mux)
	t.Cleanup(f.http.Close)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, 200, map[string]any{"issuer": f.http.URL, "authorization_endpoint": f.http.URL + "/auth", "token_endpoint": f.http.URL + "/token", "jwks_uri": f.http.URL + "/keys",
			"userinfo_endpoint": f.http.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, 200, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/userinfo", func(w http.ResponseWriter, _ *http.Request) { WriteJSON(w, 200, f.userinfo) })
	return f
}

// signedBy signs a payload.
func signedBy(t *testing.T, algorithm jose.SignatureAlgorithm, key any, payload []byte) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// serveTokens has the provider answer codes for sign-ins with a nonce.
func (f *forger) token(nonce string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		name, secret, _ := r.BasicAuth()
		if f.refuse || base64.RawURLEncoding.EncodeToString(sum[:]) != f.challenge || name != "qingshan" || secret != "client+secret" && secret != "client secret" || r.FormValue("code") != "code-4711" {
			WriteJSON(w, 400, map[string]string{"error": "invalid_grant"})
			return
		}
		c := map[string]any{"iss": f.http.URL, "aud": "qingshan", "sub": "4711", "nonce": nonce, "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
			"name": "李四", "preferred_username": "li.si", "groups": []string{"forestry"}, "zone": "330523"}
		if f.said != nil {
			f.said(c)
		}
		payload, err := json.Marshal(c)
		if err != nil {
			f.t.Error(err)
		}
		a := map[string]any{"access_token": "x", "token_type": "Bearer"}
		if f.sign != nil {
			a["id_token"] = f.sign(payload)
		} else {
			a["id_token"] = signedBy(f.t, jose.RS256, f.key, payload)
		}
		if f.answer != nil {
			f.answer(a)
		}
		WriteJSON(w, 200, a)
	}
}

// begun is a browser on its way, with what it has to bring back.
func (f *forger) begun(s *site) (b *browser, back url.Values) {
	f.t.Helper()
	b = s.browser()
	to, err := url.Parse(b.ask("GET", OIDCPath, "").header.Get("Location"))
	if err != nil {
		f.t.Fatal(err)
	}
	q := to.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" || q.Get("redirect_uri") != s.http.URL+OIDCCallbackPath || len(q.Get("state")) < 20 || len(q.Get("nonce")) < 20 {
		f.t.Fatalf("%v", q)
	}
	f.challenge = q.Get("code_challenge")
	handler := f.token(q.Get("nonce"))
	mux := f.http.Config.Handler
	f.http.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			handler(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
	return b, url.Values{"code": {"code-4711"}, "state": {q.Get("state")}}
}

// TestOIDCForgeries: only the token that was asked for, as it was signed, lets in; whatever else comes back is refused, and the page is told
// in which way.
func TestOIDCForgeries(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	key, otherKey := newKey(t), newKey(t)
	set := func(name string, value any) func(*forger, *site, url.Values) {
		return func(f *forger, _ *site, _ url.Values) {
			f.said = func(c map[string]any) {
				c[name] = value
				if value == nil {
					delete(c, name)
				}
			}
		}
	}
	in := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	for _, k := range []struct {
		name string
		how  string // "" for let in
		do   func(f *forger, s *site, back url.Values)
	}{
		{"nothing", "", func(*forger, *site, url.Values) {}},
		{"expired within the leeway", "", set("exp", in(-30*time.Second))},
		{"expired", failedRefused, set("exp", in(-2*time.Minute))},
		{"issued by a clock ahead", "", set("iat", in(time.Minute))},
		{"not yet valid, within the leeway", "", set("nbf", in(time.Minute))},
		{"not yet valid", failedRefused, set("nbf", in(time.Hour))},
		{"wrong audience", failedRefused, set("aud", "another")},
		{"several audiences, made for us", "", func(f *forger, _ *site, _ url.Values) {
			f.said = func(c map[string]any) { c["aud"], c["azp"] = []string{"qingshan", "another"}, "qingshan" }
		}},
		{"several audiences, for nobody in particular", failedRefused, set("aud", []string{"qingshan", "another"})},
		{"made for another", failedRefused, set("azp", "another")},
		{"wrong issuer", failedRefused, set("iss", "https://evil.example")},
		{"no issuer", failedRefused, set("iss", nil)},
		{"another nonce", failedRefused, set("nonce", "x")},
		{"no nonce", failedRefused, set("nonce", nil)},
		{"no subject", failedRefused, set("sub", "")},
		{"wrong signature", failedRefused, func(f *forger, _ *site, _ url.Values) {
			f.sign = func(p []byte) string { return signedBy(t, jose.RS256, otherKey, p) }
		}},
		{"changed after signing", failedRefused, func(f *forger, _ *site, _ url.Values) {
			f.sign = func(p []byte) string {
				parts := strings.Split(signedBy(t, jose.RS256, f.key, p), ".")
				parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(p), "330523", "33", 1)))
				return strings.Join(parts, ".")
			}
		}},
		{"not signed", failedRefused, func(f *forger, _ *site, _ url.Values) {
			f.sign = func(p []byte) string {
				return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","kid":"1"}`)) + "." + base64.RawURLEncoding.EncodeToString(p) + "."
			}
		}},
		{"signed with the client's secret", failedRefused, func(f *forger, _ *site, _ url.Values) {
			f.sign = func(p []byte) string { return signedBy(t, jose.HS256, []byte(strings.Repeat("client secret", 3)), p) }
		}},
		{"no token", failedRefused, func(f *forger, _ *site, _ url.Values) { f.answer = func(a map[string]any) { delete(a, "id_token") } }},
		{"another access token", failedRefused, set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")},
		{"revoked at the provider", failedRefused, func(f *forger, _ *site, _ url.Values) { f.refuse = true }},
		{"another code", failedRefused, func(_ *forger, _ *site, back url.Values) { back.Set("code", "x") }},
		{"another verifier", failedRefused, func(f *forger, _ *site, _ url.Values) { f.challenge = "x" }},
		{"the provider refuses", failedRefused, func(_ *forger, _ *site, back url.Values) { back.Set("error", "access_denied") }},
		{"another provider's answer", failedRefused, func(_ *forger, _ *site, back url.Values) { back.Set("iss", "https://evil.example") }},
		{"another state", failedLate, func(_ *forger, _ *site, back url.Values) { back.Set("state", "x") }},
		{"no state", failedLate, func(_ *forger, _ *site, back url.Values) { back.Del("state") }},
		{"after some time", "", func(_ *forger, s *site, _ url.Values) { s.ahead.Store(int64(pendingLasts)) }},
		{"too late", failedLate, func(_ *forger, s *site, _ url.Values) { s.ahead.Store(int64(pendingLasts + 2*time.Minute)) }},
		{"no rule fits", failedRights, set("groups", []string{"kitchen"})},
		{"no zone", failedRights, set("zone", nil)},
		{"an empty zone", failedRights, set("zone", "")},
		{"all zones by a claim", failedRights, set("zone", "*")},
		{"a zone that is none", failedRights, set("zone", "33 or 44")},
	} {
		f := newForger(t, key)
		s := newSite(t, func(_ *site, c *Config) { c.OIDC = NewOIDC(officeConfig(f.http.URL)) })
		b, back := f.begun(s)
		k.do(f, s, back)
		got := b.ask("GET", OIDCCallbackPath+"?"+back.Encode(), "")
		want := s.http.URL + "/"
		if k.how != "" {
			want += "#sign_in=" + k.how
		}
		s.ahead.Store(0)
		if got.code != http.StatusSeeOther || got.header.Get("Location") != want || b.in() != (k.how == "") {
			t.Errorf("%s: %d %q, want %q\n%s", k.name, got.code, got.header.Get("Location"), want, s.log)
		}
		if text := s.log.String(); strings.Contains(text, "client secret") || strings.Contains(text, "code-4711") || strings.Contains(text, back.Get("state")) && back.Get("state") != "x" && back.Get("state") != "" {
			t.Errorf("%s: the log has a secret: %s", k.name, text)
		}
		if users, err := s.accounts.Users(t.Context()); err != nil || (len(users) == 1) != (k.how == "") {
			t.Errorf("%s: %d users, %v", k.name, len(users), err)
		}
	}
}

// TestOIDCUserInfo: what the provider says beside the token counts if it is about the same user, and not against the token.
func TestOIDCUserInfo(t *testing.T) {
	for _, k := range []struct {
		name string
		info map[string]any
		role string // "" for refused
	}{
		{"more groups", map[string]any{"sub": "4711", "realm_access": map[string]any{"roles": []string{"audit"}}}, "auditor"},
		{"another zone", map[string]any{"sub": "4711", "zone": "44"}, `"zone":"330523"`},
		{"another user", map[string]any{"sub": "1", "groups": "forestry"}, ""},
		{"nobody", map[string]any{}, ""},
	} {
		f := newForger(t, newKey(t))
		f.userinfo = k.info
		config := officeConfig(f.http.URL)
		config.UserInfo = true
		s := newSite(t, func(_ *site, c *Config) { c.OIDC = NewOIDC(config) })
		b, back := f.begun(s)
		b.ask("GET", OIDCCallbackPath+"?"+back.Encode(), "")
		if text := b.ask("GET", "/api/session", "").text; b.in() != (k.role != "") || !strings.Contains(text, k.role) {
			t.Errorf("%s: %s", k.name, text)
		}
	}
}

// TestOIDCRightsFollow: at the next sign-in the rights are those of the claims then, and a disabled user is refused.
func TestOIDCRightsFollow(t *testing.T) {
	f := newForger(t, newKey(t))
	s := newSite(t, func(_ *site, c *Config) { c.OIDC = NewOIDC(officeConfig(f.http.URL)) })
	sign := func(groups ...string) *browser {
		f.said = func(c map[string]any) { c["groups"] = groups }
		b, back := f.begun(s)
		b.ask("GET", OIDCCallbackPath+"?"+back.Encode(), "")
		return b
	}
	first := sign("forestry", "chiefs")
	if text := first.ask("GET", "/api/session", "").text; !strings.Contains(text, "officer") || !strings.Contains(text, "330523001") {
		t.Error(text)
	}
	sign("chiefs")
	if text := first.ask("GET", "/api/session", "").text; strings.Contains(text, "officer") {
		t.Errorf("the first session has rights that are gone: %s", text)
	}
	if sign().in() || first.in() {
		t.Error("who has no group any more is in")
	}
	users, err := s.accounts.Users(t.Context())
	if err != nil || len(users) != 1 {
		t.Fatal(users, err)
	}
	if err := s.accounts.Disable(t.Context(), users[0].ID, true); err != nil || sign("forestry").in() {
		t.Error("a disabled user is in", err)
	}
}

// TestOIDCProviderIsAway: a server starts without its provider, says so to whoever signs in, and goes on when the provider is there.
func TestOIDCProviderIsAway(t *testing.T) {
	f := newForger(t, newKey(t))
	there := f.http.Config.Handler
	f.http.Config.Handler = http.NotFoundHandler()
	s := newSite(t, func(_ *site, c *Config) { c.OIDC = NewOIDC(officeConfig(f.http.URL)) })
	if got := s.browser().ask("GET", OIDCPath, ""); got.header.Get("Location") != s.http.URL+"/#sign_in="+failedUnavailable {
		t.Errorf("%d %v", got.code, got.header)
	}
	f.http.Config.Handler = there
	if got := s.browser().ask("GET", OIDCPath, ""); !strings.HasPrefix(got.header.Get("Location"), f.http.URL+"/auth?") {
		t.Errorf("%d %v", got.code, got.header)
	}
}

// TestOIDCConfig: a configuration is read with its defaults, and what is wrong with one is told with what to do.
func TestOIDCConfig(t *testing.T) {
	const good = "issuer: https://idp.example.cn/realms/x\nclient_id: q\nname: {zh: 浙政钉, en: DingTalk}\nrules: [{claim: groups, value: a, role: chief, zone_claim: zone}]\n"
	c, err := parseOIDC([]byte(good))
	if err != nil || c.Name.ZH != "浙政钉" || c.NameClaim != "name" || len(c.Scopes) != 2 {
		t.Fatal(c, err)
	}
	for text, says := range map[string]string{
		"": "EOF",
		strings.Replace(good, "rules", "rule", 1):                              "rule",
		strings.Replace(good, "https", "http", 1):                              "https://HOST",
		strings.Replace(good, "https", "ftp", 1):                               "https://HOST",
		strings.Replace(good, "chief", "king", 1):                              "king",
		strings.Replace(good, "value: a, ", "", 1):                             "claim and value",
		strings.Replace(good, ", zone_claim: zone", "", 1):                     "zone",
		strings.Replace(good, "zone_claim: zone", "zone_claim: a, zone: b", 1): "either zone or zone_claim",
		good + "scopes: [profile]\n":                                           "openid",
		good + "rules: []\n":                                                   "",
	} {
		if _, err := parseOIDC([]byte(text)); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "signin.") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := parseOIDC([]byte(strings.Replace(good, "https://idp.example.cn", "http://localhost:5556", 1))); err != nil {
		t.Errorf("a provider on this machine: %v", err)
	}
}

// TestClaims: values are found in texts, lists and objects, and nothing else is one.
func TestClaims(t *testing.T) {
	c, err := claimsOf(func(v any) error {
		return json.Unmarshal([]byte(`{"a":"x","b":["x",1,true,null,{"c":"x"}],"n":330523001,"o":{"p":{"q":["y"]}},"o.p":"z","e":"","long":"`+strings.Repeat("长", 200)+`","ctl":"a\u0000b\n"}`), v)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "[x]", "b": "[x 1 true]", "n": "[330523001]", "o.p.q": "[y]", "o.p": "[z]", "e": "[]", "nothing": "[]", "a.b": "[]", "o": "[]", "": "[]", ".": "[]"} {
		if got := fmt.Sprint(c.values(name)); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	if got := c.text("long"); len([]rune(got)) != 100 {
		t.Errorf("%d", len(got))
	}
	if got := c.text("ctl"); got != "ab" {
		t.Errorf("%q", got)
	}
}

// FuzzCallback: whatever comes back from a provider, with whatever cookie, lets nobody in and is no fault.
func FuzzCallback(f *testing.F) {
	s := newSite(f, func(_ *site, c *Config) { c.OIDC = NewOIDC(officeConfig("http://127.0.0.1:1")) })
	key, err := s.accounts.Key(f.Context(), oidcCookie)
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := newPending(time.Now()).seal(key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("code=x&state=y", sealed)
	f.Add("error=access_denied&state=", "")
	f.Add("state=%zz;&iss=a", "AAAA")
	f.Fuzz(func(t *testing.T, query, cookie string) {
		r := httptest.NewRequest("GET", "http://localhost"+OIDCCallbackPath, nil)
		r.RemoteAddr = "127.0.0.1:1"
		r.URL.RawQuery = query
		r.Header["Cookie"] = []string{oidcCookie + "=" + cookie}
		w := httptest.NewRecorder()
		s.EndOIDC(w, r)
		if w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "#sign_in=") {
			t.Errorf("%q %q: %d %v", query, cookie, w.Code, w.Header())
		}
		for _, c := range w.Result().Cookies() {
			if c.Name == sessionCookie {
				t.Errorf("%q %q begins a session", query, cookie)
			}
		}
	})
}

// FuzzClaims: no claims are a fault, and none give what the rules do not name; a zone that is not written in the rules never is all zones.
func FuzzClaims(f *testing.F) {
	f.Add(`{"groups":["forestry"],"zone":["1","2"]}`)
	f.Add(`{"groups":"forestry","zone":{"a":1},"realm_access":{"roles":"audit"}}`)
	f.Add(`{"groups":[[["forestry"]]],"zone":"*","realm_access":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := claimsOf(func(v any) error { return json.Unmarshal([]byte(text), v) })
		if err != nil {
			return
		}
		for _, g := range grants(officeRules(), c) {
			if g.Role == access.Officer && g.Zone == "" || g.Role == access.Auditor && g.Zone != "" || !g.Role.Known() {
				t.Errorf("%s gives %+v", text, g)
			}
		}
		for name := range maps.Keys(c) {
			c.text(name)
		}
	})
}
