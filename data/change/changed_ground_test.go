package change

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// patched adds a change with the given patches, cut as an ingest cuts them.
func patched(t *testing.T, s *snapshot.Snapshot, shapes ...*geom.MultiPolygon) (*snapshot.Change, *snapshot.Snapshot) {
	t.Helper()
	c := &snapshot.Change{Rule: rules.ChangeRule{Name: "cut", Quantity: "ndvi", MinValidShare: 0.5}, T0: snapshot.SceneInfo{Date: s.Manifest.On - 30}, T1: snapshot.SceneInfo{Date: s.Manifest.On}}
	faces, parcels := overlay.NewIndexed(s.Facts.Faces), overlay.NewIndexed(s.Parcels.Shapes)
	parcels.First = s.ForestParcels()
	var patches, parts spatial.Builder
	for i, mp := range shapes {
		patches.Add(mp)
		m2 := float64(area.Planar().Multi(mp))
		c.Patches.Pixels, c.Patches.Mean, c.Patches.Extreme = append(c.Patches.Pixels, 1), append(c.Patches.Mean, -0.5), append(c.Patches.Extreme, -0.5)
		c.Patches.Ellipsoidal, c.Patches.Planar = append(c.Patches.Ellipsoidal, m2), append(c.Patches.Planar, m2)
		one := new(spatial.Builder)
		one.Add(mp)
		split, err := overlay.Split(&arrange.Arrangement{}, one.Build(), 0, faces, parcels)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range split {
			zone, set := int32(-1), int32(-1)
			if face := p.In[0]; face >= 0 {
				zone, set = s.Facts.FaceZone[face], s.Facts.FaceSet[face]
			}
			m2 := float64(area.Planar().Multi(p.Shape))
			q := &c.Parts
			q.Patch, q.Zone, q.Set, q.Parcel = append(q.Patch, int32(i)), append(q.Zone, zone), append(q.Set, set), append(q.Parcel, p.In[1])
			q.Ellipsoidal, q.Planar = append(q.Ellipsoidal, m2), append(q.Planar, m2)
			parts.Add(p.Shape)
		}
	}
	c.Patches.Shapes, c.Parts.Shapes = patches.Build(), parts.Build()
	tables := s.Tables
	tables.Changes = []*snapshot.Change{c}
	return c, tables.Derived()
}

// TestChangedGroundOfOverlappingParcels: a patch that is some squares and a hair more on each side. What it has in a parcel
// is what counting says where the parcel holds a square of it, and residue where only the hair meets it; parcels under others
// have their own. Sums are kept.
func TestChangedGroundOfOverlappingParcels(t *testing.T) {
	residues, hidden := 0, 0
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 22))
		l := landscape.RandomJutting(rng)
		s := l.Snapshot("a", nil)
		r := landscape.RandomRect(rng, 5)
		hair := []float64{0, 0.001, 0.02, 0.04}[rng.IntN(4)] // up to 50 m long: below 1 m² by width and area
		x0, y0, x1, y1 := landscape.UnitSide*float64(r.X0)-hair, landscape.UnitSide*float64(r.Y0)-hair, landscape.UnitSide*float64(r.X1)+hair, landscape.UnitSide*float64(r.Y1)+hair
		c, s := patched(t, s, spatial.Normalize(landscape.Rectangle(x0, y0, x1, y1)))
		if err := coverage.CheckSums(s, nil); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got, err := New(coverage.New(s, nil)).changedGround(context.Background(), c, "parcels")
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range l.Parcels {
			squares := 0
			w := math.Min(x1, landscape.UnitSide*float64(p.Ground.X1)) - math.Max(x0, landscape.UnitSide*float64(p.Ground.X0))
			h := math.Min(y1, landscape.UnitSide*float64(p.Ground.Y1)) - math.Max(y0, landscape.UnitSide*float64(p.Ground.Y0))
			all := math.Max(0, w) * math.Max(0, h)
			for x := r.X0; x < r.X1; x++ {
				for y := r.Y0; y < r.Y1; y++ {
					if p.Ground.Holds(x, y) {
						squares++
					}
				}
			}
			want, rest := all, 0.0
			if squares == 0 {
				want, rest = 0, all
			}
			if math.Abs(got.m2[i]-want) > 1e-3 || math.Abs(got.residue[i]-rest) > 1e-3 {
				t.Fatalf("seed %d, hair %v: parcel %s has %v m² changed and %v of residue, want %v and %v", seed, hair, p.ID, got.m2[i], got.residue[i], want, rest)
			}
			if rest > 0 {
				residues++
			}
			if state := StateOf(c, got.m2[i], 1); (state == Changed) != (squares > 0) {
				t.Fatalf("seed %d: parcel %s is %s", seed, p.ID, state)
			}
			if squares > 0 && !slices.Contains(c.Parts.Parcel, int32(i)) {
				hidden++
			}
		}
		sum, parts := 0.0, 0.0
		for i, ok := range New(coverage.New(s, nil)).aboveTolerance(c) {
			parts += c.Parts.Ellipsoidal[i]
			if ok {
				sum += c.Parts.Ellipsoidal[i]
			}
		}
		if math.Abs(parts-(x1-x0)*(y1-y0)) > 1e-3 || sum > parts {
			t.Fatalf("seed %d: parts have %v m², %v above the tolerance, the patch %v", seed, parts, sum, (x1-x0)*(y1-y0))
		}
	}
	if residues < 60 || hidden < 6 {
		t.Errorf("only %d residues and %d hidden parcels: too little was tested", residues, hidden)
	}
}

