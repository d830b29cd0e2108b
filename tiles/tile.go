package tiles

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	// Extent is a tile's width in its own units.
	Extent = 4096
	// Buffer is how far, in tile units, geometry goes on beyond the tile, so that outlines drawn along its border do not show.
	Buffer = 64
	// MaxZoom is the finest zoom served; a unit is then under 3 mm.
	MaxZoom = 22
)

// Errors of a request.
var (
	ErrTileRange = errors.New("no such tile")
	ErrNoLayer   = errors.New("no such layer")
	ErrNoField   = errors.New("no such field")
	ErrNoZone    = errors.New("no such zone")
)

// tile is a place in the pyramid.
type tile struct {
	z    int
	x, y uint32
}

// size is the tile's width in world steps.
func (t tile) size() int64 { return 1 << (32 - t.z) }

// world is the tile with its buffer in world steps.
func (t tile) world() (lo, hi [2]uint32) {
	size, pad := t.size(), t.size()*Buffer/Extent+1
	at := func(v uint32) (uint32, uint32) {
		a := int64(v) * size
		return uint32(max(0, a-pad)), uint32(min(1<<32-1, a+size+pad))
	}
	lo[0], hi[0] = at(t.x)
	lo[1], hi[1] = at(t.y)
	return lo, hi
}

// local maps a world step to tile units, rounded to the nearest.
func (t tile) local(v, origin uint32) int64 {
	d := int64(v) - int64(origin)*t.size()
	shift := 32 - t.z - 12
	if shift <= 0 {
		return d << -shift
	}
	return (d + 1<<(shift-1)) >> shift
}

// Set is all layers of one snapshot. Immutable, safe for concurrent use.
type Set struct {
	layers []*Layer
	byName map[string]*Layer
}

// NewSet gathers layers under their names.
func NewSet(layers ...*Layer) *Set {
	s := &Set{layers: layers, byName: map[string]*Layer{}}
	for _, l := range layers {
		s.byName[l.Name] = l
	}
	return s
}

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

// check picks the layers of a request and refuses what is out of range.
func (s *Set) check(r Request) ([]*Layer, error) {
	layers, err := s.Pick(r.Layers)
	if err != nil {
		return nil, err
	}
	m := r.Matrix
	if m == nil {
		m = WebMercatorQuad()
	}
	return layers, m.Check(r.Z, r.X, r.Y)
}

// Tile encodes one tile, not compressed; nil where nothing is in it. Errors wrap [ErrNoLayer], [ErrTileRange], [ErrNoField] or
// [ErrNoZone].
func (s *Set) Tile(r Request) ([]byte, error) {
	layers, err := s.check(r)
	if err != nil {
		return nil, err
	}
	t := tile{r.Z, r.X, r.Y}
	var out []byte
	for _, l := range layers {
		if r.Z >= l.MinZoom {
			out = l.encode(out, t)
		}
	}
	return out, nil
}
