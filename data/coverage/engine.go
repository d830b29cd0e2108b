package coverage

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/spatial"
)

// Engine answers how much of each zone is covered, and where it is not, from one snapshot. It keeps what it worked out for a
// date. Safe for concurrent use.
type Engine struct {
	*snapshot.Snapshot
	planes  Planes
	views   once.Cache[ViewKey, *View]
	ranked  once.Cache[gapScope, []Gap]          // worked out when first asked for
	grounds once.Cache[int32, *spatial.Polygons] // what parents account for themselves: a layer of one feature a zone
	Nesting func() *Nesting
	Periods map[bool]func() periods // by whether rangers in post count
}

// New makes the engine of a snapshot. planes knows coordinate reference systems by name; without it areas in a named plane
// are refused.
func New(s *snapshot.Snapshot, planes Planes) *Engine {
	e := &Engine{Snapshot: s, planes: planes, Nesting: once.Value(func() *Nesting { return nestingOf(s) })}
	e.views.Limit, e.views.Cost = maxViews, func(_ ViewKey, v *View) int { return v.cost() }
	e.ranked.Limit, e.ranked.Cost = maxRanked, rankedCost
	e.Periods = map[bool]func() periods{
		false: once.Value(func() periods { return periodsOf(s, false) }),
		true:  once.Value(func() periods { return periodsOf(s, true) }),
	}
	return e
}

// Keep bounds the bytes of what the engine keeps, which else are [maxViews] and [maxRanked]: of a part of a snapshot there may be many
// engines. It is called before anything is asked.
func (e *Engine) Keep(bytes int) { e.views.Limit, e.ranked.Limit = max(1, bytes/2), max(1, bytes/2) }

// On makes the engine of another snapshot that knows the same planes.
func (e *Engine) On(s *snapshot.Snapshot) *Engine { return New(s, e.planes) }

// Ground is what zone z accounts for, as a feature of a layer, by [Nesting]. A parent that had no such ground at ingest, or only
// dust, has none. It returns an error if the ground cannot be cut.
func (e *Engine) Ground(z int32) (shapes *spatial.Polygons, feature int, err error) {
	if e.Zones.Leaf(z) {
		return e.Zones.Shapes, int(z), nil
	}
	shapes, _, err = e.grounds.Get(context.Background(), z, func(context.Context) (*spatial.Polygons, error) { return e.unassignedGround(z) })
	return shapes, 0, err
}
