package limit

import (
	"fmt"
	"hash/maphash"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/qingshan-gis/qingshan/api/problem"
)

// RateError is a refusal of who asks more often than he may, with how long to wait.
type RateError struct {
	Wait time.Duration
	what string
}

func (e *RateError) Error() string {
	return fmt.Sprintf("too many %s were asked for; ask again in %d s", e.what, Seconds(e.Wait))
}

// Seconds is a time in whole seconds, rounded up, as Retry-After has it.
func Seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// window is the time over which a rate is held: a client may ask for as much at once.
const window = 10 * time.Second

// Meter bounds how often each client asks for something, by the generic cell rate algorithm (ITU-T I.371): of a client it remembers
// one time. The clients of this machine itself are not bounded. A nil Meter bounds nobody. Safe for concurrent use.
type Meter struct {
	Refused prometheus.Counter // may be nil

	name, what string
	every      time.Duration // between two requests in the long run
	policy     []string      // the header that says so
	seed       maphash.Seed
	began      time.Time
	shards     [64]meterShard // each has its lock, so that tiles do not wait for one another
}

type meterShard struct {
	mu sync.Mutex
	// due is when, since the meter began, a client has its full quota again. Clients lie in two generations: where there are many, those
	// that have not come again since are forgotten.
	due, old map[Client]time.Duration
	_        [40]byte // so that two shards do not share a line of a processor's cache
}

// shardClients bounds the clients of a generation of a shard.
const shardClients = 1024

// newMeter makes a meter of so many requests a second for each client, under a name in headers and a word in refusals; nil for 0.
func newMeter(name, what string, perSecond float64) *Meter {
	if perSecond <= 0 {
		return nil
	}
	m := &Meter{name: name, what: what, every: max(1, time.Duration(float64(time.Second)/perSecond)), seed: maphash.MakeSeed(), began: time.Now()}
	m.policy = []string{fmt.Sprintf("%q;q=%d;w=%d", name, m.quota(), int(window.Seconds()))}
	for i := range m.shards {
		m.shards[i].due = map[Client]time.Duration{}
	}
	return m
}

// quota is how much a client may ask for in the window.
func (m *Meter) quota() int { return max(1, int(window/m.every)) }

// turn is what a client has left behind a request.
type turn struct {
	left int
	full time.Duration // until it has its whole quota again
	wait time.Duration // above 0 for a request that is refused
}

// take counts a request of a client at a time.
func (m *Meter) take(c Client, now time.Duration) turn {
	s := &m.shards[maphash.Comparable(m.seed, c)%uint64(len(m.shards))]
	bound := max(window, m.every) // one request is always let through
	s.mu.Lock()
	defer s.mu.Unlock()
	due, young := s.due[c]
	if !young {
		due = s.old[c]
	}
	next := max(due, now) + m.every
	if next-now > bound {
		return turn{full: due - now, wait: next - now - bound}
	}
	if !young && len(s.due) == shardClients {
		s.due, s.old = make(map[Client]time.Duration, shardClients), s.due
	}
	s.due[c] = next
	return turn{left: int((bound - (next - now)) / m.every), full: next - now}
}

// Take counts a request that no answer's headers tell of. The error is a [RateError].
func (m *Meter) Take(c Client) error {
	if m == nil || c.here() {
		return nil
	}
	t := m.take(c, time.Since(m.began))
	if t.wait > 0 {
		m.refused()
		return &RateError{t.wait, m.what}
	}
	return nil
}

func (m *Meter) refused() {
	if m.Refused != nil {
		m.Refused.Inc()
	}
}

// Metered counts requests, tells clients what they have left, in the fields of the IETF's draft "RateLimit header fields for HTTP" as
// of its version 10 (RateLimit-Policy, RateLimit), and refuses with 429 what is too much, before any work.
func (m *Meter) Metered(next http.Handler) http.Handler {
	if m == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := Asking(r)
		if c.here() {
			next.ServeHTTP(w, r)
			return
		}
		t := m.take(c, time.Since(m.began))
		h := w.Header()
		h["Ratelimit-Policy"], h["Ratelimit"] = m.policy, []string{m.tell(t)}
		if t.wait > 0 {
			m.refused()
			h.Set("Retry-After", strconv.Itoa(Seconds(t.wait)))
			problem.Write(w, http.StatusTooManyRequests, (&RateError{t.wait, m.what}).Error())
			return
		}
		next.ServeHTTP(w, r)
	})
}

// tell writes a RateLimit field.
func (m *Meter) tell(t turn) string {
	b := make([]byte, 0, 48)
	b = append(append(append(b, '"'), m.name...), `";r=`...)
	b = strconv.AppendInt(b, int64(t.left), 10)
	b = append(b, ";t="...)
	return string(strconv.AppendInt(b, int64(Seconds(t.full)), 10))
}
