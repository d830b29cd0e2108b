package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// endless is an answer that never comes about, made by workers; it counts those that are at work.
func (s *Server) endless(atWork *atomic.Int32) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.bounds.Reply(w, r, func(ctx context.Context, _ *limit.Reply) error {
			ctx, leave, err := s.bounds.Enter(ctx, r, true)
			if err != nil {
				return err
			}
			defer leave()
			return parallel.Each(ctx, 1<<30, 8, func() (struct{}, error) { atWork.Add(1); return struct{}{}, nil }, func(struct{}) { atWork.Add(-1) },
				func(struct{}, int) error { time.Sleep(time.Millisecond); return nil })
		})
	})
}

func askOf(h http.Handler, path, remote string) *httptest.ResponseRecorder {
	w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
	r.RemoteAddr = remote
	h.ServeHTTP(w, r)
	return w
}

// refusal reads a problem document that asks to come again.
func refusal(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var p problem.Document
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Fatalf("%d, Retry-After %q: %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
	return p.Detail
}

// TestWorkEndsAtItsDeadline: the answer is a refusal, the workers have ended by then, and the slot is free.
func TestWorkEndsAtItsDeadline(t *testing.T) {
	s := limited(t, limit.Limits{Timeout: 50 * time.Millisecond})
	var atWork atomic.Int32
	if detail := refusal(t, askOf(s.endless(&atWork), "/", "203.0.113.1:1")); !strings.Contains(detail, "longer than") {
		t.Error(detail)
	}
	if n := atWork.Load(); n != 0 {
		t.Errorf("%d workers go on", n)
	}
	until(t, s.bounds.Costly, 0, 0)
}

// TestWorkEndsWhenTheClientGoes: nobody's answer is made no further.
func TestWorkEndsWhenTheClientGoes(t *testing.T) {
	s := limited(t, limit.Limits{})
	var atWork atomic.Int32
	srv := httptest.NewServer(s.endless(&atWork))
	defer srv.Close()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, "GET", srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() {
		_, err := srv.Client().Do(r)
		gone <- err
	}()
	until(t, s.bounds.Costly, 1, 0)
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	until(t, s.bounds.Costly, 0, 0)
	if n := atWork.Load(); n != 0 {
		t.Errorf("%d workers go on", n)
	}
}

// TestBusyServerRefuses: one address fills its share and is refused at once; another is served, cheap questions are answered, and the
// metrics say so.
func TestBusyServerRefuses(t *testing.T) {
	s := limited(t, limit.Limits{})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	const one, other = "203.0.113.1:1", "203.0.113.2:1"
	if w := askOf(s, "/api/coverage", other); w.Code != 200 { // and is kept
		t.Fatal(w.Body)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	size := s.bounds.Costly.GateSize
	ended := make(chan struct{})
	for range size.Share + size.LineShare {
		go func() {
			defer func() { ended <- struct{}{} }()
			if leave, err := s.bounds.Costly.Enter(ctx, address(1)); err == nil {
				<-ctx.Done()
				leave()
			}
		}()
	}
	until(t, s.bounds.Costly, size.Share, size.LineShare)
	if detail := refusal(t, askOf(s, "/api/gaps", one)); !strings.Contains(detail, "this address") {
		t.Error(detail)
	}
	for path, remote := range map[string]string{"/api/gaps": other, "/api/coverage": one, "/api/responsible?lon=119.5&lat=30.5": one, "/healthz": one, "/tiles/zones/3/6/3.mvt": one} {
		if w := askOf(s, path, remote); w.Code >= 300 {
			t.Errorf("%s from %s: %d %s", path, remote, w.Code, w.Body)
		}
	}
	text := askOf(s, "/metrics", other).Body.String()
	for _, line := range []string{`qingshan_refused_total{kind="costly"} 1`, `qingshan_questions{kind="costly",state="waiting"} 64`, `qingshan_questions{kind="quick",state="working"} 0`} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("the metrics lack %s", line)
		}
	}
	cancel()
	for range size.Share + size.LineShare {
		<-ended
	}
	until(t, s.bounds.Costly, 0, 0)
}

// TestFailedAnswersAreProblems: an error behind the first row is told by the status, and nothing of the half answer is sent.
func TestFailedAnswersAreProblems(t *testing.T) {
	s := limited(t, limit.Limits{})
	for _, packs := range []string{"", "gzip"} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", packs)
		s.bounds.Reply(w, r, func(_ context.Context, out *limit.Reply) error {
			out.Header.Set("Content-Disposition", "attachment")
			return out.WriteText(func(w io.Writer) error {
				if _, err := io.WriteString(w, strings.Repeat("row\n", 1<<20)); err != nil {
					return err
				}
				return errors.New("the disk has gone")
			})
		})
		if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get("Content-Encoding")+w.Header().Get("Content-Disposition") != "" ||
			strings.Contains(w.Body.String(), "row") {
			t.Errorf("%d %v: %.200s", w.Code, w.Header(), w.Body)
		}
	}
	if !s.bounds.Idle() {
		t.Error("the spool's bounds are not whole again")
	}
}

// TestLongQueriesAreRefused names the limit.
func TestLongQueriesAreRefused(t *testing.T) {
	s := limited(t, limit.Limits{})
	w := askOf(s, "/api/coverage?zone="+strings.Repeat("9", limit.MaxQuery), "203.0.113.1:1")
	if w.Code != http.StatusRequestURITooLong || !strings.Contains(w.Body.String(), "it can have 4096") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
