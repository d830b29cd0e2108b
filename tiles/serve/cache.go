package serve

import (
	"context"

	"github.com/qingshan-gis/qingshan/internal/once"
)

// Cache keeps tiles up to a number of bytes, least recently used out first, and computes a tile once for all who
// ask for it at the same time. Safe for concurrent use.
type Cache struct {
	tiles once.Cache[string, []byte]
}

// overhead is what a tile costs in addition to its bytes, so that empty tiles count too.
const overhead = 200

// NewCache returns a cache of at most limit bytes, which is above 0.
func NewCache(limit int) *Cache {
	return &Cache{once.Cache[string, []byte]{Limit: limit, Cost: func(key string, body []byte) int { return len(key) + len(body) + overhead }}}
}

// Get returns the tile under key, computing it if need be. Errors are not kept. hit tells that it was there.
func (c *Cache) Get(ctx context.Context, key string, compute func() ([]byte, error)) (body []byte, hit bool, err error) {
	return c.tiles.Get(ctx, key, func(context.Context) ([]byte, error) { return compute() })
}

// Has tells whether the tile under key is kept.
func (c *Cache) Has(key string) bool { return c.tiles.Has(key) }
