package tiles

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

func TestCacheComputesOnceAndStaysSmall(t *testing.T) {
	c := NewCache(10_000)
	var computed atomic.Int32
	block := make(chan struct{})
	var wg sync.WaitGroup
	for range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			body, _, err := c.Get(context.Background(), "k", func() ([]byte, error) {
				computed.Add(1)
				<-block
				return []byte("tile"), nil
			})
			if err != nil || string(body) != "tile" {
				t.Error(string(body), err)
			}
		}()
	}
	close(block)
	wg.Wait()
	if n := computed.Load(); n < 1 || n > 2 {
		t.Errorf("computed %d times", n)
	}
	for i := range 100 {
		if _, _, err := c.Get(context.Background(), string(rune('a'+i)), func() ([]byte, error) { return make([]byte, 500), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if c.size > 10_000 || len(c.tiles) != c.order.Len() {
		t.Errorf("the cache holds %d bytes, %d and %d entries", c.size, len(c.tiles), c.order.Len())
	}
	if _, _, err := c.Get(context.Background(), "bad", func() ([]byte, error) { return nil, errors.New("no") }); err == nil {
		t.Error("an error was kept as a tile")
	}
}

// TestCachePanicLetsWaitersGo: a computation that panics fails its waiters and leaves nothing behind.
func TestCachePanicLetsWaitersGo(t *testing.T) {
	c := NewCache(10_000)
	started, goOn, waited := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		defer func() { _ = recover() }()
		_, _, _ = c.Get(context.Background(), "k", func() ([]byte, error) {
			close(started)
			<-goOn
			panic("broken")
		})
	}()
	<-started
	given, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := c.Get(given, "k", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a waiter whose client left: %v", err)
	}
	flight := c.busy["k"]
	go func() {
		<-flight.done
		waited <- flight.err
	}()
	close(goOn)
	if err := <-waited; !errors.Is(err, errUnfinished) {
		t.Errorf("waiters are told %v", err)
	}
	if body, hit, err := c.Get(context.Background(), "k", func() ([]byte, error) { return []byte("tile"), nil }); err != nil || hit || string(body) != "tile" {
		t.Errorf("asked again: %q, hit %v, %v", body, hit, err)
	}
}
