package tiles

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/qingshan-gis/qingshan/data/once"
)

// Set is all layers of one snapshot. Immutable, safe for concurrent use.
type Set struct {
	layers   []*Layer
	byName   map[string]*Layer
	pyramids [planes]*pyramid // nil for one whose file is damaged
	tables   *tables
	bunched  once.Cache[bunchedAt, *table]
	encoders sync.Pool // of *tileEncoder
}

func newSet(t *tables, pyramids [planes]*pyramid) *Set {
	described := cmp.Or(pyramids[mercatorPlane], pyramids[geographicPlane], newPyramid(layerCount))
	s := &Set{layers: layersOf(described), byName: map[string]*Layer{}, pyramids: pyramids, tables: t}
	for _, l := range s.layers {
		s.byName[l.Name] = l
	}
	return s
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

// Errors of a request.
var (
	ErrNoLayer = errors.New("no such layer")
	ErrNoField = errors.New("no such field")
	ErrNoZone  = errors.New("no such zone")
	// ErrDamaged means that a tile lies in a file that [Load] was told not to open.
	ErrDamaged = errors.New("map tiles are damaged")
)

type bunchedAt struct {
	p        *pyramid
	z, layer int
}

// table is that of a level of a pyramid, with its bunches.
func (s *Set) table(p *pyramid, z, layer int) (*table, error) {
	l := &p.levels[z][layer]
	made, err := s.tables.at(layer, l.rung)
	if err != nil || len(l.bunches) == 0 {
		return made, err
	}
	made, _, err = s.bunched.Get(context.Background(), bunchedAt{p, z, layer}, func(context.Context) (*table, error) {
		bunches, ok := readBunches(l.bunches, len(made.ids))
		if !ok || made.spots == nil {
			return nil, fmt.Errorf("%w: z%d of %s", errPyramid, z, kinds[layer].name)
		}
		return made.withBunches(layer, bunches), nil
	})
	return made, err
}
