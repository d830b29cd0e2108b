package signin

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// throttle has whoever signs in wrongly wait, longer each time. Safe for concurrent use.
type throttle struct {
	now   func() time.Time
	lines *rate.Limiter // of the log

	mu         sync.Mutex
	all        int
	young, old map[string]*tries
}

// tries are wrong passwords for one name, from one address, or in one browser.
type tries struct {
	count int
	until time.Time // before which no other one is looked at
	last  time.Time
}

// allowance is how many wrong passwords there may be before one waits.
type allowance struct {
	key  string
	free int
}

const (
	// Free wrong passwords: of one person who mistypes, and of an office behind one address.
	freeByName, freeByAddress, freeByBrowser = 5, 20, 5
	// shortestWait is doubled with every further one, up to longestWait.
	shortestWait, longestWait = time.Second, time.Minute
	// forgottenAfter is when wrong passwords do not count any more.
	forgottenAfter = 15 * time.Minute
	// mostTries bounds what is remembered: so many young ones, and as many old ones that go next.
	mostTries = 16384
)

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, lines: rate.NewLimiter(rate.Every(10*time.Second), 10), young: map[string]*tries{}}
}

// begin counts a try as a wrong one, and tells how long its sender has to wait instead, which is not counted. A try counts before its
// password is looked at, so that many at once are no way around.
func (t *throttle) begin(of []allowance) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, a := range of {
		wait = max(wait, t.known(a.key).until.Sub(now))
	}
	if wait > 0 {
		return wait
	}
	for _, a := range of {
		one := t.of(a.key, now)
		one.count++
		one.last = now
		if over := one.count - a.free; over >= 0 {
			one.until = now.Add(min(shortestWait<<min(over, 10), longestWait))
		}
	}
	return 0
}

// right forgets the wrong tries for a name or browser, which its owner has now shown to be his; an address loses the one that was counted,
// since whoever guesses may have a password of his own.
func (t *throttle) right(of []allowance) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, a := range of {
		one := t.of(a.key, now)
		if a.free == freeByAddress {
			one.count = max(0, one.count-1)
		} else {
			one.count = 0
		}
		if one.count < a.free {
			one.until = time.Time{}
		}
	}
}

// undo takes back a try whose password was not looked at.
func (t *throttle) undo(of []allowance) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, a := range of {
		one := t.of(a.key, now)
		one.count = max(0, one.count-1)
		if one.count < a.free {
			one.until = time.Time{}
		}
		if one.count == 0 {
			delete(t.young, a.key)
			delete(t.old, a.key)
		}
	}
}

// wrong counts all that were wrong, and tells whether the log should have a line about this one.
func (t *throttle) wrong() (all int, tell bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all++
	return t.all, t.lines.Allow()
}

// known is what is remembered under a key, as it was. Who is only asked to wait is not written down, nor is he by [throttle.undo]: else a
// flood of names, for none of which a password is looked at, would push out what others have to wait for.
func (t *throttle) known(key string) tries {
	for _, all := range []map[string]*tries{t.young, t.old} {
		if one := all[key]; one != nil {
			return *one
		}
	}
	return tries{}
}

// of is what is remembered under a key, written down if nothing is. When there is much, what has not come again since is forgotten.
func (t *throttle) of(key string, now time.Time) *tries {
	one := t.young[key]
	if one == nil {
		if one = t.old[key]; one == nil {
			one = &tries{}
		}
		if len(t.young) >= mostTries {
			t.young, t.old = map[string]*tries{}, t.young
		}
		t.young[key] = one
	}
	if now.Sub(one.last) > forgottenAfter {
		*one = tries{}
	}
	return one
}
