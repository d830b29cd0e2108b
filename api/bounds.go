package api

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// bounds keep what requests take within limits: time, slots to work in, memory and disk for what is on its way. Safe for concurrent use.
type bounds struct {
	limits Limits
	log    *slog.Logger
	refuse func(w http.ResponseWriter, r *http.Request, err error) // answers with what went wrong
	spools *spools
	tidy   tidier

	quick, costly *gate // for what takes milliseconds, and for what takes seconds
}

// newBounds makes bounds within limits; refuse answers a request with the error of its answer.
func newBounds(limits Limits, log *slog.Logger, refuse func(w http.ResponseWriter, r *http.Request, err error)) *bounds {
	l := limits.withDefaults()
	b := &bounds{limits: l, log: log, refuse: refuse, spools: newSpools(spoolHead, spoolMemory, l.SpoolBytes)}
	b.spools.dir, b.tidy.percent = l.SpoolDir, l.Garbage
	b.quick, b.costly = newGate(l.quickGate()), newGate(l.costlyGate())
	return b
}

// ownFolder makes a folder for temporary files in which all spools lie from then on; remove removes it.
func (b *bounds) ownFolder() (remove func(), err error) {
	dir, remove, err := spoolFolder(b.limits.SpoolDir)
	if err == nil {
		b.spools.dir = dir
	}
	return remove, err
}

// tempDir makes a folder for the files of one answer.
func (b *bounds) tempDir() (string, error) { return os.MkdirTemp(b.spools.dir, "qingshan-answer-") }

// open begins a spool for the client of a request; writing to it ends with ctx. Whoever opens it closes it.
func (b *bounds) open(ctx context.Context, r *http.Request) *spool {
	return b.spools.open(ctx, clientOf(r))
}

// idle tells whether nothing is on its way.
func (b *bounds) idle() bool {
	b.spools.mu.Lock()
	defer b.spools.mu.Unlock()
	return b.spools.disk == b.limits.SpoolBytes && b.spools.memory == spoolMemory && len(b.spools.held) == 0
}

// httpServer is a server that reads requests. Its deadlines hold where no handler sets another one, see [bounds.reply].
func (b *bounds) httpServer(h http.Handler) *http.Server {
	l := b.limits
	return &http.Server{Handler: h, ReadHeaderTimeout: l.Header, WriteTimeout: 2 * l.Stall, IdleTimeout: l.Idle, MaxHeaderBytes: 1 << 16,
		ErrorLog: slog.NewLogLogger(b.log.Handler(), slog.LevelWarn)}
}

// listener bounds the connections of a listener.
func (b *bounds) listener(l net.Listener) net.Listener { return bounded(l, b.limits.Connections) }

// enter waits for a slot. The work under the context that it returns leaves processors to others. The error is a *busyError or ctx's.
func (b *bounds) enter(ctx context.Context, r *http.Request, costly bool) (work context.Context, leave func(), err error) {
	if !costly {
		leave, err = b.quick.enter(ctx, clientOf(r))
		return ctx, leave, err
	}
	free, err := b.costly.enter(ctx, clientOf(r))
	if err != nil {
		return ctx, nil, err
	}
	end := b.tidy.begin()
	leave = sync.OnceFunc(func() { end(); free() })
	return parallel.Limited(ctx, b.limits.workers()), leave, nil
}
