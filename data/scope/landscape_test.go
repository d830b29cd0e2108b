package scope_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// drawCounty is a random landscape with everything that a snapshot may have.
func drawCounty(rng *rand.Rand) (*landscape.Landscape, *snapshot.Snapshot) {
	l := landscape.Random(rng)
	if rng.IntN(3) > 0 {
		l = landscape.RandomJutting(rng)
	} else {
		l.Accounting = 1
	}
	if rng.IntN(4) == 0 {
		l.Turn = rng.Float64()
	}
	for i := range l.Cells {
		if l.Cells[i].Ranger != "" {
			l.Cells[i].Ranger = fmt.Sprint("ranger-of-", l.Cells[i].ID)
		}
	}
	t := l.Snapshot("s", nil).Tables
	t.Permitted = drawPermitted(rng)
	t.Registry = drawRegistry(rng, l)
	for k := range 2 {
		t.Changes = append(t.Changes, drawChange(rng, &t, fmt.Sprint("rule", k)))
	}
	t.Series = []*snapshot.Series{drawSeries(rng, &t)}
	s, err := t.Build()
	landscape.Must(err)
	return l, s
}

func drawPermitted(rng *rand.Rand) *snapshot.Permitted {
	p := &snapshot.Permitted{}
	var shapes spatial.Builder
	for i := range 3 {
		p.ID, p.Permit = append(p.ID, fmt.Sprint("u", i)), append(p.Permit, "permit")
		p.ValidFrom, p.ValidTo = append(p.ValidFrom, 0), append(p.ValidTo, 0)
		shapes.Add(landscape.RandomRect(rng, 4).Shape())
	}
	p.Shapes = shapes.Build()
	return p
}

// drawRegistry gives zones chiefs and cells rangers, some of them corrected on a later day.
func drawRegistry(rng *rand.Rand, l *landscape.Landscape) *snapshot.Registry {
	r := &snapshot.Registry{}
	assign := func(role snapshot.Role, zone, cell string) {
		for n := range rng.IntN(4) {
			id := fmt.Sprint(role, "-", zone, cell, "-", n)
			r.People = append(r.People, snapshot.Person{ID: id, Name: "name of " + id, Post: "post of " + id})
			a := snapshot.Assignment{Person: id, Role: role, Zone: zone, Cell: cell, ValidFrom: snapshot.Date(90 + 5*rng.IntN(3)), RecordedAt: snapshot.Date(90 + rng.IntN(20))}
			if rng.IntN(2) == 0 {
				a.ValidTo = a.ValidFrom + snapshot.Date(rng.IntN(20))
			}
			r.Assignments = append(r.Assignments, a)
		}
	}
	for _, z := range l.Zones {
		assign(snapshot.RoleChief, z.ID, "")
		assign(snapshot.RoleDeputy, z.ID, "")
	}
	for i, c := range l.Cells {
		if i%2 == 0 {
			assign(snapshot.RoleRanger, "", c.ID)
		}
	}
	return r
}

