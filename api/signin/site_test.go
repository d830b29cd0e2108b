package signin

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/security"
)

const goodPassword = "correct horse battery"

// logged is a log that several requests write at once.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// site is a server with accounts, the service in front of one question, which tells who asks.
type site struct {
	*Service
	t        testing.TB
	http     *httptest.Server
	accounts *accounts.Store
	log      *logged
	ahead    atomic.Int64 // of the machine's clock, in nanoseconds
}

func (s *site) now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// newSite makes a site; change changes its configuration, once its address is known.
func newSite(t testing.TB, change func(s *site, c *Config)) *site {
	t.Helper()
	s := &site{t: t, log: &logged{}}
	store, err := accounts.Open(t.Context(), filepath.Join(t.TempDir(), "access.db"), accounts.Options{Now: s.now, Hashing: accounts.Hashing{KiB: 64, Passes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s.accounts = store
	mux := http.NewServeMux()
	s.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.Admit(mux).ServeHTTP(w, r) }))
	t.Cleanup(s.http.Close)
	log := slog.New(slog.NewTextHandler(s.log, nil))
	denied := security.NewDenied()
	c := Config{Accounts: store, BaseURL: s.http.URL, Log: log, Denied: denied, Refusals: security.NewRefusals(log, denied), Now: s.now}
	if change != nil {
		change(s, &c)
	}
	s.Service = New(c)
	mux.HandleFunc("GET /api/session", s.Session)
	mux.HandleFunc("POST /api/session", s.SignIn)
	mux.HandleFunc("DELETE /api/session", s.SignOut)
	mux.HandleFunc("POST /api/session/password", s.ChangePassword)
	mux.HandleFunc("GET /api/sessions", s.Sessions)
	mux.HandleFunc("DELETE /api/sessions/{id}", s.EndSession)
	mux.HandleFunc("GET "+OIDCPath, s.BeginOIDC)
	mux.HandleFunc("GET "+OIDCCallbackPath, s.EndOIDC)
	mux.HandleFunc("/api/coverage", func(w http.ResponseWriter, r *http.Request) {
		p := Who(r)
		if len(p.Grants) == 0 {
			s.AskWho(w, r)
			return
		}
		WriteJSON(w, http.StatusOK, p)
	})
	return s
}

// user adds a user with a password.
func (s *site) user(login string, grants ...access.Grant) accounts.User {
	s.t.Helper()
	if grants == nil {
		grants = []access.Grant{{Role: access.Officer, Zone: "330523"}}
	}
	u, err := s.accounts.AddUser(s.t.Context(), accounts.NewUser{Login: login, Name: "姓名 " + login, Password: goodPassword, Grants: grants})
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// browser is a browser with cookies that asks a site.
type browser struct {
	*site
	client *http.Client
	csrf   string
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, ""}
}

// answer is what came of a request.
type answer struct {
	code   int
	header http.Header
	text   string
}

func (b *browser) ask(method, path, body string, headers ...string) answer {
	b.t.Helper()
	if !strings.Contains(path, "://") {
		path = b.http.URL + path
	}
	r, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if b.csrf != "" {
		r.Header.Set(csrfHeader, b.csrf)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	got, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, string(text)}
}

// signIn signs in and keeps the page's token.
func (b *browser) signIn(login, password string, headers ...string) answer {
	b.t.Helper()
	body, err := json.Marshal(credentials{login, password})
	if err != nil {
		b.t.Fatal(err)
	}
	got := b.ask("POST", "/api/session", string(body), headers...)
	b.csrf = ""
	if got.code == http.StatusOK {
		var doc sessionDoc
		if err := json.Unmarshal([]byte(got.text), &doc); err != nil || doc.CSRF == "" {
			b.t.Fatal(err, got.text)
		}
		b.csrf = doc.CSRF
	}
	return got
}

// in tells whether the browser is let in.
func (b *browser) in() bool { return b.ask("GET", "/api/coverage", "").code == http.StatusOK }
