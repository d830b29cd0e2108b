package limit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// newMeterOf is a meter of one request in a time, without the rounding of rates.
func newMeterOf(every time.Duration) *Meter {
	m := newMeter("x", "x", 1)
	m.every = every
	return m
}

// TestMeterIsABucket: what is let through is what a bucket of ten seconds' worth lets through that fills at the rate, counted in whole
// requests, and what is left and when it is full again are the bucket's.
func TestMeterIsABucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		every := time.Duration(rapid.IntRange(1, 1000).Draw(t, "every, ms")) * time.Millisecond
		m := newMeterOf(every)
		quota := int64(window / every)
		var now, level time.Duration // how much of the bucket is used, as time
		for range rapid.IntRange(1, 200).Draw(t, "requests") {
			pause := time.Duration(rapid.Int64Range(0, 3*int64(every)).Draw(t, "pause"))
			if rapid.IntRange(0, 20).Draw(t, "long") == 0 {
				pause *= 100
			}
			now += pause
			level = max(0, level-pause)
			fits := level+every <= window
			got := m.take(clientAt(1), now)
			if fits != (got.wait <= 0) {
				t.Fatalf("at %s with %s used of %s: %+v", now, level, window, got)
			}
			if fits {
				level += every
				if left := (window - level) / every; int64(got.left) != int64(left) || got.full != level {
					t.Fatalf("at %s: %+v, left %d of %d, full in %s", now, got, left, quota, level)
				}
			} else if again := newMeterOf(every).take(clientAt(1), now); again.wait > 0 {
				t.Fatal("a meter that counted nothing refuses")
			} else if level-got.wait+every != window {
				t.Fatalf("behind %s it would not fit just so: %s used", got.wait, level)
			}
		}
	})
}

// TestMeterRemembersFew: as many clients as come, a bounded number is remembered, and one that keeps asking is not forgotten.
func TestMeterRemembersFew(t *testing.T) {
	m := newMeter("x", "x", 0.1)
	busy := clientAt(7)
	if m.take(busy, 0).wait > 0 {
		t.Fatal("the first request is refused")
	}
	for i := range 400_000 {
		at := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		m.take(At(at), 0)
	}
	kept := 0
	for i := range m.shards {
		kept += len(m.shards[i].due) + len(m.shards[i].old)
	}
	if most := 2 * shardClients * len(m.shards); kept > most || kept < most/2 {
		t.Errorf("%d clients are remembered; at most %d are to be", kept, most)
	}
}

// askedBy is a request of a principal from an address.
func askedBy(p access.Principal, remote string) *http.Request {
	r := httptest.NewRequest("GET", "/api/coverage", nil)
	r.RemoteAddr = remote
	return r.WithContext(access.WithAsked(r.Context(), p, scope.Everything()))
}

// TestMetered: headers say what is left, what is too much is 429 before any work, and users behind one address have a quota each.
func TestMetered(t *testing.T) {
	m := newMeter("questions", "questions", 0.5) // five in ten seconds
	worked := 0
	h := m.Metered(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { worked++ }))
	ask := func(r *http.Request) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	const office = "203.0.113.7:1"
	user := func(id string, kind access.Kind) access.Principal { return access.Principal{Kind: kind, ID: id} }
	for i := range 5 {
		w := ask(askedBy(user("a", access.User), office))
		if left := fmt.Sprintf(`"questions";r=%d;t=`, 4-i); w.Code != 200 || w.Header().Get("RateLimit-Policy") != `"questions";q=5;w=10` || !strings.HasPrefix(w.Header().Get("RateLimit"), left) {
			t.Errorf("request %d: %d %v", i, w.Code, w.Header())
		}
	}
	w := ask(askedBy(user("a", access.User), office))
	if n, err := strconv.Atoi(w.Header().Get("Retry-After")); w.Code != http.StatusTooManyRequests || err != nil || n < 1 || n > 3 || worked != 5 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
		t.Errorf("one more: %d %v %s, %d were worked on", w.Code, w.Header(), w.Body, worked)
	}
	if w := ask(askedBy(user("a", access.User), "198.51.100.9:1")); w.Code != http.StatusTooManyRequests {
		t.Errorf("the same user from elsewhere: %d", w.Code)
	}
	for what, r := range map[string]*http.Request{"another user at the address": askedBy(user("b", access.User), office), "a token of the same id": askedBy(user("a", access.Token), office), "nobody at the address": askedBy(access.PublicReader(), office)} {
		if w := ask(r); w.Code != 200 {
			t.Errorf("%s: %d", what, w.Code)
		}
	}
	for range 100 {
		if w := ask(askedBy(access.AtTheMachine(), "127.0.0.1:1")); w.Code != 200 || w.Header().Get("RateLimit") != "" {
			t.Fatalf("at the machine: %d %v", w.Code, w.Header())
		}
	}
}

// TestCostlyTurnsAreMetered: the gate for what takes long counts by the meter, with an error that says how long to wait.
func TestCostlyTurnsAreMetered(t *testing.T) {
	b := New(Limits{CostlyRate: 0.2}, nil, nil)
	r := askedBy(access.PublicReader(), "203.0.113.7:1")
	for i := range 3 {
		_, leave, err := b.Enter(r.Context(), r, true)
		if i < 2 && err != nil || i == 2 && err == nil {
			t.Errorf("question %d: %v", i, err)
		}
		if leave != nil {
			leave()
		}
	}
	if _, leave, err := b.Enter(r.Context(), r, false); err != nil {
		t.Errorf("a quick one: %v", err)
	} else {
		leave()
	}
}

// BenchmarkMetered is what a request costs that is counted.
func BenchmarkMetered(b *testing.B) {
	m := newMeter("tiles", "tiles", 1e9)
	h := m.Metered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	b.Run("one client", func(b *testing.B) {
		w, r := httptest.NewRecorder(), askedBy(access.Principal{Kind: access.User, ID: "a"}, "203.0.113.7:1")
		for b.Loop() {
			h.ServeHTTP(w, r)
		}
	})
	b.Run("many at once", func(b *testing.B) {
		var n sync.Mutex
		next := byte(0)
		b.RunParallel(func(pb *testing.PB) {
			n.Lock()
			next++
			w, r := httptest.NewRecorder(), askedBy(access.PublicReader(), fmt.Sprintf("203.0.113.%d:1", next))
			n.Unlock()
			for pb.Next() {
				h.ServeHTTP(w, r)
			}
		})
	})
	b.Run("no meter", func(b *testing.B) {
		h := (*Meter)(nil).Metered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		w, r := httptest.NewRecorder(), askedBy(access.PublicReader(), "203.0.113.7:1")
		for b.Loop() {
			h.ServeHTTP(w, r)
		}
	})
}
