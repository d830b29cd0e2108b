package once

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestCacheComputesOnceAndStaysSmall(t *testing.T) {
	c := Cache[string, []byte]{Limit: 10_000, Cost: func(k string, v []byte) int { return len(k) + len(v) + 200 }}
	var computed atomic.Int32
	block := make(chan struct{})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			body, _, err := c.Get(context.Background(), "k", func(context.Context) ([]byte, error) {
				computed.Add(1)
				<-block
				return []byte("tile"), nil
			})
			if err != nil || string(body) != "tile" {
				t.Error(string(body), err)
			}
		})
	}
	close(block)
	wg.Wait()
	if n := computed.Load(); n != 1 {
		t.Errorf("computed %d times", n)
	}
	for i := range 100 {
		if _, _, err := c.Get(context.Background(), string(rune('a'+i)), func(context.Context) ([]byte, error) { return make([]byte, 500), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if c.size > 10_000 || c.size < 9_000 || len(c.kept) != c.order.Len() {
		t.Errorf("the cache holds %d, %d and %d entries", c.size, len(c.kept), c.order.Len())
	}
	if _, _, err := c.Get(context.Background(), "bad", func(context.Context) ([]byte, error) { return nil, errors.New("no") }); err == nil {
		t.Error("an error was kept as a value")
	}
	if _, hit, err := c.Get(context.Background(), "bad", func(context.Context) ([]byte, error) { return make([]byte, 20_000), nil }); err != nil || hit || c.size > 10_000 {
		t.Errorf("after an error: hit %v, %v", hit, err)
	}
}

// TestLeastRecentlyUsedGoesFirst: against a list that is kept by hand.
func TestLeastRecentlyUsedGoesFirst(t *testing.T) {
	const limit = 5
	c := Cache[int, int]{Limit: limit}
	var model []int // most recent last
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		k := random.IntN(9)
		at := -1
		for i, m := range model {
			if m == k {
				at = i
			}
		}
		v, hit, err := c.Get(context.Background(), k, func(context.Context) (int, error) { return k * k, nil })
		if v != k*k || err != nil || hit != (at >= 0) {
			t.Fatalf("%d: %d, hit %v with %v kept, %v", k, v, hit, model, err)
		}
		if at >= 0 {
			model = append(model[:at], model[at+1:]...)
		}
		if model = append(model, k); len(model) > limit {
			model = model[1:]
		}
	}
}

// TestPanicLetsWaitersGo: a computation that panics fails all who wait, in time, and the next one who asks computes anew.
func TestPanicLetsWaitersGo(t *testing.T) {
	var c Cache[string, int]
	started, goOn, panicked := make(chan struct{}), make(chan struct{}), make(chan any)
	go func() {
		defer func() { panicked <- recover() }()
		_, _, _ = c.Get(context.Background(), "k", func(context.Context) (int, error) {
			close(started)
			<-goOn
			panic("broken")
		})
	}()
	<-started
	given, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := c.Get(given, "k", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a waiter that left: %v", err)
	}
	const waiters = 10
	told := make(chan error, waiters)
	var waiting sync.WaitGroup
	for range waiters {
		waiting.Add(1)
		go func() {
			waiting.Done()
			_, _, err := c.Get(context.Background(), "k", func(context.Context) (int, error) { return 0, errors.New("asked too late to wait") })
			told <- err
		}()
	}
	waiting.Wait()
	time.Sleep(20 * time.Millisecond) // into the select
	close(goOn)
	for range waiters {
		select {
		case err := <-told:
			if !errors.Is(err, ErrBroken) {
				t.Errorf("a waiter is told %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("a waiter hangs")
		}
	}
	if v := <-panicked; v != "broken" {
		t.Errorf("the panic that went on is %v", v)
	}
	if v, hit, err := c.Get(context.Background(), "k", func(context.Context) (int, error) { return 7, nil }); v != 7 || hit || err != nil {
		t.Errorf("asked again: %d, hit %v, %v", v, hit, err)
	}
}

// TestFirstMayLeave: whoever asks first computes to the end though its own context ends, as long as another one waits.
func TestFirstMayLeave(t *testing.T) {
	var c Cache[string, int]
	ctx, leave := context.WithCancel(context.Background())
	started, waits := make(chan struct{}), make(chan int)
	go func() {
		<-started
		v, _, err := c.Get(context.Background(), "k", func(context.Context) (int, error) { return 0, errors.New("computed twice") })
		if err != nil {
			t.Error(err)
		}
		waits <- v
	}()
	v, _, err := c.Get(ctx, "k", func(inner context.Context) (int, error) {
		close(started)
		for c.asking("k") < 2 {
			time.Sleep(time.Millisecond)
		}
		leave()
		time.Sleep(5 * time.Millisecond)
		return 7, inner.Err()
	})
	if other := <-waits; v != 7 || err != nil || other != 7 {
		t.Errorf("%d, %v, the other one got %d", v, err, other)
	}
	if v, hit, _ := c.Get(context.Background(), "k", nil); v != 7 || !hit {
		t.Errorf("kept: %d, %v", v, hit)
	}
}

// TestNobodysWorkEnds: when all who asked have left, the computation is told, what it fails with is nobody else's, and one who asks
// meanwhile begins anew.
func TestNobodysWorkEnds(t *testing.T) {
	var c Cache[string, int]
	ctx, leave := context.WithCancel(context.Background())
	started, told := make(chan struct{}), make(chan error)
	for range 3 {
		go func() {
			<-started
			_, _, err := c.Get(ctx, "k", nil)
			told <- err
		}()
	}
	_, _, err := c.Get(ctx, "k", func(inner context.Context) (int, error) {
		close(started)
		for c.asking("k") < 4 {
			time.Sleep(time.Millisecond)
		}
		leave()
		select {
		case <-inner.Done():
		case <-time.After(10 * time.Second):
			t.Error("nobody waits any more, and the computation is not told")
		}
		if v, hit, err := c.Get(context.Background(), "k", func(again context.Context) (int, error) { return 8, again.Err() }); v != 8 || hit || err != nil {
			t.Errorf("asked anew: %d, hit %v, %v", v, hit, err)
		}
		return 0, inner.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the first one is told %v", err)
	}
	for range 3 {
		if err := <-told; !errors.Is(err, context.Canceled) {
			t.Errorf("a waiter is told %v", err)
		}
	}
	if v, hit, _ := c.Get(context.Background(), "k", nil); v != 8 || !hit {
		t.Errorf("kept: %d, %v", v, hit)
	}
}

// asking is how many ask for a key that is being computed.
func (c *Cache[K, V]) asking(key K) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.busy[key]; f != nil {
		return f.asking
	}
	return 0
}

func TestHas(t *testing.T) {
	c := Cache[int, int]{Limit: 2}
	for k := range 3 {
		if c.Has(k) {
			t.Errorf("%d is there before it was asked for", k)
		}
		if _, _, err := c.Get(context.Background(), k, func(context.Context) (int, error) { return k, nil }); err != nil {
			t.Fatal(err)
		}
		c.Has(0)
	}
	if c.Has(0) || !c.Has(1) || !c.Has(2) {
		t.Error("the wrong ones are kept")
	}
}

// TestEveryValueIsDroppedOnce: whatever is asked for and forgotten, each value that was computed is either kept or was dropped once.
func TestEveryValueIsDroppedOnce(t *testing.T) {
	computed, dropped := 0, map[int]int{} // values are the number of their computation
	c := Cache[int, int]{Limit: 5, Cost: func(key, _ int) int { return key }, Drop: func(_, v int) { dropped[v]++ }}
	random := rand.New(rand.NewPCG(29, 11))
	for range 5000 {
		if random.IntN(10) == 0 {
			odd := random.IntN(2)
			c.Forget(func(_, v int) bool { return v%2 == odd })
			continue
		}
		if _, _, err := c.Get(context.Background(), 1+random.IntN(7), func(context.Context) (int, error) { computed++; return computed, nil }); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range dropped {
		if n != 1 {
			t.Fatalf("a value was dropped %d times", n)
		}
	}
	if len(dropped)+len(c.kept) != computed {
		t.Errorf("%d values were computed, %d dropped, %d are kept", computed, len(dropped), len(c.kept))
	}
}
