package ingest

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/qingshan-gis/qingshan/data/store"
)

// DefaultPatience is how long a run that was told to stop may take to return. All loops of the program look up more often; GDAL and
// GEOS, within one polygon or one block, do not look up at all.
const DefaultPatience = 1200 * time.Millisecond

// watch calls Abandon if ctx ends and the run does not. The run calls what it returns when it does, holding the store's lock still.
func (o Options) watch(ctx context.Context, dir *store.Dir) (returned func()) {
	if o.Abandon == nil {
		return func() {}
	}
	if o.Patience == 0 {
		o.Patience = DefaultPatience
	}
	var once sync.Mutex // held by whoever ends the run
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-done:
		case <-time.After(o.Patience):
			if once.TryLock() {
				dir.Sweep()
				o.Abandon()
			}
		}
	})
	return func() {
		once.Lock() // where the run is being abandoned it does not return any more
		stop()
		close(done)
	}
}

// stoppable writes until ctx ends.
type stoppable struct {
	ctx context.Context
	w   io.Writer
}

func (s *stoppable) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(b)
}
