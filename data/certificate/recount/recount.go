package recount

import (
	"context"
	"fmt"
	"runtime"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// ByOverlay computes coverage from the polygons of zones, cells, exceptions and parcels alone: each zone's ground is cut by the
// union of its valid cells. It looks at no fact and no face. Errors are a [*snapshot.QueryError] for a plane that is refused,
// those of GEOS with the zone's code, or ctx's.
func ByOverlay(ctx context.Context, s *coverage.Engine, q coverage.Query, root int32) (map[int32]certificate.Recount, error) {
	measure := s.Manifest.Ellipsoid
	if q.Planar != "" {
		var err error
		if measure, _, err = s.PlanarMeasure(q.Planar); err != nil {
			return nil, err
		}
	}
	r := &recounter{s: s, q: q, measure: measure, woods: forestOf(s.Snapshot, q.Demand), cells: s.CellIndex(), accepted: spatial.NewIndex(s.Accepted.Shapes)}
	zones := s.Zones.Subtree(root)
	if err := r.findJuts(ctx); err != nil {
		return nil, err
	}
	own := make([]certificate.Recount, len(zones))
	err := geos.Each(ctx, len(zones), runtime.NumCPU(), nil, func(w *geos.Worker, i int) (err error) {
		if own[i], err = r.zone(w, zones[i]); err != nil {
			return fmt.Errorf("recount of zone %s: %w", s.Zones.Code[zones[i]], err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	disputed, err := r.disputed(ctx, zones)
	if err != nil {
		return nil, err
	}
	for i, z := range zones {
		own[i].ContestedM2 += disputed[z]
	}
	out := make(map[int32]certificate.Recount, len(zones))
	for i := len(zones) - 1; i >= 0; i-- { // children come after their parents
		sum := own[i]
		for _, c := range s.Zones.Children(zones[i]) {
			below := out[c]
			sum.Add(below.Totals)
			sum.UnassignedPlaces += below.UnassignedPlaces
			sum.DoubtfulGaps += below.DoubtfulGaps
			sum.DoubtfulPlaces += below.DoubtfulPlaces
			sum.DoubtfulM2 += below.DoubtfulM2
		}
		out[zones[i]] = sum
	}
	return out, nil
}

type recounter struct {
	s               *coverage.Engine
	q               coverage.Query
	measure         area.Measure
	woods           *forestMask
	cells, accepted *spatial.Index
	juts            []*geom.MultiPolygon // by zone: its ground outside its parent, nil for none
	chain           []bool               // by zone: it or a zone above it has any
}

// zone counts the ground that the zone itself accounts for.
func (r *recounter) zone(w *geos.Worker, z int32) (out certificate.Recount, err error) {
	ground, err := w.Feature(r.s.Zones.Shapes, int(z))
	if err != nil {
		return out, err
	}
	leaf := r.s.Zones.Leaf(z)
	if !leaf {
		if ground, err = r.remainder(w, &out, z, ground); err != nil {
			return out, err
		}
	}
	if ground, err = r.woods.of(w, ground); err != nil {
		return out, err
	}
	if err = r.add(&out.DemandM2, ground, nil); err != nil {
		return out, err
	}
	if !leaf {
		if err = r.unassigned(&out, z, ground); err != nil {
			return out, err
		}
	}
	bare, err := r.cover(w, &out, ground)
	if err != nil {
		return out, err
	}
	return out, r.gaps(&out, z, bare)
}

// remainder takes the children off and measures what two of them share.
func (r *recounter) remainder(w *geos.Worker, out *certificate.Recount, z int32, ground *geos.Shape) (*geos.Shape, error) {
	children, err := features(w, r.s.Zones.Shapes, r.s.Zones.Children(z))
	if err != nil {
		return nil, err
	}
	if err := eachShared(w, children, func(s *geos.Shape) error {
		var shared float64
		err := r.add(&shared, s, nil)
		out.ContestedM2 += shared
		return err
	}); err != nil {
		return nil, err
	}
	return r.beyondChildren(w, z, ground, children)
}

// beyondChildren takes the children off, and what the parent gives way to zones that stick out of theirs.
func (r *recounter) beyondChildren(w *geos.Worker, z int32, ground *geos.Shape, children []*geos.Shape) (*geos.Shape, error) {
	all, err := w.Union(children)
	if err != nil {
		return nil, err
	}
	if ground, err = w.Difference(ground, all); err != nil {
		return nil, err
	}
	return r.giveWay(w, z, ground)
}

func (r *recounter) unassigned(out *certificate.Recount, z int32, ground *geos.Shape) error {
	var mp *geom.MultiPolygon
	if err := r.add(&out.UnassignedM2, ground, &mp); err != nil {
		return err
	}
	for _, p := range coverage.FindingsIn(&r.s.Tables, z, mp) {
		if p.Above(r.s.Manifest.Rules.Coverage) {
			out.UnassignedPlaces++
		}
		if p.NearTolerance(r.s.Manifest.Rules.Coverage) {
			out.DoubtfulPlaces++
		}
	}
	return nil
}

// cover measures what cells and exceptions take, and returns the rest.
func (r *recounter) cover(w *geos.Worker, out *certificate.Recount, ground *geos.Shape) (*geos.Shape, error) {
	s := r.s
	cells, err := r.valid(w, ground, r.cells, s.Cells.Shapes, func(c int) bool {
		return r.q.On.Within(s.Cells.ValidFrom[c], s.Cells.ValidTo[c]) && (!r.q.InPost || s.RangerOf(c, r.q.On) != "")
	})
	if err != nil {
		return nil, err
	}
	exceptions, err := r.valid(w, ground, r.accepted, s.Accepted.Shapes, func(i int) bool {
		return r.q.On.Within(s.Accepted.ValidFrom[i], s.Accepted.ValidTo[i])
	})
	if err != nil {
		return nil, err
	}
	bare, err := r.take(w, &out.CoveredM2, ground, cells)
	if err != nil {
		return nil, err
	}
	if bare, err = r.take(w, &out.AcceptedM2, bare, exceptions); err != nil {
		return nil, err
	}
	var shared []*geos.Shape
	if err := eachShared(w, cells, func(s *geos.Shape) error { shared = append(shared, s); return nil }); err != nil {
		return nil, err
	}
	_, err = r.take(w, &out.OverlapM2, ground, shared)
	return bare, err
}

func (r *recounter) gaps(out *certificate.Recount, z int32, bare *geos.Shape) error {
	var mp *geom.MultiPolygon
	if err := r.add(&out.GapM2, bare, &mp); err != nil {
		return err
	}
	rule := r.s.Manifest.Rules.Coverage
	for _, p := range coverage.FindingsIn(&r.s.Tables, z, mp) {
		a := float64(r.measure.Multi(p.Shape))
		if p.NearTolerance(rule) {
			out.DoubtfulGaps++
			out.DoubtfulM2 += a
		}
		if p.Above(rule) {
			out.Gaps++
		} else {
			out.ResidueM2 += a
		}
		if p.Above(rule) || p.NearTolerance(rule) {
			out.GapAreas = append(out.GapAreas, a)
		}
	}
	return nil
}

// valid are the features that may meet the ground and that keep lets pass.
func (r *recounter) valid(w *geos.Worker, ground *geos.Shape, index *spatial.Index, p *spatial.Polygons, keep func(int) bool) ([]*geos.Shape, error) {
	var which []int32
	if !ground.Empty() {
		for _, i := range index.Query(ground.Box) {
			if keep(i) {
				which = append(which, int32(i))
			}
		}
	}
	return features(w, p, which)
}

// take adds the area of ground that lies in any of the shapes to sum, and returns what is left.
func (r *recounter) take(w *geos.Worker, sum *float64, ground *geos.Shape, shapes []*geos.Shape) (*geos.Shape, error) {
	all, err := w.Union(shapes)
	if err != nil {
		return nil, err
	}
	in, err := w.Intersection(ground, all)
	if err != nil {
		return nil, err
	}
	if err := r.add(sum, in, nil); err != nil {
		return nil, err
	}
	return w.Difference(ground, all)
}

// add measures a shape, and hands its polygons out where asked to.
func (r *recounter) add(sum *float64, s *geos.Shape, polygons **geom.MultiPolygon) error {
	mp, err := s.Multi()
	if err != nil {
		return err
	}
	*sum += float64(r.measure.Multi(mp))
	if polygons != nil {
		*polygons = mp
	}
	return nil
}

func features(w *geos.Worker, p *spatial.Polygons, which []int32) ([]*geos.Shape, error) {
	out := make([]*geos.Shape, len(which))
	for k, i := range which {
		var err error
		if out[k], err = w.Feature(p, int(i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// eachShared yields the ground that two of the shapes share, pair by pair.
func eachShared(w *geos.Worker, shapes []*geos.Shape, yield func(*geos.Shape) error) error {
	for i, a := range shapes {
		for _, b := range shapes[:i] {
			if !a.Box.Intersects(b.Box) {
				continue
			}
			shared, err := w.Intersection(a, b)
			if err != nil {
				return err
			}
			if shared.PlanarArea() < overlay.Dust {
				continue
			}
			if err := yield(shared); err != nil {
				return err
			}
		}
	}
	return nil
}
