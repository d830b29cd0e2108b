package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Set answers requests for the vector tiles of one snapshot. Immutable, safe for concurrent use.
type Set struct {
	layers    []*Layer
	byName    map[string]*Layer
	pyramids  [tilematrix.PlaneCount]*pyramid.Pyramid // nil for one whose file is damaged
	tables    *attributes.Tables
	clustered once.Cache[clusteredAt, *attributes.Table]
	encoders  sync.Pool // of *tileEncoder
	part      *part     // nil for a whole snapshot
}

// Close ends the mapping of the set's pyramids; the set must not be asked afterwards. It does nothing to a part, whose pyramids lie in
// memory or are those of the whole.
func (s *Set) Close() {
	if s.part != nil {
		return
	}
	for _, p := range s.pyramids {
		p.Close()
	}
}

func newSet(t *attributes.Tables, pyramids [tilematrix.PlaneCount]*pyramid.Pyramid) *Set {
	described := cmp.Or(pyramids[tilematrix.Mercator], pyramids[tilematrix.Geographic], pyramid.New(len(t.Layers)))
	s := &Set{layers: layersOf(t.Layers, described), byName: map[string]*Layer{}, pyramids: pyramids, tables: t}
	for _, l := range s.layers {
		s.byName[l.Name] = l
	}
	return s
}

// Layers lists all layers. The slice is the set's own.
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

type clusteredAt struct {
	p        *pyramid.Pyramid
	z, layer int
}

// table returns the attributes of a layer's features at a level of a pyramid, its clusters among them.
func (s *Set) table(p *pyramid.Pyramid, z, layer int) (*attributes.Table, error) {
	l := &p.Levels[z][layer]
	made, err := s.tables.At(layer, l.Aggregation)
	if err != nil || len(l.Clusters) == 0 {
		return made, err
	}
	made, _, err = s.clustered.Get(context.Background(), clusteredAt{p, z, layer}, func(context.Context) (*attributes.Table, error) {
		clusters, ok := pyramid.ReadClusters(l.Clusters, len(made.IDs))
		if !ok || made.Clusterable == nil {
			return nil, fmt.Errorf("%w: z%d of %s", pyramid.ErrFormat, z, s.tables.Layers[layer].Name)
		}
		return made.WithClusters(clusters), nil
	})
	return made, err
}
