package data

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
	"github.com/qingshan-gis/qingshan/spatial/warp"
)

// plane builds snapshots on a plane whose ellipsoidal area is the planar one, so that every number is known by hand.
type plane struct {
	t                                testing.TB
	s                                *Tables
	zones, cells, parcels, exception spatial.Builder
}

func newPlane(t testing.TB) *plane {
	box := spatial.Box{MinX: -100, MinY: -100, MaxX: 5000, MaxY: 5000}
	to, err := warp.Fit(func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = xs[i]*1e-5, ys[i]*1e-5
		}
		return nil
	}, box, 1e-12)
	if err != nil {
		t.Fatal(err)
	}
	m := Manifest{ID: "20261001-plane", Name: "虚构县", On: day("2026-10-01"), Created: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Rules: DefaultRules(),
		CRS: CRSInfo{Name: "EPSG:4549", Extent: box}, ToLonLat: to, FromLonLat: to, Inputs: []Input{{"zones.gpkg", 4096, strings.Repeat("ab", 32)}}}
	m.Rules.Coverage.ForestClasses = []string{"0111"}
	return &plane{t: t, s: NewTables(m)}
}

func rectangle(x0, y0, x1, y1 float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

func (p *plane) zone(code, name string, level Level, parent int32, chief string, mp *geom.MultiPolygon) {
	z := p.s.Zones
	z.Code, z.Name, z.Level, z.Parent = append(z.Code, code), append(z.Name, name), append(z.Level, level), append(z.Parent, parent)
	p.zones.Add(mp)
	if chief != "" {
		p.s.Registry.People = append(p.s.Registry.People, Person{ID: "c" + code, Name: chief, Post: "林长"})
		p.s.Registry.Assignments = append(p.s.Registry.Assignments, Assignment{Person: "c" + code, Role: RoleChief, Zone: code, ValidFrom: day("2026-01-01")})
	}
}

func (p *plane) cell(ranger string, to Date, mp *geom.MultiPolygon) {
	c := p.s.Cells
	c.ID, c.Ranger = append(c.ID, fmt.Sprint("g", c.Len())), append(c.Ranger, ranger)
	c.ValidFrom, c.ValidTo = append(c.ValidFrom, NoDate), append(c.ValidTo, to)
	p.cells.Add(mp)
}

func (p *plane) except(id string, to Date, mp *geom.MultiPolygon) {
	a := p.s.Accepted
	a.ID, a.Reason, a.Approver = append(a.ID, id), append(a.Reason, "水库"), append(a.Approver, "虚构县林长办")
	a.ValidFrom, a.ValidTo = append(a.ValidFrom, NoDate), append(a.ValidTo, to)
	p.exception.Add(mp)
}

func (p *plane) parcel(class string, mp *geom.MultiPolygon) {
	c := p.s.Parcels
	c.ID, c.Class, c.Category, c.StatedM2 = append(c.ID, fmt.Sprint("p", c.Len())), append(c.Class, class), append(c.Category, ""), append(c.StatedM2, 0)
	p.parcels.Add(mp)
}

// build cuts everything as an ingest does, by the product's own overlay.
func (p *plane) build() *Snapshot {
	p.t.Helper()
	s := p.s
	s.Zones.Shapes, s.Cells.Shapes, s.Parcels.Shapes, s.Accepted.Shapes = p.zones.Build(), p.cells.Build(), p.parcels.Build(), p.exception.Build()
	s.Zones.Link()
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
	p.fatal(err)
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
	p.fatal(err)
	s.Contested, s.CellPairs = sharedGround(pairs), sharedGround(nil)
	p.find()
	return p.snapshot()
}

// snapshot is that of the tables as they are now.
func (p *plane) snapshot() *Snapshot {
	p.s.Zones.Link()
	p.s.Registry.Link()
	t := *p.s
	return t.Derived()
}

// grounds is, by zone, what it accounts for itself.
func (p *plane) grounds() *spatial.Polygons {
	z, w := p.s.Zones, &arrange.Arrangement{}
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
		p.fatal(err)
		out.Add(rest)
	}
	return out.Build()
}

// find makes the findings anew from the facts.
func (p *plane) find() {
	p.t.Helper()
	p.s.Zones.Link()
	p.s.Registry.Link()
	found, err := Find(context.Background(), p.s)
	p.fatal(err)
	p.s.Found = found
	p.fatal(Identify(context.Background(), p.s, nil, nil))
}

func sharedGround(pairs []overlay.Pair) (out Shared) {
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

func (p *plane) fatal(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// county: three villages in a row, 100 m² a metre. 甲 is fully covered; 乙 lacks a strip and has a lake and a sliver; 丙 has no
// chief; 100 m of the county are in no village, 10 m in two.
func county(t testing.TB) *plane {
	p := newPlane(t)
	p.zone("990001", "虚构县", County, -1, "赵甲", rectangle(0, 0, 1000, 100))
	p.zone("990001001", "甲村", Village, 0, "钱乙", rectangle(0, 0, 300, 100))
	p.zone("990001002", "乙村", Village, 0, "孙丙", rectangle(300, 0, 610, 100))
	p.zone("990001003", "丙村", Village, 0, "", rectangle(600, 0, 900, 100))
	p.cell("r1", NoDate, rectangle(0, 0, 200, 100))
	p.cell("r2", NoDate, rectangle(150, 0, 400, 100))
	p.cell("", NoDate, rectangle(450, 0, 500, 100))
	p.cell("r3", NoDate, rectangle(500.05, 0, 1000, 100))
	p.except("x1", day("2026-12-31"), rectangle(400, 0, 420, 100))
	p.parcel("0200", rectangle(0, 0, 60, 100))
	p.parcel("0111", rectangle(50, 0, 430, 100))
	p.build()
	return p
}

// changed adds a change whose patches are given, each one part in one zone (0), no cell and one parcel (-1: none).
func (p *plane) changed(rule, t0, t1 string, parcels []int32, patches ...*geom.MultiPolygon) *Change {
	c := &Change{Rule: ChangeRule{Name: rule, Quantity: "ndvi", Compare: ComparePrevious, Drop: 0.2, MinAreaMu: 1, Connectivity: 8, MinValidShare: 0.5},
		T0: SceneInfo{Quantity: "ndvi", Date: day(t0)}, T1: SceneInfo{Quantity: "ndvi", Date: day(t1)}}
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
		stats *ZonalStats
		n     int
	}{{&c.Zones, p.s.Zones.Len()}, {&c.Cells, p.s.Cells.Len()}, {&c.Parcels, p.s.Parcels.Len()}} {
		for _, column := range []*[]float64{&z.stats.Count, &z.stats.Mean, &z.stats.Stdev, &z.stats.Min, &z.stats.Max, &z.stats.ValidShare, &z.stats.LaterShare} {
			*column = slices.Repeat([]float64{1}, z.n)
		}
	}
	p.s.Changes = append(p.s.Changes, c)
	return c
}

// wood is a plane with one zone and a parcel of every kind: 0 protective, 1 commercial, 2 protective but no forest class.
func wood(t testing.TB) *plane {
	p := newPlane(t)
	p.zone("990001", "虚构县", County, -1, "赵甲", rectangle(0, 0, 4000, 4000))
	for i, class := range []string{"0111", "0111", "0200"} {
		p.parcel(class, rectangle(0, float64(1000*i), 4000, float64(1000*i+1000)))
	}
	p.s.Parcels.Category = []string{"公益林", "商品林", "公益林"}
	p.s.Permitted.Shapes = new(spatial.Builder).Build()
	p.build()
	return p
}

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}
