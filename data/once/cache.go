package once

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// ErrBroken is what those who wait are told when the computation panicked; the panic itself goes on where it arose.
var ErrBroken = errors.New("the computation broke off; ask again")

// Cache keeps values by key, least recently used out first, and computes each once for all who ask at the same time. Errors are not
// kept. The zero value keeps everything; set the fields before its first use. Safe for concurrent use.
type Cache[K comparable, V any] struct {
	// Limit bounds the sum of what the kept values cost; 0 for no bound. A value that costs more is not kept.
	Limit int
	// Cost is what a value costs; nil for one each.
	Cost func(key K, v V) int

	mu    sync.Mutex
	kept  map[K]*list.Element
	order list.List // of *entry[K, V], most recent first
	size  int
	busy  map[K]*flight[V]
}

type entry[K comparable, V any] struct {
	key   K
	value V
	cost  int
}

// flight is a computation and those who wait for it.
type flight[V any] struct {
	done  chan struct{} // closed when value and err stand
	value V
	err   error
}

// Get returns the value under key, computing it if need be; hit tells that it was there. Whoever asks first computes for all, in its
// own goroutine: compute's context has the values of ctx but does not end with it, since its end must not fail the others. Others
// wait until ctx ends.
func (c *Cache[K, V]) Get(ctx context.Context, key K, compute func(ctx context.Context) (V, error)) (v V, hit bool, err error) {
	c.mu.Lock()
	if e, ok := c.kept[key]; ok {
		c.order.MoveToFront(e)
		v = e.Value.(*entry[K, V]).value
		c.mu.Unlock()
		return v, true, nil
	}
	f, waiting := c.busy[key]
	if !waiting {
		f = &flight[V]{done: make(chan struct{}), err: ErrBroken}
		if c.busy == nil {
			c.busy = map[K]*flight[V]{}
		}
		c.busy[key] = f
	}
	c.mu.Unlock()
	if !waiting {
		c.run(context.WithoutCancel(ctx), key, f, compute)
		return f.value, false, f.err
	}
	select {
	case <-f.done:
		return f.value, false, f.err
	case <-ctx.Done():
		return v, false, ctx.Err()
	}
}

// run computes for all who wait and lets them go, however compute ends.
func (c *Cache[K, V]) run(ctx context.Context, key K, f *flight[V], compute func(ctx context.Context) (V, error)) {
	defer func() {
		c.mu.Lock()
		delete(c.busy, key)
		if f.err == nil {
			c.keep(key, f.value)
		}
		c.mu.Unlock()
		close(f.done)
	}()
	f.value, f.err = compute(ctx)
}

func (c *Cache[K, V]) keep(key K, v V) {
	cost := 1
	if c.Cost != nil {
		cost = c.Cost(key, v)
	}
	if c.Limit > 0 && cost > c.Limit {
		return
	}
	if c.kept == nil {
		c.kept = map[K]*list.Element{}
	}
	c.kept[key] = c.order.PushFront(&entry[K, V]{key, v, cost})
	c.size += cost
	for c.Limit > 0 && c.size > c.Limit {
		old := c.order.Remove(c.order.Back()).(*entry[K, V])
		delete(c.kept, old.key)
		c.size -= old.cost
	}
}
