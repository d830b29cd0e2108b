package limit

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func clientAt(n byte) Client { return At(netip.AddrFrom4([4]byte{203, 0, 113, n})) }

// longEnough is a generous limit for what must happen at all.
const longEnough = 20 * time.Second

// reaches waits for a state of the gate.
func reaches(t *testing.T, g *Gate, working, waiting int) {
	t.Helper()
	for end := time.Now().Add(longEnough); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if w, q := g.Load(); w == working && q == waiting {
			return
		}
	}
	w, q := g.Load()
	t.Fatalf("%d work and %d wait, not %d and %d", w, q, working, waiting)
}

// TestClientsTakeTurns: one that asks ten times before another asks once does not come ten times before it.
func TestClientsTakeTurns(t *testing.T) {
	g := newGate(GateSize{slots: 1, Share: 1, line: 20, LineShare: 10, patience: longEnough})
	leave, err := g.Enter(context.Background(), clientAt(9))
	if err != nil {
		t.Fatal(err)
	}
	order := make(chan byte, 20)
	var all sync.WaitGroup
	ask := func(n byte, waiting int) {
		all.Go(func() {
			leave, err := g.Enter(context.Background(), clientAt(n))
			if err != nil {
				t.Error(err)
				return
			}
			order <- n
			leave()
		})
		reaches(t, g, 1, waiting)
	}
	for i := range 10 {
		ask(1, i+1)
	}
	ask(2, 11)
	ask(3, 12)
	leave()
	all.Wait()
	got := [4]byte{<-order, <-order, <-order, <-order}
	if got != [4]byte{1, 2, 3, 1} {
		t.Errorf("the turns were %v", got)
	}
	reaches(t, g, 0, 0)
}

// TestGateRefuses: a full line, a client's full share, a wait that takes too long, and a client that goes.
func TestGateRefuses(t *testing.T) {
	g := newGate(GateSize{slots: 2, Share: 1, line: 3, LineShare: 2, patience: longEnough})
	held, err := g.Enter(context.Background(), clientAt(1))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan error, 9)
	wait := func(n byte, waiting int) {
		go func() {
			leave, err := g.Enter(ctx, clientAt(n))
			if err == nil {
				leave()
			}
			gone <- err
		}()
		reaches(t, g, 1, waiting)
	}
	wait(1, 1) // its second slot would be another's
	wait(1, 2)
	if _, err := g.Enter(ctx, clientAt(1)); !errors.Is(err, errShareFull) {
		t.Errorf("beyond a client's share: %v", err)
	}
	second, err := g.Enter(ctx, clientAt(2))
	if err != nil {
		t.Fatalf("a slot is free for others: %v", err)
	}
	go func() { _, err := g.Enter(ctx, clientAt(3)); gone <- err }()
	reaches(t, g, 2, 3)
	if _, err := g.Enter(ctx, clientAt(4)); !errors.Is(err, errLineFull) {
		t.Errorf("beyond the line: %v", err)
	}
	if len(g.clients) != 3 {
		t.Errorf("%d clients are remembered", len(g.clients))
	}
	cancel()
	for range 3 {
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("gone: %v", err)
		}
	}
	reaches(t, g, 2, 0)
	g.patience = time.Millisecond
	if _, err := g.Enter(context.Background(), clientAt(5)); !errors.Is(err, errWaited) {
		t.Errorf("after its patience: %v", err)
	}
	held()
	held() // does nothing
	second()
	if reaches(t, g, 0, 0); len(g.clients) != 0 || len(g.turns) != 0 {
		t.Errorf("%d clients, %d turns are left", len(g.clients), len(g.turns))
	}
}

// TestGateUnderLoad: whatever clients do, no more work at a time than may, and nothing is left.
func TestGateUnderLoad(t *testing.T) {
	g := newGate(GateSize{slots: 3, Share: 2, line: 20, LineShare: 6, patience: 2 * time.Millisecond})
	var working atomic.Int32
	var byClient [5]atomic.Int32
	var refused, served atomic.Int32
	var all sync.WaitGroup
	for w := range 40 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(w)))
			for range 50 {
				n := random.IntN(len(byClient))
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(random.IntN(3000))*time.Microsecond)
				leave, err := g.Enter(ctx, clientAt(byte(n)))
				if err != nil {
					refused.Add(1)
					cancel()
					continue
				}
				if working.Add(1) > 3 || byClient[n].Add(1) > 2 {
					t.Error("more work than may")
				}
				time.Sleep(time.Duration(random.IntN(300)) * time.Microsecond)
				working.Add(-1)
				byClient[n].Add(-1)
				leave()
				served.Add(1)
				cancel()
			}
		})
	}
	all.Wait()
	if reaches(t, g, 0, 0); len(g.clients) != 0 || len(g.turns) != 0 || served.Load() == 0 {
		t.Errorf("%d clients, %d turns are left; %d served, %d refused", len(g.clients), len(g.turns), served.Load(), refused.Load())
	}
}
