package data

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// find makes the polygons of gaps and overlaps, zone by zone. Those of the snapshot's own date and demand are stored.
func (s *Snapshot) find(ctx context.Context, k viewKey, states []coverState) (*Found, error) {
	if s.Found != nil && k.on == s.Manifest.On && k.demand == s.Manifest.Rules.Coverage.Demand && !k.inPost {
		return s.Found, nil
	}
	return s.Find(ctx, k.on, k.demand, states)
}

// spot is one polygon of a finding.
type spot struct {
	set                 int32
	ellipsoidal, planar float64
	residue             bool
	shape               *geom.MultiPolygon
}

// Find cuts gaps and overlaps out of the faces. A gap is a polygon of one zone's uncovered ground, an overlap one of
// ground in the same two or more cells; what is smaller than the rules' tolerance is residue.
func (s *Snapshot) Find(ctx context.Context, on Date, demand Demand, states []coverState) (*Found, error) {
	if states == nil {
		states = s.coverStates(on, false)
	}
	finder := &finder{s: s, states: states}
	if demand == DemandForest {
		finder.forest = s.forestParcels()
		finder.parcels = spatial.NewIndex(s.Parcels.Shapes)
	}
	byZone := make([][]int, s.Zones.Len())
	for face, z := range s.Facts.FaceZone {
		byZone[z] = append(byZone[z], face)
	}
	spots := make([][]spot, s.Zones.Len())
	err := overlay.EachWorker(ctx, len(spots), overlay.Options{Workers: runtime.NumCPU()}, func(w *overlay.Worker, z int) (err error) {
		if spots[z], err = finder.zone(w, byZone[z]); err != nil {
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
	return &Found{Gaps: gaps.build(), Overlaps: overlaps.build(), Residue: residue.build()}, nil
}

type finder struct {
	s       *Snapshot
	states  []coverState
	forest  []bool // nil: all ground is demanded
	parcels *spatial.Index
}

func (f *finder) zone(w *overlay.Worker, faces []int) ([]spot, error) {
	var uncovered []int
	var out []spot
	for _, face := range faces {
		set := f.s.Facts.FaceSet[face]
		switch st := f.states[set]; {
		case st.gap():
			uncovered = append(uncovered, face)
		case st.cells > 1:
			shape, err := f.demanded(w, []int{face})
			if err != nil {
				return nil, err
			}
			out = append(out, f.polygons(shape, set)...)
		}
	}
	if len(uncovered) == 0 {
		return out, nil
	}
	shape, err := f.demanded(w, uncovered)
	return append(out, f.polygons(shape, -1)...), err
}

// demanded is the union of faces, or of their forest.
func (f *finder) demanded(w *overlay.Worker, faces []int) (*geom.MultiPolygon, error) {
	layer := f.s.Facts.Faces
	if len(faces) == 1 && f.forest == nil {
		return layer.Feature(faces[0]), nil
	}
	ground, err := union(w, layer, faces)
	if err != nil || f.forest == nil {
		return multi(ground, err)
	}
	var inside []int
	for _, p := range f.parcels.Query(ground.Box) {
		if f.forest[p] {
			inside = append(inside, p)
		}
	}
	woods, err := union(w, f.s.Parcels.Shapes, inside)
	if err != nil {
		return nil, err
	}
	return multi(w.Intersection(ground, woods))
}

func union(w *overlay.Worker, p *spatial.Polygons, which []int) (*overlay.Shape, error) {
	shapes := make([]*overlay.Shape, len(which))
	for i, f := range which {
		var err error
		if shapes[i], err = w.Feature(p, f); err != nil {
			return nil, err
		}
	}
	return w.Union(shapes)
}

func multi(s *overlay.Shape, err error) (*geom.MultiPolygon, error) {
	if err != nil {
		return nil, err
	}
	return s.Multi()
}

// polygons takes a multipolygon apart and judges each polygon's size; dust is rounding and makes no polygon.
func (f *finder) polygons(mp *geom.MultiPolygon, set int32) []spot {
	rule, ellipsoid := f.s.Manifest.Rules.Coverage, f.s.Manifest.Ellipsoid
	var out []spot
	for i := range mp.NumPolygons() {
		one := geom.NewMultiPolygon(geom.XY)
		if err := one.Push(mp.Polygon(i)); err != nil {
			panic(err) // both are XY
		}
		p := spot{set: set, shape: one, ellipsoidal: float64(ellipsoid.Multi(one)), planar: float64(area.Planar().Multi(one))}
		if p.planar < overlay.Dust {
			continue
		}
		width := 2 * p.planar / perimeter(one)
		p.residue = p.ellipsoidal < rule.MinAreaM2 || width < rule.MinWidthM
		out = append(out, p)
	}
	return out
}

func perimeter(mp *geom.MultiPolygon) float64 {
	sum, start := 0.0, 0
	for _, ends := range mp.Endss() {
		for _, e := range ends {
			sum += spatial.RingLength(mp.FlatCoords()[start:e])
			start = e
		}
	}
	return math.Max(sum, math.SmallestNonzeroFloat64)
}

type spotBuilder struct {
	spots  Spots
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

func (b *spotBuilder) build() Spots {
	b.spots.Shapes = b.shapes.Build()
	return b.spots
}
