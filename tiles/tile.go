package tiles

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Errors of a request.
var (
	ErrTileRange = errors.New("no such tile")
	ErrNoLayer   = errors.New("no such layer")
	ErrNoField   = errors.New("no such field")
	ErrNoZone    = errors.New("no such zone")
)

// tileAt is a place in a pyramid.
type tileAt struct {
	level int
	x, y  uint32
}

// shift is how far the units of the finest tiles are enlarged, so that no extent is below [Extent].
func (t tileAt) shift() uint {
	if t.level <= 32-13 {
		return 0
	}
	return uint(t.level - (32 - 13))
}

// extent is the tile's width in its own units.
func (t tileAt) extent() uint64 {
	if t.level < fullLevel {
		return Extent
	}
	return max(Extent, uint64(1)<<(32-t.level))
}

// Set is all layers of one snapshot. Immutable, safe for concurrent use.
type Set struct {
	layers   []*Layer
	byName   map[string]*Layer
	pyramids [planes]*pyramid
	walk     *zoneWalk
	zone     func(code string) (int32, bool)
	encoders sync.Pool
}

// Layers lists the layers there are.
func (s *Set) Layers() []*Layer { return s.layers }

// Pick returns the named layers, or an error that wraps [ErrNoLayer] and lists those there are.
func (s *Set) Pick(names []string) ([]*Layer, error) {
	var out []*Layer
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			return nil, fmt.Errorf("%w twice in one tile: %q", ErrNoLayer, n)
		}
		l, ok := s.byName[n]
		if !ok {
			var known []string
			for _, l := range s.layers {
				known = append(known, l.Name)
			}
			return nil, fmt.Errorf("%w %q; there are %s", ErrNoLayer, n, strings.Join(known, ", "))
		}
		out = append(out, l)
	}
	return out, nil
}

// asked is a request that was looked through.
type asked struct {
	layers  []*Layer
	pyramid *pyramid
	plane   plane
	offset  int
	within  *placeRange // of a zone's subtree; nil for all
	fields  []string
}

func (s *Set) check(r Request) (a asked, err error) {
	if a.layers, err = s.Pick(r.Layers); err != nil {
		return a, err
	}
	m := r.Matrix
	if m == nil {
		m = WebMercatorQuad()
	}
	if err := m.Check(r.Z, r.X, r.Y); err != nil {
		return a, err
	}
	if a.fields, err = known(a.layers, r.Fields); err != nil {
		return a, err
	}
	if r.Zone != "" {
		z, ok := s.zone(r.Zone)
		if !ok {
			return a, fmt.Errorf("%w: %q", ErrNoZone, r.Zone)
		}
		within := s.walk.subtree(z)
		a.within = &within
	}
	a.plane, a.pyramid, a.offset = m.plane, s.pyramids[m.plane], m.offset
	return a, nil
}

// known refuses fields that none of the layers has.
func known(layers []*Layer, fields []string) ([]string, error) {
	for _, name := range fields {
		if slices.ContainsFunc(layers, func(l *Layer) bool {
			return slices.ContainsFunc(l.Fields, func(f Field) bool { return f.Name == name })
		}) {
			continue
		}
		var all []string
		for _, l := range layers {
			for _, f := range l.Fields {
				if !slices.Contains(all, f.Name) {
					all = append(all, f.Name)
				}
			}
		}
		return nil, fmt.Errorf("%w %q; there are %s", ErrNoField, name, strings.Join(all, ", "))
	}
	return fields, nil
}

// Tile encodes one tile, not compressed; nil where nothing is in it. Errors wrap [ErrNoLayer], [ErrTileRange], [ErrNoField] or
// [ErrNoZone].
func (s *Set) Tile(r Request) ([]byte, error) {
	a, err := s.check(r)
	if err != nil {
		return nil, err
	}
	t := tileAt{r.Z + a.offset, r.X, r.Y}
	e, _ := s.encoders.Get().(*encoder)
	if e == nil {
		e = &encoder{}
	}
	defer s.encoders.Put(e)
	e.out = e.out[:0]
	for _, l := range a.layers {
		if l.polygons < 0 {
			a.points(e, l, t)
		} else {
			a.polygons(e, l, t)
		}
	}
	if len(e.out) == 0 {
		return nil, nil
	}
	return slices.Clone(e.out), nil
}

func (a asked) wanted(t tileAt) func(c *column) bool {
	return func(c *column) bool {
		return !c.OnRequest && t.level >= c.MinZoom || slices.Contains(a.fields, c.Name)
	}
}

func (a asked) polygons(e *encoder, l *Layer, t tileAt) {
	at := min(t.level, fullLevel)
	up := t.level - at
	level := &a.pyramid.levels[at][l.polygons]
	shapes := level.find(key(t.x>>up, t.y>>up))
	if len(shapes) == 0 {
		return
	}
	table, ok := l.tableAt(level.rung)
	if !ok {
		return
	}
	e.begin(table, a.plane, at, a.wanted(t))
	eachShape(shapes, func(s shape) {
		if int(s.feature) >= len(table.ids) || a.within != nil && !table.zones.in(s.feature, *a.within) {
			return
		}
		kind := byte(typePolygon)
		if s.point {
			kind = typePoint
		}
		geometry := s.geometry
		if up > 0 {
			if geometry = e.deeper(s, t); geometry == nil {
				return
			}
		}
		e.feature(table.ids[s.feature], s.feature, kind, geometry)
	})
	e.end(l.Name, t.extent())
}

func (a asked) points(e *encoder, l *Layer, t tileAt) {
	p := l.places[a.plane]
	from, to := p.in(t.level, t.x, t.y)
	if from == to {
		return
	}
	table := l.tables[0]
	e.begin(table, a.plane, min(t.level, fullLevel), a.wanted(t))
	size := 32 - t.level
	extent := t.extent()
	for i := from; i < to; i++ {
		f := p.feature[i]
		if !p.shown(f, t.level) || a.within != nil && !table.zones.in(f, *a.within) {
			continue
		}
		x, y := split(p.code[i])
		scale := func(v uint32) int64 { return int64(uint64(v&(1<<size-1)) * extent >> size) }
		e.geometry = appendPoint(e.geometry[:0], scale(x), scale(y))
		e.feature(table.ids[f], f, typePoint, e.geometry)
	}
	e.end(l.Name, extent)
}
