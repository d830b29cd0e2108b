package faults

import (
	"context"
	"sync"
	"time"
)

// asker asks a server over and over and compares its answers with the manifests of the snapshots that they name. Safe for concurrent
// use.
type asker struct {
	sums    *sums
	mutex   sync.Mutex // held while the server is asked
	server  *server
	answers int
	wrong   []error
}

// pause between two questions: the commands want the processors, too.
const askPause = 50 * time.Millisecond

// begin asks until stop is called.
func (a *asker) begin(s *server) (stop func()) {
	a.server = s
	ctx, cancel := context.WithCancel(context.Background())
	var asking sync.WaitGroup
	asking.Go(func() {
		for ctx.Err() == nil {
			a.ask(ctx)
			time.Sleep(askPause)
		}
	})
	return func() {
		cancel()
		asking.Wait()
	}
}

func (a *asker) ask(ctx context.Context) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	said, err := a.server.ask(ctx)
	if err == nil {
		err = a.sums.check(said)
	}
	switch {
	case ctx.Err() != nil:
	case err != nil:
		a.wrong = append(a.wrong, err)
	default:
		a.answers++
	}
}

// pause keeps the asker from asking until it resumes with a server.
func (a *asker) pause() (resume func(*server)) {
	a.mutex.Lock()
	return func(s *server) {
		a.server = s
		a.mutex.Unlock()
	}
}

// found is how many answers were right so far, and what was wrong since it was last asked.
func (a *asker) found() (answers int, wrong []error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	wrong, a.wrong = a.wrong, nil
	return a.answers, wrong
}
