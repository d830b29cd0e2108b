package rasterpack

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
)

// counter gathers what a header says of values.
type counter struct {
	n        int64
	sum, sq  float64
	min, max float32
	present  map[float32]bool // of a class band, one more than are listed at most
}

// count takes in values; one that the header's type cannot hold is an error.
func (c *counter) count(values []float32, h *Header) error {
	lo, hi := h.Type.limits()
	for _, v := range values {
		if v != v {
			continue
		}
		if v < lo || v > hi {
			return fmt.Errorf("the value %g does not fit %s", v, h.Type)
		}
		if c.n == 0 {
			c.min, c.max = v, v
		}
		c.n++
		c.sum += float64(v)
		c.sq += float64(v) * float64(v)
		if v < c.min {
			c.min = v
		} else if v > c.max {
			c.max = v
		}
	}
	if h.Class {
		c.classify(values)
	}
	return nil
}

func (c *counter) classify(values []float32) {
	if c.present == nil {
		c.present = map[float32]bool{}
	}
	last := float32(math.NaN())
	for _, v := range values {
		if v == last || v != v { // runs are long
			continue
		}
		last = v
		if len(c.present) <= maxClasses {
			c.present[v] = true
		}
	}
}

func (c *counter) join(o *counter) {
	if o.n > 0 {
		if c.n == 0 {
			c.min, c.max = o.min, o.max
		}
		c.min, c.max = min(c.min, o.min), max(c.max, o.max)
	}
	c.n, c.sum, c.sq = c.n+o.n, c.sum+o.sum, c.sq+o.sq
	for _, v := range slices.Sorted(maps.Keys(o.present)) {
		if c.present == nil {
			c.present = map[float32]bool{}
		}
		if len(c.present) <= maxClasses {
			c.present[v] = true
		}
	}
}

func (c *counter) stats() Stats {
	if c.n == 0 {
		return Stats{}
	}
	mean := c.sum / float64(c.n)
	return Stats{Count: c.n, Min: float64(c.min), Max: float64(c.max), Mean: mean, Stdev: math.Sqrt(math.Max(0, c.sq/float64(c.n)-mean*mean))}
}

func (c *counter) classes() (list []float64, more bool) {
	for _, v := range slices.Sorted(maps.Keys(c.present)) {
		list = append(list, float64(v))
	}
	if len(list) > maxClasses {
		return list[:maxClasses], true
	}
	return list, false
}

// ordered hands on numbered things in their order, whatever order they come in. Safe for concurrent use.
type ordered struct {
	mu      sync.Mutex
	next    int
	waiting map[int]*pieces
}

// put hands on thing i and those that waited for it.
func (o *ordered) put(i int, p *pieces, use func(*pieces) error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.waiting == nil {
		o.waiting = map[int]*pieces{}
	}
	o.waiting[i] = p
	for {
		p, ok := o.waiting[o.next]
		if !ok {
			return nil
		}
		delete(o.waiting, o.next)
		o.next++
		if err := use(p); err != nil {
			return err
		}
	}
}
