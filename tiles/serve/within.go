package serve

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// part is what a set of a part of a snapshot has besides.
type part struct {
	// later are the pyramids that are built when they are first asked for; nil for the others.
	later [tilematrix.PlaneCount]*once.Cache[struct{}, *pyramid.Pyramid]
	built bool // the part has pyramids of its own
	// changed tells by level and layer of the whole's pyramids that features have other values in the part.
	changed [pyramid.LevelCount][]bool
}

// saysOtherwise tells whether a layer that lies ready at a level has other values than the set.
func (p *part) saysOtherwise(level int, l *Layer) bool {
	return p != nil && p.changed[level] != nil && p.changed[level][l.index]
}

// Within is the set of a part of the set's snapshot, with the tiles that the part would have if it were all there is: what is outside has
// no share in them, be it by a border, a sum, a cluster or the choice of what a level shows (decision 036). Where the part has all rows of
// the whole with their geometry, and only tells less of them, its tiles are those of the whole, and only layers with other values are
// encoded when they are asked for. Else its pyramids are built in memory: that of WebMercatorQuad at once, which takes as long as at
// ingest for so many features, that of degrees when it is first asked for. For the snapshot itself it is the set itself. It refers to
// the set of the whole, which must stay open.
// Errors are those of building, or ctx's.
func (s *Set) Within(ctx context.Context, of *snapshot.Snapshot) (*Set, error) {
	if of == s.tables.Snapshot {
		return s, nil
	}
	t := attributes.NewTables(of)
	if s.part == nil && sameRows(s.tables.Snapshot, of) {
		switch out, same, err := s.retold(t); {
		case err != nil:
			return nil, fmt.Errorf("tiles: %w", err)
		case same:
			return out, nil
		}
	}
	mercator, err := inMemory(ctx, t, tilematrix.Mercator)
	if err != nil {
		return nil, err
	}
	out := newSet(t, [tilematrix.PlaneCount]*pyramid.Pyramid{tilematrix.Mercator: mercator})
	out.part = &part{built: true}
	out.part.later[tilematrix.Geographic] = &once.Cache[struct{}, *pyramid.Pyramid]{}
	return out, nil
}

// unbuilt tells whether a plane's pyramid has still to be built.
func (p *part) unbuilt(plane tilematrix.Plane) bool {
	return p != nil && p.later[plane] != nil && !p.later[plane].Has(struct{}{})
}

// Unbuilt tells whether a tile of a matrix set makes a part's pyramid be built first, which takes long and much memory.
func (s *Set) Unbuilt(m *tilematrix.TileMatrixSet) bool { return m != nil && s.part.unbuilt(m.Plane) }

// Held is about how many bytes the set's tiles take in memory, both planes counted where one is built already; none for a part that uses
// those of the whole.
func (s *Set) Held() (bytes int) {
	if s.part != nil && !s.part.built {
		return 0
	}
	for _, p := range s.pyramids {
		bytes += p.Held()
	}
	if s.part != nil && s.part.built {
		bytes *= int(tilematrix.PlaneCount)
	}
	return bytes
}

// retold is a set with the pyramids of s and the values of a part that has the same rows; same is false where some features are others
// nevertheless.
func (s *Set) retold(t *attributes.Tables) (out *Set, same bool, err error) {
	out = newSet(t, s.pyramids)
	out.part = &part{}
	type tableKey struct{ layer, aggregation int }
	fields := map[tableKey][]attributes.Field{}
	for _, p := range s.pyramids {
		if p == nil {
			continue
		}
		for z := range p.Levels {
			if out.part.changed[z] == nil {
				out.part.changed[z] = make([]bool, len(t.Layers))
			}
			for layer := range t.Layers {
				k := tableKey{layer, p.Levels[z][layer].Aggregation}
				if _, known := fields[k]; !known && p.Levels[z][layer].Len() > 0 {
					if fields[k], same, err = s.differences(t, layer, k.aggregation); err != nil || !same {
						return nil, false, err
					}
				}
				for _, f := range fields[k] {
					if f.Carried(z) {
						out.part.changed[z][layer] = true
					}
				}
			}
		}
	}
	return out, true, nil
}

// differences lists the fields of which features have other values by other tables than the set's; same is false where the features are
// others.
func (s *Set) differences(t *attributes.Tables, layer, aggregation int) (fields []attributes.Field, same bool, err error) {
	whole, err := s.tables.At(layer, aggregation)
	if err != nil {
		return nil, false, err
	}
	part, err := t.At(layer, aggregation)
	if err != nil || !part.SameFeatures(whole) {
		return nil, false, err
	}
	return part.Changed(whole), true, nil
}
