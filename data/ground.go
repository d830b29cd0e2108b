package data

import (
	"fmt"
	"sync"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// groundCache keeps what parents account for themselves. The zero value is ready.
type groundCache struct {
	mu    sync.Mutex
	known map[int32]*spatial.Polygons // by zone: a layer of one feature
}

// ground is what zone z accounts for, as a feature of a layer: all of a leaf, and of a parent what no child holds. A
// parent that had no such ground at ingest, or only dust, has none.
func (s *Snapshot) ground(z int32) (shapes *spatial.Polygons, feature int, err error) {
	if s.Zones.Leaf(z) {
		return s.Zones.Shapes, int(z), nil
	}
	c := &s.grounds
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[z] == nil {
		var b spatial.Builder
		if len(s.index.facesOf().of(z)) == 0 {
			b.Add(nil)
		} else {
			children := s.Zones.Children(z)
			which := make([]int, len(children))
			for k, child := range children {
				which[k] = int(child)
			}
			rest, err := overlay.Remainder(&arrange.Arrangement{}, s.Zones.Shapes, int(z), s.Zones.Shapes, which)
			if err != nil {
				return nil, 0, fmt.Errorf("unassigned ground of zone %s: %w", s.Zones.Code[z], err)
			}
			b.Add(rest)
		}
		if c.known == nil {
			c.known = map[int32]*spatial.Polygons{}
		}
		c.known[z] = b.Build()
	}
	return c.known[z], 0, nil
}
