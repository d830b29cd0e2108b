package coverage

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// find makes the polygons of gaps and overlaps, zone by zone. Those of the snapshot's own date and demand are stored.
func (e *Engine) find(ctx context.Context, k ViewKey, states []coverState) (*snapshot.Findings, error) {
	if e.Found != nil && k.On == e.Manifest.On && k.Demand == e.Manifest.Rules.Coverage.Demand && !k.InPost {
		return e.Found, nil
	}
	return findIn(ctx, &e.Tables, k.Demand, states, e.ParcelIndex)
}

// spot is one polygon of a finding.
type spot struct {
	set                 int32
	ellipsoidal, planar float64
	width               float64 // mean, metres of the plane
	residue             bool
	shape               *geom.MultiPolygon
}

// Find cuts gaps and overlaps on the tables' own date, by the project's demand, out of the faces; see [Engine.Coverage]. A gap is a
// polygon of one zone's uncovered ground, an overlap one of ground in the same two or more cells; what is smaller than the rules'
// tolerance is residue. It returns an error if a zone's faces cannot be united, or ctx ends.
func Find(ctx context.Context, t *snapshot.Tables) (*snapshot.Findings, error) {
	parcels := func() *spatial.Index { return spatial.NewIndex(t.Parcels.Shapes) }
	return findIn(ctx, t, t.Manifest.Rules.Coverage.Demand, coverStatesOf(t, t.Manifest.On, false), parcels)
}

func findIn(ctx context.Context, s *snapshot.Tables, demand rules.Demand, states []coverState, parcels func() *spatial.Index) (*snapshot.Findings, error) {
	finder := newFinder(s, states, demand, parcels)
	byZone := make([][]int, s.Zones.Len())
	for face, z := range s.Facts.FaceZone {
		byZone[z] = append(byZone[z], face)
	}
	var zones []int // that have ground of their own
	for z, faces := range byZone {
		if len(faces) > 0 {
			zones = append(zones, z)
		}
	}
	spots := make([][]spot, s.Zones.Len())
	err := overlay.Each(ctx, len(zones), overlay.Options{Workers: runtime.NumCPU()}, func(a *arrange.Arrangement, i int) (err error) {
		z := zones[i]
		if spots[z], err = finder.zone(a, byZone[z]); err != nil {
			return fmt.Errorf("gaps of zone %s: %w", s.Zones.Code[z], err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var gaps, overlaps, residue spotBuilder
	for z, list := range spots {
		slices.SortStableFunc(list, func(a, b spot) int { return cmp.Compare(b.ellipsoidal, a.ellipsoidal) })
		gaps.next, overlaps.next, residue.next = 0, 0, 0
		code := s.Zones.Code[z]
		for _, p := range list {
			switch {
			case p.residue:
				residue.add(code, "r", z, p)
			case p.set < 0:
				gaps.add(code, "g", z, p)
			default:
				overlaps.add(code, "o", z, p)
			}
		}
	}
	return &snapshot.Findings{Gaps: gaps.build(), Overlaps: overlaps.build(), Residue: residue.build()}, nil
}

type finder struct {
	s       *snapshot.Tables
	states  []coverState
	demand  rules.Demand
	forest  []bool         // by parcel
	parcels *spatial.Index // where only forest is demanded
}

func newFinder(s *snapshot.Tables, states []coverState, demand rules.Demand, parcels func() *spatial.Index) *finder {
	f := &finder{s: s, states: states, demand: demand, forest: s.ForestParcels()}
	if demand == rules.DemandForest {
		f.parcels = parcels()
	}
	return f
}

// uncovered is the place of a zone's gaps among its findings; overlaps come after it, by set.
const uncovered = 0

// zone draws what a zone's faces are found to be: one finding is uncovered ground, the others ground in the same cells.
func (f *finder) zone(a *arrange.Arrangement, faces []int) ([]spot, error) {
	sets := []int32{-1} // by finding
	var found []int     // faces that are part of one
	var finding []int   // beside found
	for _, face := range faces {
		set := f.s.Facts.FaceSet[face]
		switch st := f.states[set]; {
		case st.gap():
			found, finding = append(found, face), append(finding, uncovered)
		case st.cells > 1: // faces that differ in what does not count are one finding
			i := 1 + slices.IndexFunc(sets[1:], func(o int32) bool { return f.states[o].alike == st.alike })
			if i == uncovered {
				i = len(sets)
				sets = append(sets, set)
			}
			found, finding = append(found, face), append(finding, i)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	shapes, err := f.draw(a, found, finding, len(sets))
	var out []spot
	for i, shape := range shapes {
		if shape != nil {
			out = append(out, f.polygons(shape, sets[i])...)
		}
	}
	return out, err
}

// draw unites the faces of each finding, or their forest.
func (f *finder) draw(a *arrange.Arrangement, faces, finding []int, findings int) ([]*geom.MultiPolygon, error) {
	layer := f.s.Facts.Faces
	if f.demand != rules.DemandForest && len(faces) == 1 {
		out := make([]*geom.MultiPolygon, findings)
		out[finding[0]] = layer.Feature(faces[0])
		return out, nil
	}
	box := spatial.EmptyBox()
	for _, face := range faces {
		box = box.Union(layer.Bounds(face))
	}
	a.Reset(box)
	for _, face := range faces {
		a.Add(layer, face)
	}
	var parcels []int
	if f.demand == rules.DemandForest {
		parcels = f.parcels.Query(box)
		for _, p := range parcels {
			a.Add(f.s.Parcels.Shapes, p)
		}
	}
	if err := a.Divide(); err != nil {
		return nil, err
	}
	class := make([]int32, a.Labels())
	for l := range class {
		class[l] = -1
		set := a.Label(l) // faces share no ground: the first is the only one, the others are parcels
		if l == 0 || int(set[0]) >= len(faces) {
			continue
		}
		if f.demand == rules.DemandForest {
			var in []int32
			for _, k := range set[1:] {
				in = append(in, int32(parcels[int(k)-len(faces)]))
			}
			if firstForest(f.s, f.forest, in) < 0 {
				continue
			}
		}
		class[l] = int32(finding[set[0]])
	}
	return a.Polygons(class, findings), nil
}

// polygons takes a multipolygon apart and judges each polygon's size.
func (f *finder) polygons(mp *geom.MultiPolygon, set int32) []spot {
	var out []spot
	for _, p := range FindingsIn(f.s, -1, mp) {
		out = append(out, spot{set: set, shape: p.Shape, ellipsoidal: p.Ellipsoidal, planar: p.Planar, width: p.WidthM, residue: !p.Above(f.s.Manifest.Rules.Coverage)})
	}
	return out
}

type spotBuilder struct {
	spots  snapshot.FindingTable
	shapes spatial.Builder
	next   int // running number within the zone
}

func (b *spotBuilder) add(code, kind string, zone int, p spot) {
	b.next++
	b.spots.ID = append(b.spots.ID, fmt.Sprintf("%s-%s%d", code, kind, b.next))
	b.spots.Zone = append(b.spots.Zone, int32(zone))
	b.spots.Set = append(b.spots.Set, p.set)
	b.spots.Ellipsoidal = append(b.spots.Ellipsoidal, p.ellipsoidal)
	b.spots.Planar = append(b.spots.Planar, p.planar)
	b.shapes.Add(p.shape)
}

func (b *spotBuilder) build() snapshot.FindingTable {
	b.spots.Shapes = b.shapes.Build()
	return b.spots
}
