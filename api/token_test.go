package api

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/qingshan-gis/qingshan/api/security"
)

const rightToken, wrongToken = "0123456789abcdef0123", "wrong-wrong-wrong-wrong"

// giving asks with a token, from an address.
func giving(s *Server, token, address string, forwarded ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/api/page", nil)
	r.RemoteAddr = address
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// TestWrongTokensAreSlowedDown: whoever gives many wrong tokens is asked to wait; the right one passes from the same address all the
// same, requests without any are asked for one, and other addresses are not concerned.
func TestWrongTokensAreSlowedDown(t *testing.T) {
	s := New(Config{Store: noStore{}, Token: rightToken})
	const office = "10.1.2.3:1000"
	for i := range security.WrongBurst {
		if w := giving(s, wrongToken, office); w.Code != http.StatusUnauthorized {
			t.Fatalf("wrong token %d: %d", i, w.Code)
		}
	}
	told := 0
	for range 5 * security.WrongBurst { // a slow machine may let one more through
		w := giving(s, wrongToken, office)
		if w.Code != http.StatusTooManyRequests {
			continue
		}
		if n, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || n < 1 || n > int(security.WrongEvery.Seconds())+1 {
			t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
		}
		told++
	}
	if told == 0 {
		t.Error("nobody was asked to wait")
	}
	for address, want := range map[string]map[string]int{office: {rightToken: 200, "": 401}, "10.1.2.4:1000": {wrongToken: 401, rightToken: 200}} {
		for token, code := range want {
			if w := giving(s, token, address); w.Code != code {
				t.Errorf("%s: %d, want %d", address, w.Code, code)
			}
		}
	}
	r := httptest.NewRequest("GET", "/metrics", nil)
	r.Header.Set("Authorization", "Bearer "+rightToken)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	for why, n := range map[string]int{"token": 6*security.WrongBurst + 1, "throttled": told} {
		if !strings.Contains(w.Body.String(), fmt.Sprintf("qingshan_denied_total{why=%q} %d\n", why, n)) {
			t.Errorf("%s is not counted as %d", why, n)
		}
	}
}

// TestWrongTokensAreLogged: the log names addresses and counts, no token, and has an end to its lines.
func TestWrongTokensAreLogged(t *testing.T) {
	var text bytes.Buffer
	s := New(Config{Store: noStore{}, Token: rightToken, Log: slog.New(slog.NewTextHandler(&text, nil))})
	for i := range 20 * security.LinesBurst {
		giving(s, wrongToken, fmt.Sprintf("10.1.2.%d:99", i%8))
	}
	log := text.String()
	if !strings.Contains(log, "address=10.1.2.1 from_address=2") || strings.Contains(log, wrongToken) || strings.Contains(log, rightToken) {
		t.Error(log)
	}
	if n := strings.Count(log, "\n"); n < security.LinesBurst || n > 2*security.LinesBurst {
		t.Errorf("%d lines", n)
	}
}

// TestTokenIsRenewed: a token can be changed while clients ask; the old one is refused from then on, and it cannot be taken away.
func TestTokenIsRenewed(t *testing.T) {
	s := New(Config{Store: noStore{}, Token: rightToken})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				giving(s, rightToken, "10.1.2.3:1")
			}
		})
	}
	const next = "another-token-of-mine"
	s.SetToken(next)
	wg.Wait()
	s.SetToken("")
	for token, want := range map[string]int{next: 200, rightToken: 401, "": 401} {
		if w := giving(s, token, "10.9.9.9:1"); w.Code != want {
			t.Errorf("%q: %d, want %d", token, w.Code, want)
		}
	}
	open := New(Config{Store: noStore{}})
	open.SetToken(next)
	if w := giving(open, "", "10.1.2.3:1"); w.Code != 200 {
		t.Errorf("an open server: %d", w.Code)
	}
}

// TestTokenSchemes: the token is taken by either scheme, however its name is written, and by nothing else.
func TestTokenSchemes(t *testing.T) {
	const token = "0123456789abcdef0123"
	s := New(Config{Store: noStore{}, Token: token})
	for header, want := range map[string]int{
		"Bearer " + token: 200, "bearer " + token: 200, "BEARER  " + token: 200, "bEaReR " + token + " ": 200,
		"Basic dTowMTIzNDU2Nzg5YWJjZGVmMDEyMw==": 200, "basic OjAxMjM0NTY3ODlhYmNkZWYwMTIz": 200,
		"": 401, token: 401, "Bearer": 401, "Bearer ": 401, "Bearer" + token: 401, "Bearer x" + token: 401, "Token " + token: 401, "bearer Bearer " + token: 401, "Basic " + token: 401,
	} {
		r := httptest.NewRequest("GET", "/api/page", nil)
		r.Header.Set("Authorization", header)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%q: %d, want %d", header, w.Code, want)
		}
	}
}
