package tiles

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// Cache keeps finished tiles up to a number of bytes, least recently used out first, and computes a tile once for all who
// ask for it at the same time. Safe for concurrent use.
type Cache struct {
	mu    sync.Mutex
	limit int
	size  int
	order *list.List // of *entry, most recent first
	tiles map[string]*list.Element
	busy  map[string]*flight
}

type entry struct {
	key  string
	body []byte
}

type flight struct {
	done chan struct{}
	body []byte
	err  error
}

// overhead is what an entry costs beside its bytes, so that empty tiles count too.
const overhead = 200

// NewCache returns a cache of at most limit bytes.
func NewCache(limit int) *Cache {
	return &Cache{limit: limit, order: list.New(), tiles: map[string]*list.Element{}, busy: map[string]*flight{}}
}

// Get returns the tile under key, computing it if need be. Errors are not kept. hit tells that it was there.
func (c *Cache) Get(ctx context.Context, key string, compute func() ([]byte, error)) (body []byte, hit bool, err error) {
	c.mu.Lock()
	if e, ok := c.tiles[key]; ok {
		c.order.MoveToFront(e)
		body = e.Value.(*entry).body
		c.mu.Unlock()
		return body, true, nil
	}
	f, waiting := c.busy[key]
	if !waiting {
		f = &flight{done: make(chan struct{})}
		c.busy[key] = f
	}
	c.mu.Unlock()
	if !waiting {
		c.run(key, f, compute)
	}
	select {
	case <-f.done:
		return f.body, false, f.err
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

// errUnfinished is what those who wait are told when the computation panicked; the panic itself goes on in its own request.
var errUnfinished = errors.New("tiles: the tile's computation broke off")

// run computes a tile for all who wait. However compute ends, they are let go and the next one may try again.
func (c *Cache) run(key string, f *flight, compute func() ([]byte, error)) {
	f.err = errUnfinished
	defer func() {
		c.mu.Lock()
		delete(c.busy, key)
		if f.err == nil {
			c.put(key, f.body)
		}
		c.mu.Unlock()
		close(f.done)
	}()
	f.body, f.err = compute()
}

func (c *Cache) put(key string, body []byte) {
	cost := len(key) + len(body) + overhead
	if cost > c.limit {
		return
	}
	c.tiles[key] = c.order.PushFront(&entry{key, body})
	c.size += cost
	for c.size > c.limit {
		last := c.order.Back()
		old := c.order.Remove(last).(*entry)
		delete(c.tiles, old.key)
		c.size -= len(old.key) + len(old.body) + overhead
	}
}