// drawChange draws patches by chance and cuts them as an ingest does.
func drawChange(rng *rand.Rand, t *snapshot.Tables, rule string) *snapshot.Change {
	c := &snapshot.Change{Rule: rules.ChangeRule{Name: rule, Quantity: "ndvi", Compare: rules.ComparePrevious, Drop: 0.2, Connectivity: 8, MinValidShare: 0.5, Quantiles: []float64{0.5}},
		T0: snapshot.SceneInfo{Quantity: "ndvi", Date: 80, Path: "t0.tif"}, T1: snapshot.SceneInfo{Quantity: "ndvi", Date: 95, Path: "t1.tif"}, Pixels: snapshot.PixelCounts{Valid: 77}}
	var shapes, parts spatial.Builder
	n := 3 + rng.IntN(5)
	for range n {
		r := landscape.RandomRect(rng, 5)
		if rng.IntN(2) == 0 { // not on the lattice
			w := landscape.Rectangle(10*float64(r.X0)+rng.Float64()*9, 10*float64(r.Y0)+rng.Float64()*9, 10*float64(r.X1)+rng.Float64(), 10*float64(r.Y1)+rng.Float64())
			shapes.Add(spatial.Normalize(w))
			continue
		}
		shapes.Add(r.Shape())
	}
	p := &c.Patches
	p.Shapes = shapes.Build()
	var zones, cells spatial.Builder
	var zoneOf []int32
	for face, z := range t.Facts.FaceZone {
		zones.AddFrom(t.Facts.Faces, face)
		zoneOf = append(zoneOf, z)
		_ = cells
	}
	faces := overlay.NewIndexed(zones.Build())
	parcels := overlay.NewIndexed(t.Parcels.Shapes)
	var a arrange.Arrangement
	for i := range n {
		m2 := float64(area.Planar().Feature(p.Shapes, i))
		p.ID, p.SplitFrom = append(p.ID, fmt.Sprint(rule, "-", i)), append(p.SplitFrom, "")
		p.FirstSeen, p.LastSeen, p.Recorded = append(p.FirstSeen, 95), append(p.LastSeen, 95), append(p.Recorded, 96)
		p.Pixels, p.Mean, p.Extreme = append(p.Pixels, int64(i)), append(p.Mean, -0.3), append(p.Extreme, -0.5)
		p.Ellipsoidal, p.Planar = append(p.Ellipsoidal, m2), append(p.Planar, m2)
		split, err := overlay.Split(&a, p.Shapes, i, faces, parcels)
		landscape.Must(err)
		for _, s := range split {
			zone, set := int32(-1), int32(-1)
			if s.In[0] >= 0 {
				zone, set = zoneOf[s.In[0]], t.Facts.FaceSet[s.In[0]]
			}
			q, m2 := &c.Parts, float64(area.Planar().Multi(s.Shape))
			q.Patch, q.Zone, q.Set, q.Parcel = append(q.Patch, int32(i)), append(q.Zone, zone), append(q.Set, set), append(q.Parcel, s.In[1])
			q.Ellipsoidal, q.Planar = append(q.Ellipsoidal, m2), append(q.Planar, m2)
			parts.Add(s.Shape)
		}
	}
	c.Parts.Shapes = parts.Build()
	for _, z := range []struct {
		stats *snapshot.ZonalStats
		n     int
	}{{&c.Zones, t.Zones.Len()}, {&c.Cells, t.Cells.Len()}, {&c.Parcels, t.Parcels.Len()}} {
		z.stats.Quantiles = make([][]float64, 1)
		for _, column := range []*[]float64{&z.stats.Count, &z.stats.Mean, &z.stats.Stdev, &z.stats.Min, &z.stats.Max, &z.stats.ValidShare, &z.stats.LaterShare, &z.stats.Quantiles[0]} {
			*column = chances(rng, z.n)
		}
	}
	return c
}

func chances(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = rng.Float64()
	}
	return out
}

func drawSeries(rng *rand.Rand, t *snapshot.Tables) *snapshot.Series {
	s := &snapshot.Series{Quantity: "ndvi", Scenes: []snapshot.SceneInfo{{Quantity: "ndvi", Date: 80, Path: "t0.tif"}, {Quantity: "ndvi", Date: 95, Path: "t1.tif"}}}
	for _, z := range []struct {
		stats *snapshot.SceneStats
		n     int
	}{{&s.Zones, t.Zones.Len()}, {&s.Cells, t.Cells.Len()}, {&s.Parcels, t.Parcels.Len()}} {
		for _, column := range []*[]float64{&z.stats.Count, &z.stats.Mean, &z.stats.Stdev, &z.stats.ValidShare, &z.stats.SinceShare} {
			*column = chances(rng, 2*z.n)
		}
		for i := range 2 * z.n {
			classes := []int32{int32(i), int32(i + 1)}[:1+rng.IntN(2)]
			z.stats.Classes, z.stats.ClassShares = append(z.stats.Classes, classes), append(z.stats.ClassShares, chances(rng, len(classes))...)
		}
	}
	return s
}

// someScope grants some of the zones, and one that there is not.
func someScope(rng *rand.Rand, s *snapshot.Snapshot) scope.Scope {
	parts := []scope.Part{{"nowhere", scope.AllGroups}}
	for range 1 + rng.IntN(3) {
		groups := scope.Public
		if rng.IntN(2) == 0 {
			groups |= scope.Work
		}
		zone := s.Zones.Code[rng.IntN(s.Zones.Len())]
		if rng.IntN(12) == 0 {
			zone = ""
		}
		parts = append(parts, scope.Part{zone, groups})
	}
	return scope.Of(parts...)
}

// visible are the codes of the zones that a scope shows, found by asking each zone for what is above it, and of which of them Work is shown.
func visible(s *snapshot.Snapshot, sc scope.Scope) (shown, work map[string]bool) {
	shown, work = map[string]bool{}, map[string]bool{}
	for i, code := range s.Zones.Code {
		for _, p := range sc.Parts() {
			in := p.Zone == "" || slices.ContainsFunc(s.Zones.Chain(int32(i)), func(z int32) bool { return s.Zones.Code[z] == p.Zone })
			shown[code] = shown[code] || in
			work[code] = work[code] || in && p.Groups.Has(scope.Work)
		}
	}
	return shown, work
}

// cut is [Cut] of what must not fail.
func cut(t *testing.T, s *snapshot.Snapshot, sc scope.Scope) *snapshot.Snapshot {
	t.Helper()
	part, err := scope.Cut(context.Background(), s, sc)
	if err != nil {
		t.Fatal(err)
	}
	return part
}
