package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// TestAttackerKeepsAccount: of answers by status, of refusals that do not say when to come again, of answers that break off, and of
// connections that the server closes though nobody read.
func TestAttackerKeepsAccount(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, _, _ := strings.Cut(r.RemoteAddr, ":"); from != attackerAddress {
			t.Errorf("an attacker from %s", from)
		}
		switch r.URL.Path {
		case "/busy":
			w.Header().Set("Retry-After", "10")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/rude":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/half":
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "half")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		case "/large":
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
			_, _ = io.WriteString(w, strings.Repeat("x", 32<<20))
		}
	}))
	srv.Start()
	defer srv.Close()
	a := newAttacker(&bench.Server{URL: srv.URL})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, path := range []string{"/", "/", "/busy", "/rude", "/half"} {
		a.together(ctx, 1, ask(path), quickly)
	}
	a.together(ctx, 2, ask("/large"), nil)
	answers, oldest := a.told()
	want := map[string]int{"200": 2, "503": 1, "503 without Retry-After": 1, "200, closed before its end": 1, "closed, not read": 2}
	if diff := cmp.Diff(want, answers); diff != "" || oldest < 100*time.Millisecond {
		t.Errorf("the oldest connection was open for %s\n%s", oldest, diff)
	}
}
