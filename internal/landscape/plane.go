package landscape

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Plane builds snapshots feature by feature, on a plane whose ellipsoidal areas are the planar ones, so that every number is known
// by hand. One metre is 1e-5 degrees; what lies beyond 5 km has no place. Tables may be changed before they are built.
type Plane struct {
	Tables                           *snapshot.Tables
	zones, cells, parcels, exception spatial.Builder
}

// NewPlane is an empty plane on 2026-10-01, whose forest class is 0111.
func NewPlane() *Plane {
	box := spatial.Box{MinX: -100, MinY: -100, MaxX: 5000, MaxY: 5000}
	degrees := spatial.Box{MinX: box.MinX * degree, MinY: box.MinY * degree, MaxX: box.MaxX * degree, MaxY: box.MaxY * degree}
	to, err := crsapprox.Fit(scaled(degree), box, 1e-12)
	Must(err)
	from, err := crsapprox.Fit(scaled(1/degree), degrees, 1e-6)
	Must(err)
	m := snapshot.Manifest{ID: "20261001-plane", Name: "虚构县", On: Day("2026-10-01"), Created: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Rules: rules.DefaultRules(),
		CRS: snapshot.CRSInfo{Name: "EPSG:4549", Extent: box}, ToLonLat: to, FromLonLat: from, Inputs: []snapshot.Input{{Path: "zones.gpkg", Bytes: 4096, SHA256: strings.Repeat("ab", 32)}}}
	m.Rules.Coverage.ForestClasses = []string{"0111"}
	return &Plane{Tables: snapshot.NewTables(m)}
}

// degree is how many degrees one metre of a [Plane] is.
const degree = 1e-5

// scaled multiplies coordinates by a factor.
func scaled(by float64) crsapprox.Func {
	return func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = xs[i]*by, ys[i]*by
		}
		return nil
	}
}

