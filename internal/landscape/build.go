package landscape

import (
	"context"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// shape is the ground of a rectangle in the landscape, which may be turned around its middle.
func (l *Landscape) shape(r Rect) *geom.MultiPolygon {
	mp := r.Shape()
	if l.Turn == 0 {
		return mp
	}
	const middle = UnitSide * Units / 2
	sin, cos := math.Sincos(l.Turn)
	flat := mp.FlatCoords()
	for i := 0; i < len(flat); i += 2 {
		x, y := flat[i]-middle, flat[i+1]-middle
		flat[i], flat[i+1] = middle+x*cos-y*sin, middle+x*sin+y*cos
	}
	return spatial.Normalize(mp)
}

// Snapshot builds what an ingest would, in a plane whose degrees are its metres. earlier is the snapshot of the night before, nil for
// none: gaps keep its ids.
func (l *Landscape) Snapshot(id string, earlier *snapshot.Snapshot) *snapshot.Snapshot {
	box := spatial.Box{MinX: -100, MinY: -100, MaxX: 200, MaxY: 200}
	plane, err := crsapprox.Fit(func(_, _ []float64) error { return nil }, box, 1e-6)
	Must(err)
	rules := rules.DefaultRules()
	rules.Coverage.Demand, rules.Coverage.ForestClasses = l.Demand, l.Forest
	s := snapshot.NewTables(snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: snapshot.ID(id), On: l.On, CRS: snapshot.CRSInfo{Name: "plane", WKT: "plane", Extent: box}, ToLonLat: plane, FromLonLat: plane, Rules: rules})
	var zones, cells, accepted, parcels, covers spatial.Builder
	place := map[string]int32{"": -1}
	for i, z := range l.Zones {
		place[z.ID] = int32(i)
		s.Zones.Code, s.Zones.Name, s.Zones.Level = append(s.Zones.Code, z.ID), append(s.Zones.Name, z.ID), append(s.Zones.Level, snapshot.Village)
		s.Zones.Parent, s.Zones.Ellipsoidal = append(s.Zones.Parent, place[z.Parent]), append(s.Zones.Ellipsoidal, float64(area.Planar().Multi(l.shape(z.Ground))))
		zones.Add(l.shape(z.Ground))
	}
	s.Zones.Planar, s.Zones.Shapes = s.Zones.Ellipsoidal, zones.Build()
	s.Zones.BuildIndexes()
	for _, c := range l.Cells {
		s.Cells.ID, s.Cells.Ranger = append(s.Cells.ID, c.ID), append(s.Cells.Ranger, c.Ranger)
		s.Cells.ValidFrom, s.Cells.ValidTo = append(s.Cells.ValidFrom, c.From), append(s.Cells.ValidTo, c.To)
		cells.Add(l.shape(c.Ground))
		covers.Add(l.shape(c.Ground))
	}
	for _, x := range l.Accepted {
		s.Accepted.ID, s.Accepted.Reason, s.Accepted.Approver = append(s.Accepted.ID, x.ID), append(s.Accepted.Reason, "lake"), append(s.Accepted.Approver, "office")
		s.Accepted.ValidFrom, s.Accepted.ValidTo = append(s.Accepted.ValidFrom, x.From), append(s.Accepted.ValidTo, x.To)
		accepted.Add(l.shape(x.Ground))
		covers.Add(l.shape(x.Ground))
	}
	for _, p := range l.Parcels {
		s.Parcels.ID, s.Parcels.Class, s.Parcels.Category = append(s.Parcels.ID, p.ID), append(s.Parcels.Class, p.Class), append(s.Parcels.Category, "公益林")
		s.Parcels.StatedM2 = append(s.Parcels.StatedM2, 0)
		parcels.Add(l.shape(p.Ground))
	}
	s.Cells.Shapes, s.Accepted.Shapes, s.Parcels.Shapes = cells.Build(), accepted.Build(), parcels.Build()
	ctx := context.Background()
	l.account(s, covers.Build())
	s.Found, err = coverage.Find(ctx, s)
	Must(err)
	var numbers map[string]int
	if earlier != nil {
		numbers = earlier.Manifest.GapNumbers
	}
	Must(lineage.Identify(ctx, s, earlier, numbers))
	out, err := s.Build()
	Must(err)
	return out
}

// account cuts everything by the landscape's rules, as an ingest does.
func (l *Landscape) account(s *snapshot.Tables, covers *spatial.Polygons) {
	ctx, o := context.Background(), overlay.Options{Workers: 2}
	s.Manifest.Accounting = l.Accounting
	var out []int32
	if l.Accounting > 0 {
		outside, err := coverage.Outside(ctx, s.Zones, o)
		Must(err)
		out = coverage.StickingOut(outside)
		for _, z := range out {
			s.Manifest.StickOut = append(s.Manifest.StickOut, s.Zones.Code[z])
		}
	}
	nesting := coverage.NewNesting(s.Zones, out)
	grounds, err := nesting.Grounds(ctx, nil, o)
	Must(err)
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: grounds, Covers: covers, Parcels: s.Parcels.Shapes,
		Measures: []area.Measure{area.Planar(), area.Planar()}}, o)
	Must(err)
	s.Facts = snapshot.PackFacts(a, nil)
	s.Contested.Shapes, s.CellPairs.Shapes = new(spatial.Builder).Build(), new(spatial.Builder).Build()
	if l.Accounting == 0 {
		return
	}
	pairs, err := overlay.Pairs(ctx, s.Zones.Shapes, func(a, b int) bool { return s.Zones.Parent[a] == s.Zones.Parent[b] }, nil, o)
	Must(err)
	disputed, err := nesting.Disputed(ctx, grounds, o)
	Must(err)
	s.Contested = snapshot.PackPairs(append(pairs, disputed...), area.Planar())
	pairs, err = overlay.Pairs(ctx, s.Cells.Shapes, nil, nil, o)
	Must(err)
	s.CellPairs = snapshot.PackPairs(pairs, area.Planar())
}
