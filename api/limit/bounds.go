package limit

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Bounds keep what requests take within limits: time, slots to work in, memory and disk for what is on its way. Safe for concurrent use.
type Bounds struct {
	limits Limits
	log    *slog.Logger
	refuse func(w http.ResponseWriter, r *http.Request, err error) // answers with what went wrong
	spools *spools
	tidy   tidier

	Quick, Costly *Gate // for what takes milliseconds, and for what takes seconds

	Tiles, Questions, CostlyOnes *Meter // how often one client asks; nil without a bound
}

// New makes bounds within limits; refuse answers a request with the error of its answer.
func New(limits Limits, log *slog.Logger, refuse func(w http.ResponseWriter, r *http.Request, err error)) *Bounds {
	l := limits.withDefaults()
	b := &Bounds{limits: l, log: log, refuse: refuse, spools: newSpools(spoolHead, spoolMemory, l.SpoolBytes)}
	b.spools.dir, b.tidy.percent = l.SpoolDir, l.Garbage
	b.Quick, b.Costly = newGate(l.quickGate()), newGate(l.costlyGate())
	b.Tiles, b.Questions = newMeter("tiles", "tiles", l.TileRate), newMeter("questions", "questions", l.QuestionRate)
	b.CostlyOnes = newMeter("costly", "questions that take long", l.CostlyRate)
	return b
}

// OwnFolder makes a folder for temporary files in which all spools lie from then on; remove removes it. It returns an error if the
// folder cannot be made.
func (b *Bounds) OwnFolder() (remove func(), err error) {
	dir, remove, err := spoolFolder(b.limits.SpoolDir)
	if err == nil {
		b.spools.dir = dir
	}
	return remove, err
}

// TempDir makes a folder for the files of one answer. The caller removes it. It returns an error if the folder cannot be made.
func (b *Bounds) TempDir() (string, error) { return os.MkdirTemp(b.spools.dir, "qingshan-answer-") }

// Open begins a spool for the client of a request; writing to it ends with ctx. The caller closes it.
func (b *Bounds) Open(ctx context.Context, r *http.Request) *Spool {
	return b.spools.open(ctx, Asking(r))
}

// Idle tells whether nothing is on its way.
func (b *Bounds) Idle() bool {
	b.spools.mu.Lock()
	defer b.spools.mu.Unlock()
	return b.spools.disk == b.limits.SpoolBytes && b.spools.memory == spoolMemory && len(b.spools.held) == 0
}

// HTTPServer is a server that reads requests. Its deadlines hold where no handler sets another one, see [Bounds.Reply].
func (b *Bounds) HTTPServer(h http.Handler) *http.Server {
	l := b.limits
	return &http.Server{Handler: h, ReadHeaderTimeout: l.Header, WriteTimeout: 2 * l.Stall, IdleTimeout: l.Idle, MaxHeaderBytes: 1 << 16,
		ErrorLog: slog.NewLogLogger(b.log.Handler(), slog.LevelWarn)}
}

// Listener bounds the connections of a listener, in all and of each address that is no proxy's.
func (b *Bounds) Listener(l net.Listener, proxy func(netip.Addr) bool) net.Listener {
	return bounded(l, b.limits.Connections, proxy)
}

// Enter waits for a slot. The work under the context that it returns leaves processors to others. The error is a [RateError], a
// [BusyError] or ctx's.
func (b *Bounds) Enter(ctx context.Context, r *http.Request, costly bool) (work context.Context, leave func(), err error) {
	if !costly {
		leave, err = b.Quick.Enter(ctx, Asking(r))
		return ctx, leave, err
	}
	if err := b.CostlyOnes.Take(Asking(r)); err != nil {
		return ctx, nil, err
	}
	free, err := b.Costly.Enter(ctx, Asking(r))
	if err != nil {
		return ctx, nil, err
	}
	end := b.tidy.begin()
	leave = sync.OnceFunc(func() { end(); free() })
	return parallel.Limited(ctx, b.limits.workers()), leave, nil
}
