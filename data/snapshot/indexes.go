package snapshot

import (
	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/spatial"
)

// indexes find rows of a snapshot's tables by place or by name. Each is made when it is first asked for, once for all who ask: a
// server that draws tiles needs none of them, and an index of a million parcels takes a second.
type indexes struct {
	zones, cells, accepted, parcels, gaps, pairs func() *spatial.Index
	patches                                      []func() *spatial.Index // by change
	cellAreas, parcelAreas                       func() []float64        // ellipsoidal m²
	cellByID                                     func() map[string]int32
	facesOf                                      func() groups // faces by zone
	factsOf                                      func() groups // rows of Facts by face
}

// Build makes a snapshot of tables that are complete; they must not be changed afterwards. It builds the indexes of zones and of
// the registry, and returns an error if the columns of a table do not fit together. The snapshot aliases the columns.
func (t *Tables) Build() (*Snapshot, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	t.Zones.BuildIndexes()
	t.Registry.BuildIndexes()
	return t.Derived(), nil
}

// Derived makes a snapshot of tables that share zones and registry with a snapshot and otherwise hold some of its rows, or rows
// made from them. Nothing is checked, and zones and registry are not indexed again. The snapshot aliases the columns.
func (t *Tables) Derived() *Snapshot {
	s := &Snapshot{Tables: *t}
	lazy := func(p *spatial.Polygons) func() *spatial.Index {
		return once.Value(func() *spatial.Index { return spatial.NewIndex(p) })
	}
	s.indexes = indexes{
		zones: lazy(s.Zones.Shapes), cells: lazy(s.Cells.Shapes), parcels: lazy(s.Parcels.Shapes),
		accepted: lazy(s.Accepted.Shapes), pairs: lazy(s.CellPairs.Shapes),
		cellAreas:   once.Value(func() []float64 { return s.Manifest.Ellipsoid.Features(s.Cells.Shapes) }),
		parcelAreas: once.Value(func() []float64 { return s.Manifest.Ellipsoid.Features(s.Parcels.Shapes) }),
		cellByID: once.Value(func() map[string]int32 {
			byID := make(map[string]int32, s.Cells.Len())
			for i, id := range s.Cells.ID {
				byID[id] = int32(i)
			}
			return byID
		}),
		facesOf: once.Value(func() groups { return groupBy(s.Facts.FaceZone, s.Zones.Len()) }),
		factsOf: once.Value(func() groups { return groupBy(s.Facts.Face, len(s.Facts.FaceZone)) }),
	}
	if s.Found != nil {
		s.indexes.gaps = lazy(s.Found.Gaps.Shapes)
	}
	for _, c := range s.Changes {
		s.indexes.patches = append(s.indexes.patches, lazy(c.Patches.Shapes))
	}
	return s
}

// ZoneIndex finds zones by place.
func (s *Snapshot) ZoneIndex() *spatial.Index { return s.indexes.zones() }

// CellIndex finds cells by place.
func (s *Snapshot) CellIndex() *spatial.Index { return s.indexes.cells() }

// AcceptedIndex finds approved exceptions by place.
func (s *Snapshot) AcceptedIndex() *spatial.Index { return s.indexes.accepted() }

// ParcelIndex finds parcels by place.
func (s *Snapshot) ParcelIndex() *spatial.Index { return s.indexes.parcels() }

// GapIndex finds the snapshot's own gaps by place.
func (s *Snapshot) GapIndex() *spatial.Index { return s.indexes.gaps() }

// PairIndex finds overlapping pairs of cells by place.
func (s *Snapshot) PairIndex() *spatial.Index { return s.indexes.pairs() }

// PatchIndex finds the patches of change i by place.
func (s *Snapshot) PatchIndex(i int) *spatial.Index { return s.indexes.patches[i]() }

// CellAreas are the ellipsoidal areas of all cells in m². Not to be changed.
func (s *Snapshot) CellAreas() []float64 { return s.indexes.cellAreas() }

// ParcelAreas are the ellipsoidal areas of all parcels in m². Not to be changed.
func (s *Snapshot) ParcelAreas() []float64 { return s.indexes.parcelAreas() }

// FindCell returns the cell with the id.
func (s *Snapshot) FindCell(id string) (int, bool) {
	i, ok := s.indexes.cellByID()[id]
	return int(i), ok
}

// FacesOf lists the faces of zone z in ascending order; not to be changed.
func (s *Snapshot) FacesOf(z int32) []int32 { return s.indexes.facesOf().of(z) }

// FactsOf lists the rows of Facts of a face in ascending order; not to be changed.
func (s *Snapshot) FactsOf(face int32) []int32 { return s.indexes.factsOf().of(face) }

// groups lists numbers by a key below a bound, in ascending order.
type groups struct{ start, items []int32 }

func groupBy(keys []int32, bound int) groups {
	g := groups{make([]int32, bound+1), make([]int32, len(keys))}
	for _, k := range keys {
		g.start[k]++
	}
	sum := int32(0)
	for i, n := range g.start {
		sum += n
		g.start[i] = sum
	}
	for i := len(keys) - 1; i >= 0; i-- {
		g.start[keys[i]]--
		g.items[g.start[keys[i]]] = int32(i)
	}
	return g
}

func (g groups) of(key int32) []int32 { return g.items[g.start[key]:g.start[key+1]] }
