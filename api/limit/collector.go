package limit

import (
	"runtime/debug"
	"sync"
)

// tidier collects garbage earlier while costly questions are worked on: they leave as much behind as they use, which quick ones do
// not, whose time it would cost. It changes a setting of the whole program.
type tidier struct {
	percent int // of what is used; 0 for leaving the setting alone

	mu      sync.Mutex
	working int
	usual   int // the setting while nobody works
}

// begin is called before a costly question is worked on, and the function that it returns behind it.
func (t *tidier) begin() (end func()) {
	if t.percent == 0 {
		return func() {}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.working++; t.working == 1 {
		t.usual = debug.SetGCPercent(t.percent)
	}
	return t.end
}

func (t *tidier) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.working--; t.working == 0 {
		debug.SetGCPercent(t.usual)
	}
}
