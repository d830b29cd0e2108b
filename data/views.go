package data

import (
	"context"
	"sync"
)

// viewKey is what a coverage view depends on.
type viewKey struct {
	on     Date
	demand Demand
	inPost bool
	planar string
}

// maxViews bounds the coverage views kept per snapshot; a view of a large county is a few megabytes.
const maxViews = 32

// coverageCache keeps coverage views, computing each once for all who ask at the same time. The zero value is ready.
type coverageCache struct {
	mu    sync.Mutex
	views map[viewKey]*viewEntry
	order []viewKey // oldest first
}

type viewEntry struct {
	done chan struct{}
	view *coverageView
	err  error
}

func (c *coverageCache) get(ctx context.Context, s *Snapshot, k viewKey) (*coverageView, error) {
	c.mu.Lock()
	e, ok := c.views[k]
	if !ok {
		e = &viewEntry{done: make(chan struct{})}
		c.keep(k, e)
	}
	c.mu.Unlock()
	if !ok {
		// Whoever asks first computes for all; its own cancellation must not fail the others.
		e.view, e.err = s.buildView(context.WithoutCancel(ctx), k)
		if e.err != nil {
			c.forget(k)
		}
		close(e.done)
	}
	select {
	case <-e.done:
		return e.view, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *coverageCache) keep(k viewKey, e *viewEntry) {
	if c.views == nil {
		c.views = map[viewKey]*viewEntry{}
	}
	if len(c.order) >= maxViews {
		delete(c.views, c.order[0])
		c.order = c.order[1:]
	}
	c.views[k] = e
	c.order = append(c.order, k)
}

func (c *coverageCache) forget(k viewKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.views, k)
	for i, o := range c.order {
		if o == k {
			c.order = append(c.order[:i:i], c.order[i+1:]...)
			return
		}
	}
}
