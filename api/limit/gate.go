package limit

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// BusyError is a refusal for now: there is more to do than the server takes on.
type BusyError struct{ reason string }

func (e *BusyError) Error() string { return e.reason }

// Why a gate refuses.
var (
	errLineFull  = &BusyError{"too many questions wait for an answer already; ask again in a moment"}
	errShareFull = &BusyError{"too many questions from this address wait for an answer already; ask them one after the other"}
	errWaited    = &BusyError{"the server did not come to this question in time; ask again in a moment"}
)

// GateSize says how much a gate lets through.
type GateSize struct {
	slots, Share    int // who work at a time: in all, of one client
	line, LineShare int // who wait
	patience        time.Duration
}

// Gate lets a few requests work at a time. Others wait in a line of bounded length for a bounded time. Clients take turns, each of
// their requests in order: whoever asks much waits for himself. Safe for concurrent use.
type Gate struct {
	GateSize
	Refused prometheus.Counter // may be nil

	mu               sync.Mutex
	working, waiting int
	clients          map[Client]*caller // that work or wait
	turns            []*caller          // that wait, the next one first
}

// caller is a client with requests at a gate.
type caller struct {
	at      Client
	working int
	waiting []chan struct{} // in order; closed when it may work
}

func newGate(size GateSize) *Gate { return &Gate{GateSize: size, clients: map[Client]*caller{}} }

// Enter waits until a client's request may work, and returns what it must call when it is done; calling that again does nothing. The
// error is a [BusyError] or ctx's.
func (g *Gate) Enter(ctx context.Context, at Client) (leave func(), err error) {
	admitted, err := g.queue(at)
	if err == nil && admitted != nil {
		err = g.wait(ctx, at, admitted)
	}
	if err != nil {
		g.count(err)
		return nil, err
	}
	return sync.OnceFunc(func() { g.leave(at) }), nil
}

// queue takes a slot if one is free, or a place in the line: a channel that is closed when there is a slot.
func (g *Gate) queue(at Client) (admitted chan struct{}, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.clients[at]
	if c == nil {
		c = &caller{at: at}
		g.clients[at] = c
	}
	if len(c.waiting) == 0 && g.free(c) {
		g.admit(c)
		return nil, nil
	}
	switch {
	case len(c.waiting) >= g.LineShare:
		return nil, errShareFull
	case g.waiting >= g.line:
		g.forget(c)
		return nil, errLineFull
	}
	admitted = make(chan struct{})
	if len(c.waiting) == 0 {
		g.turns = append(g.turns, c)
	}
	c.waiting = append(c.waiting, admitted)
	g.waiting++
	return admitted, nil
}

func (g *Gate) free(c *caller) bool { return g.working < g.slots && c.working < g.Share }

func (g *Gate) admit(c *caller) {
	c.working++
	g.working++
}

// wait returns nil when it may work. Who gives up takes itself out of the line, or leaves if it was let in meanwhile.
func (g *Gate) wait(ctx context.Context, at Client, admitted chan struct{}) (err error) {
	timer := time.NewTimer(g.patience)
	defer timer.Stop()
	select {
	case <-admitted:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = errWaited
	}
	if !g.withdraw(at, admitted) {
		g.leave(at)
	}
	return err
}

// withdraw takes a request out of the line; false if it was let in.
func (g *Gate) withdraw(at Client, admitted chan struct{}) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.clients[at]
	i := slices.Index(c.waiting, admitted)
	if i < 0 {
		return false
	}
	c.waiting = slices.Delete(c.waiting, i, i+1)
	g.waiting--
	if len(c.waiting) == 0 {
		g.turns = slices.DeleteFunc(g.turns, func(o *caller) bool { return o == c })
	}
	g.forget(c)
	return true
}

// leave gives a slot back and lets in whose turn it is.
func (g *Gate) leave(at Client) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.clients[at]
	c.working--
	g.working--
	g.forget(c)
	for g.letIn() {
	}
}

// letIn lets the first request in of the first client that may work; its next one comes after those of all others.
func (g *Gate) letIn() bool {
	i := slices.IndexFunc(g.turns, g.free)
	if i < 0 {
		return false
	}
	c := g.turns[i]
	g.turns = slices.Delete(g.turns, i, i+1)
	close(c.waiting[0])
	c.waiting = slices.Delete(c.waiting, 0, 1)
	g.waiting--
	g.admit(c)
	if len(c.waiting) > 0 {
		g.turns = append(g.turns, c)
	}
	return true
}

// forget drops a client that neither works nor waits.
func (g *Gate) forget(c *caller) {
	if c.working == 0 && len(c.waiting) == 0 {
		delete(g.clients, c.at)
	}
}

func (g *Gate) count(err error) {
	if _, busy := err.(*BusyError); busy && g.Refused != nil {
		g.Refused.Inc()
	}
}

// Load tells how many work and wait.
func (g *Gate) Load() (working, waiting int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.working, g.waiting
}
