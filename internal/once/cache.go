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
	// Drop is called with each value that is let go: put out, forgotten, or not kept at all. Those who asked for it may still have it.
	Drop func(key K, v V)

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
	done   chan struct{} // closed when value and err stand
	value  V
	err    error
	asking int // whose contexts have not ended
	cancel context.CancelFunc
}

// Get returns the value under key, computing it if need be; hit tells that it was there. Whoever asks first computes for all, in its
// own goroutine; others wait until ctx ends. compute's context has the values of the first one's, and ends when the contexts of all
// who ask have: the end of one must not fail the others, and nobody's work need not go on.
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
	f.asking++
	var inner context.Context
	if !waiting {
		inner, f.cancel = context.WithCancel(context.WithoutCancel(ctx))
	}
	c.mu.Unlock()
	stop := context.AfterFunc(ctx, func() { c.leave(key, f) })
	if !waiting {
		defer stop()
		c.run(inner, key, f, compute)
		return f.value, false, f.err
	}
	select {
	case <-f.done:
		stop()
		return f.value, false, f.err
	case <-ctx.Done():
		// A context closes Done before it calls its AfterFuncs: one that is stopped in between is never called.
		if stop() {
			c.leave(key, f)
		}
		return v, false, ctx.Err()
	}
}

// Has tells whether a value is kept under key; asking does not count as use.
func (c *Cache[K, V]) Has(key K) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.kept[key]
	return ok
}

// Peek returns the value that is kept under key; asking does not count as use.
func (c *Cache[K, V]) Peek(key K) (v V, kept bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.kept[key]; ok {
		return e.Value.(*entry[K, V]).value, true
	}
	return v, false
}

// run computes for all who wait and lets them go, however compute ends.
func (c *Cache[K, V]) run(ctx context.Context, key K, f *flight[V], compute func(ctx context.Context) (V, error)) {
	defer func() {
		f.cancel()
		c.mu.Lock()
		if c.busy[key] == f {
			delete(c.busy, key)
		}
		var gone []*entry[K, V]
		if f.err == nil {
			gone = c.keep(key, f.value)
		}
		c.mu.Unlock()
		close(f.done)
		c.drop(gone)
	}()
	f.value, f.err = compute(ctx)
}

// leave takes one off those who ask. When the last one goes the computation is told to end, and whoever asks next begins another.
func (c *Cache[K, V]) leave(key K, f *flight[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.asking--; f.asking > 0 {
		return
	}
	f.cancel()
	if c.busy[key] == f {
		delete(c.busy, key)
	}
}

// keep keeps a value, if it may, and returns what is let go for it: others, or the value itself.
func (c *Cache[K, V]) keep(key K, v V) (gone []*entry[K, V]) {
	cost := 1
	if c.Cost != nil {
		cost = c.Cost(key, v)
	}
	e := &entry[K, V]{key, v, cost}
	if _, there := c.kept[key]; there || c.Limit > 0 && cost > c.Limit {
		return []*entry[K, V]{e}
	}
	if c.kept == nil {
		c.kept = map[K]*list.Element{}
	}
	c.kept[key] = c.order.PushFront(e)
	c.size += cost
	for c.Limit > 0 && c.size > c.Limit {
		old := c.order.Remove(c.order.Back()).(*entry[K, V])
		delete(c.kept, old.key)
		c.size -= old.cost
		gone = append(gone, old)
	}
	return gone
}

// drop tells of values that were let go.
func (c *Cache[K, V]) drop(gone []*entry[K, V]) {
	if c.Drop == nil {
		return
	}
	for _, e := range gone {
		c.Drop(e.key, e.value)
	}
}