// Rectangle is a rectangle in metres.
func Rectangle(x0, y0, x1, y1 float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

// Zone adds a zone; parent is the number of an earlier one, -1 for a root, and chief the name of who holds it since 2026-01-01, ""
// for nobody.
func (p *Plane) Zone(code, name string, level snapshot.Level, parent int32, chief string, mp *geom.MultiPolygon) {
	z := p.Tables.Zones
	z.Code, z.Name, z.Level, z.Parent = append(z.Code, code), append(z.Name, name), append(z.Level, level), append(z.Parent, parent)
	p.zones.Add(mp)
	if chief != "" {
		p.Tables.Registry.People = append(p.Tables.Registry.People, snapshot.Person{ID: "c" + code, Name: chief, Post: "林长"})
		p.Tables.Registry.Assignments = append(p.Tables.Registry.Assignments, snapshot.Assignment{Person: "c" + code, Role: snapshot.RoleChief, Zone: code, ValidFrom: Day("2026-01-01")})
	}
}

// Cell adds a cell, g0, g1, …, that is valid up to a date.
func (p *Plane) Cell(ranger string, to snapshot.Date, mp *geom.MultiPolygon) {
	c := p.Tables.Cells
	c.ID, c.Ranger = append(c.ID, fmt.Sprint("g", c.Len())), append(c.Ranger, ranger)
	c.ValidFrom, c.ValidTo = append(c.ValidFrom, snapshot.NoDate), append(c.ValidTo, to)
	p.cells.Add(mp)
}

// Except adds an approved exception that is valid up to a date.
func (p *Plane) Except(id string, to snapshot.Date, mp *geom.MultiPolygon) {
	a := p.Tables.Accepted
	a.ID, a.Reason, a.Approver = append(a.ID, id), append(a.Reason, "水库"), append(a.Approver, "虚构县林长办")
	a.ValidFrom, a.ValidTo = append(a.ValidFrom, snapshot.NoDate), append(a.ValidTo, to)
	p.exception.Add(mp)
}

// Parcel adds a parcel, p0, p1, …, without category.
func (p *Plane) Parcel(class string, mp *geom.MultiPolygon) {
	c := p.Tables.Parcels
	c.ID, c.Class, c.Category, c.StatedM2 = append(c.ID, fmt.Sprint("p", c.Len())), append(c.Class, class), append(c.Category, ""), append(c.StatedM2, 0)
	p.parcels.Add(mp)
}

// Build cuts the features as an ingest does, by the product's own overlay, and makes the snapshot. Call it once.
func (p *Plane) Build() *snapshot.Snapshot {
	s := p.Tables
	s.Zones.Shapes, s.Cells.Shapes, s.Parcels.Shapes, s.Accepted.Shapes = p.zones.Build(), p.cells.Build(), p.parcels.Build(), p.exception.Build()
	s.Zones.BuildIndexes()
	grounds := p.grounds()
	var covers, faces spatial.Builder
	for i := range s.Cells.Len() {
		covers.AddFrom(s.Cells.Shapes, i)
	}
	for i := range s.Accepted.Len() {
		covers.AddFrom(s.Accepted.Shapes, i)
	}
	one := overlay.Options{Workers: 1}
	a, err := overlay.Arrange(context.Background(), overlay.Layers{Grounds: grounds, Covers: covers.Build(), Parcels: s.Parcels.Shapes,
		Measures: []area.Measure{area.Planar(), area.Planar()}}, one)
	Must(err)
	f := s.Facts
	for i, face := range a.Faces {
		f.Sets = append(f.Sets, face.Covers)
		f.FaceZone, f.FaceSet = append(f.FaceZone, face.Ground), append(f.FaceSet, int32(i))
		faces.Add(face.Shape)
	}
	f.Faces = faces.Build()
	for _, r := range a.Facts {
		f.Face, f.Parcel = append(f.Face, r.Face), append(f.Parcel, r.Parcel)
		f.Ellipsoidal, f.Planar = append(f.Ellipsoidal, r.Areas[0]), append(f.Planar, r.Areas[1])
	}
	siblings := func(a, b int) bool { return s.Zones.Parent[a] == s.Zones.Parent[b] }
	pairs, err := overlay.Pairs(context.Background(), s.Zones.Shapes, siblings, nil, one)
	Must(err)
	s.Contested, s.CellPairs = SharedGround(pairs), SharedGround(nil)
	p.Find()
	return p.Snapshot()
}

// Snapshot is that of the tables as they are now, with the facts that Build found.
func (p *Plane) Snapshot() *snapshot.Snapshot {
	p.Tables.Zones.BuildIndexes()
	p.Tables.Registry.BuildIndexes()
	t := *p.Tables
	return t.Derived()
}

// grounds is, by zone, what it accounts for itself.
func (p *Plane) grounds() *spatial.Polygons {
	z, w := p.Tables.Zones, &arrange.Arrangement{}
	var out spatial.Builder
	for i := range z.Len() {
		a := float64(area.Planar().Feature(z.Shapes, i))
		z.Ellipsoidal, z.Planar = append(z.Ellipsoidal, a), append(z.Planar, a)
		var children []int
		for _, c := range z.Children(int32(i)) {
			children = append(children, int(c))
		}
		if children == nil {
			out.AddFrom(z.Shapes, i)
			continue
		}
		rest, err := overlay.Remainder(w, z.Shapes, i, z.Shapes, children)
		Must(err)
		out.Add(rest)
	}
	return out.Build()
}

// Find makes the findings anew from the facts, with new ids.
func (p *Plane) Find() {
	p.Tables.Zones.BuildIndexes()
	p.Tables.Registry.BuildIndexes()
	found, err := coverage.Find(context.Background(), p.Tables)
	Must(err)
	p.Tables.Found = found
	Must(lineage.Identify(context.Background(), p.Tables, nil, nil))
}

// SharedGround turns pairs into columns, by planar areas.
func SharedGround(pairs []overlay.Pair) (out snapshot.Shared) {
	var shapes spatial.Builder
	for _, q := range pairs {
		a := float64(area.Planar().Multi(q.Shape))
		out.A, out.B = append(out.A, q.A), append(out.B, q.B)
		out.Ellipsoidal, out.Planar = append(out.Ellipsoidal, a), append(out.Planar, a)
		shapes.Add(q.Shape)
	}
	out.Shapes = shapes.Build()
	return out
}

// Changed adds a change between two dates whose patches are given, each one part in one zone (0), no cell and one parcel (-1: none).
func (p *Plane) Changed(rule, t0, t1 string, parcels []int32, patches ...*geom.MultiPolygon) *snapshot.Change {
	c := &snapshot.Change{Rule: rules.ChangeRule{Name: rule, Quantity: "ndvi", Compare: rules.ComparePrevious, Drop: 0.2, MinAreaMu: 1, Connectivity: 8, MinValidShare: 0.5},
		T0: snapshot.SceneInfo{Quantity: "ndvi", Date: Day(t0)}, T1: snapshot.SceneInfo{Quantity: "ndvi", Date: Day(t1)}}
	var shapes spatial.Builder
	for i, mp := range patches {
		shapes.Add(mp)
		m2 := float64(area.Planar().Multi(mp))
		q, r := &c.Patches, &c.Parts
		q.Pixels, q.Mean, q.Extreme = append(q.Pixels, 1), append(q.Mean, -0.5), append(q.Extreme, -0.5)
		q.Ellipsoidal, q.Planar = append(q.Ellipsoidal, m2), append(q.Planar, m2)
		r.Patch, r.Zone, r.Set, r.Parcel = append(r.Patch, int32(i)), append(r.Zone, 0), append(r.Set, -1), append(r.Parcel, parcels[i])
		r.Ellipsoidal, r.Planar = append(r.Ellipsoidal, m2), append(r.Planar, m2)
	}
	c.Patches.Shapes = shapes.Build()
	c.Parts.Shapes = c.Patches.Shapes
	for _, z := range []struct {
		stats *snapshot.ZonalStats
		n     int
	}{{&c.Zones, p.Tables.Zones.Len()}, {&c.Cells, p.Tables.Cells.Len()}, {&c.Parcels, p.Tables.Parcels.Len()}} {
		for _, column := range []*[]float64{&z.stats.Count, &z.stats.Mean, &z.stats.Stdev, &z.stats.Min, &z.stats.Max, &z.stats.ValidShare, &z.stats.LaterShare} {
			*column = slices.Repeat([]float64{1}, z.n)
		}
	}
	p.Tables.Changes = append(p.Tables.Changes, c)
	return c
}
