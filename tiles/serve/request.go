package serve

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Request names one vector tile.
type Request struct {
	Layers        []string
	TileMatrixSet *tilematrix.TileMatrixSet // nil for WebMercatorQuad
	Z             int
	X, Y          uint32
	// Fields in addition to those that the zoom carries anyway; an unknown one wraps [ErrNoField].
	Fields []string
	// Zone keeps to this zone's subtree; an unknown code wraps [ErrNoZone]. Empty for all.
	Zone string
}

// query is a request after its names were resolved.
type query struct {
	layers  []*Layer
	pyramid *pyramid.Pyramid
	at      tilematrix.TileCoord  // in the pyramid
	within  *attributes.ZoneRange // of a zone's subtree; nil for all
	fields  []string
}

// check resolves a request's names. Errors are those of [Set.Tile].
func (s *Set) check(r Request) (a query, err error) {
	if a.layers, err = s.Pick(r.Layers); err != nil {
		return a, err
	}
	m := r.TileMatrixSet
	if m == nil {
		m = tilematrix.WebMercatorQuad()
	}
	if err := m.Check(r.Z, r.X, r.Y); err != nil {
		return a, err
	}
	if a.fields, err = known(a.layers, r.Fields); err != nil {
		return a, err
	}
	if r.Zone != "" {
		z, err := s.zone(r.Zone)
		if err != nil {
			return a, err
		}
		within := s.tables.ZoneOrder.Subtree(z)
		a.within = &within
	}
	a.at = tilematrix.TileCoord{Z: r.Z + m.LevelOffset, X: r.X, Y: r.Y}
	a.pyramid, err = s.pyramidOf(m)
	return a, err
}

// pyramidOf is the pyramid that a matrix set's tiles lie in.
func (s *Set) pyramidOf(m *tilematrix.TileMatrixSet) (*pyramid.Pyramid, error) {
	p := s.pyramids[m.Plane]
	if p == nil && s.part != nil && s.part.later[m.Plane] != nil {
		p, _, err := s.part.later[m.Plane].Get(context.Background(), struct{}{}, func(ctx context.Context) (*pyramid.Pyramid, error) {
			return inMemory(ctx, s.tables, m.Plane)
		})
		return p, err
	}
	if p == nil {
		return nil, fmt.Errorf("%w: those of %s lie in %s; `qingshan ingest` makes them again", ErrDamaged, m.ID, pyramid.FileName(m.Plane))
	}
	return p, nil
}

// zone finds a zone by its code.
func (s *Set) zone(code string) (int32, error) {
	z, ok := s.tables.Snapshot.Zones.Find(code)
	if !ok {
		return 0, fmt.Errorf("%w: %q", ErrNoZone, code)
	}
	return z, nil
}

// known returns the fields, or an error that wraps [ErrNoField] if none of the layers has one of them.
func known(layers []*Layer, fields []string) ([]string, error) {
	for _, name := range fields {
		if slices.ContainsFunc(layers, func(l *Layer) bool {
			return slices.ContainsFunc(l.Fields, func(f attributes.Field) bool { return f.Name == name })
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

// ready reports whether the tile's layers lie in the pyramid as the request wants them.
func (a query) ready() bool {
	return a.within == nil && len(a.fields) == 0 && a.at.Z <= finestOf(a.pyramid, a.layers)
}

// deflated appends the layers of a ready tile, without empty ones. Errors wrap [pyramid.ErrCorrupt].
func (s *Set) deflated(out []pyramid.DeflatedLayer, a query) ([]pyramid.DeflatedLayer, error) {
	k := pyramid.Key(a.at.X, a.at.Y)
	for _, l := range a.layers {
		if s.part.saysOtherwise(a.at.Z, l) {
			made, err := s.deflate(a, l)
			if err != nil {
				return nil, err
			}
			out = append(out, made...)
			continue
		}
		level := &a.pyramid.Levels[a.at.Z][l.index]
		i := level.Find(k)
		if i < 0 {
			continue
		}
		f, err := level.At(i)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// finestOf returns the finest level that a pyramid has of all the layers.
func finestOf(p *pyramid.Pyramid, layers []*Layer) int {
	least := pyramid.FullLevel
	for _, l := range layers {
		least = min(least, p.Finest(l.index))
	}
	return least
}
