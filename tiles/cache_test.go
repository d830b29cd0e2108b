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

func FuzzTidyAndClip(f *testing.F) {
	f.Add([]byte{0, 0, 200, 0, 200, 200, 0, 200})
	f.Add([]byte{10, 10, 10, 10, 250, 10, 10, 10})
	f.Fuzz(func(t *testing.T, b []byte) {
		var ring []point
		for i := 0; i+1 < len(b); i += 2 {
			ring = append(ring, point{int64(b[i])*40 - 3000, int64(b[i+1])*40 - 3000})
		}
		out, _ := clip(ring, nil)
		out = tidy(out)
		for _, p := range out {
			if p.x < low || p.x > high || p.y < low || p.y > high {
				t.Fatalf("%v is outside of the tile", p)
			}
		}
		if n := len(out); n > 0 && n < 3 {
			t.Fatalf("a ring of %d corners", n)
		}
	})
}
