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