// TestSliversOfPatches: a patch in one village and cell that reaches a centimetre into their neighbours changes the village, the
// cell and the county; the neighbours have residue. Rows tell what is residue.
func TestSliversOfPatches(t *testing.T) {
	p := landscape.NewPlane()
	p.Tables.Manifest.Accounting = coverage.Accounting
	p.Zone("1", "county", snapshot.County, -1, "", landscape.Rectangle(0, 0, 1000, 1000))
	p.Zone("11", "west", snapshot.Village, 0, "", landscape.Rectangle(0, 0, 500, 1000))
	p.Zone("12", "east", snapshot.Village, 0, "", landscape.Rectangle(500, 0, 1000, 1000))
	p.Cell("r0", snapshot.NoDate, landscape.Rectangle(0, 0, 500, 400))
	p.Cell("r1", snapshot.NoDate, landscape.Rectangle(500, 0, 1000, 400))
	p.Cell("r2", snapshot.NoDate, landscape.Rectangle(0, 400, 1000, 1000))
	p.Tables.Permitted.Shapes = new(spatial.Builder).Build()
	s := p.Build()
	c, s := patched(t, s, landscape.Rectangle(400, 300, 500.01, 400.01))
	ones := func(n int) snapshot.ZonalStats {
		one := slices.Repeat([]float64{1}, n)
		return snapshot.ZonalStats{Count: one, Mean: one, Stdev: one, Min: one, Max: one, ValidShare: one, LaterShare: one, Quantiles: nil}
	}
	c.Zones, c.Cells, c.Parcels = ones(3), ones(3), ones(0)
	if err := lineage.IdentifyPatches(context.Background(), &s.Tables, nil, nil); err != nil {
		t.Fatal(err)
	}
	s = s.Tables.Derived()
	for _, w := range []struct {
		layer   string
		m2      []float64
		residue []float64
	}{
		{"zones", []float64{100.01 * 100.01, 100 * 100.01, 0}, []float64{0, 0, 0.01 * 100.01}},
		{"cells", []float64{1e4, 0, 0}, []float64{0, 1, 1.0001}},
	} {
		got, err := New(coverage.New(s, nil)).Stats(context.Background(), StatsQuery{Layer: w.layer})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range got.Rows {
			if math.Abs(r.ChangedM2-w.m2[i]) > 1e-4 || math.Abs(r.ResidueM2-w.residue[i]) > 1e-4 || (r.State == Changed) != (w.m2[i] > 0) {
				t.Errorf("%s %s: %v m² changed, %v of residue, %s; want %v and %v", w.layer, r.ID, r.ChangedM2, r.ResidueM2, r.State, w.m2[i], w.residue[i])
			}
		}
	}
	all, err := New(coverage.New(s, nil)).Patches(context.Background(), PatchesQuery{})
	if err != nil {
		t.Fatal(err)
	}
	listed := slices.DeleteFunc(slices.Clone(all.Rows), func(r PatchPart) bool { return r.Residue })
	if len(listed) != 1 || len(all.Rows) != 4 || all.Total.Patches != 1 || all.Total.Parts != 1 || all.Total.ResidueParts != 3 || math.Abs(listed[0].PartM2-1e4) > 1e-4 ||
		math.Abs(all.Total.ResidueM2-(100.01*100.01-1e4)) > 1e-4 || math.Abs(all.Total.AreaM2-100.01*100.01) > 1e-4 {
		t.Errorf("%d rows, %d above the tolerance, %+v", len(all.Rows), len(listed), all.Total)
	}
}
