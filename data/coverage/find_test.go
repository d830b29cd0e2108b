package coverage_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// CountyPlane is a snapshot of plain layers whose ellipsoidal areas are planar ones, as an ingest would make it.
func CountyPlane(t *testing.T, all rules.CoverageRule, zones, cells, accepted, parcels *spatial.Polygons, class []string) *snapshot.Snapshot {
	t.Helper()
	s := snapshot.NewTables(snapshot.Manifest{Rules: rules.Rules{Coverage: all}})
	s.Zones.Shapes, s.Cells.Shapes, s.Accepted.Shapes, s.Parcels.Shapes, s.Parcels.Class = zones, cells, accepted, parcels, class
	for i := range zones.Len() {
		s.Zones.Code, s.Zones.Name = append(s.Zones.Code, fmt.Sprint("z", i)), append(s.Zones.Name, "")
		s.Zones.Level, s.Zones.Parent = append(s.Zones.Level, snapshot.Village), append(s.Zones.Parent, -1)
	}
	var covers spatial.Builder
	for i := range cells.Len() {
		s.Cells.ID, s.Cells.Ranger = append(s.Cells.ID, fmt.Sprint("c", i)), append(s.Cells.Ranger, "")
		s.Cells.ValidFrom, s.Cells.ValidTo = append(s.Cells.ValidFrom, snapshot.NoDate), append(s.Cells.ValidTo, snapshot.NoDate)
		covers.AddFrom(cells, i)
	}
	for i := range accepted.Len() {
		s.Accepted.ID = append(s.Accepted.ID, fmt.Sprint("a", i))
		s.Accepted.ValidFrom, s.Accepted.ValidTo = append(s.Accepted.ValidFrom, snapshot.NoDate), append(s.Accepted.ValidTo, snapshot.NoDate)
		covers.AddFrom(accepted, i)
	}
	for i := range parcels.Len() {
		s.Parcels.ID = append(s.Parcels.ID, fmt.Sprint("p", i))
	}
	a, err := overlay.Arrange(context.Background(), overlay.Layers{Grounds: zones, Covers: covers.Build(), Parcels: parcels, Measures: []area.Measure{area.Planar()}}, overlay.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	var faces spatial.Builder
	for _, f := range a.Faces {
		set := slices.IndexFunc(s.Facts.Sets, func(o []int32) bool { return slices.Equal(o, f.Covers) })
		if set < 0 {
			set = len(s.Facts.Sets)
			s.Facts.Sets = append(s.Facts.Sets, f.Covers)
		}
		s.Facts.FaceZone, s.Facts.FaceSet = append(s.Facts.FaceZone, f.Ground), append(s.Facts.FaceSet, int32(set))
		faces.Add(f.Shape)
	}
	s.Facts.Faces = faces.Build()
	for _, f := range a.Facts {
		s.Facts.Face, s.Facts.Parcel = append(s.Facts.Face, f.Face), append(s.Facts.Parcel, f.Parcel)
		s.Facts.Planar, s.Facts.Ellipsoidal = append(s.Facts.Planar, f.Areas[0]), append(s.Facts.Ellipsoidal, f.Areas[0])
	}
	s.Zones.BuildIndexes()
	s.Registry.BuildIndexes()
	return s.Derived()
}

func rectangles(xywh ...[4]float64) *spatial.Polygons {
	var b spatial.Builder
	for _, r := range xywh {
		x, y, w, h := r[0], r[1], r[2], r[3]
		b.Add(spatial.Normalize(geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + w, y, x + w, y + h, x, y + h, x, y}, [][]int{{10}})))
	}
	return b.Build()
}

func find(t *testing.T, s *snapshot.Snapshot, on snapshot.Date, demand rules.Demand) *snapshot.Findings {
	t.Helper()
	tables := s.Tables
	tables.Manifest.On, tables.Manifest.Rules.Coverage.Demand = on, demand
	f, err := coverage.Find(context.Background(), &tables)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func sum(areas []float64) (out float64) {
	for _, a := range areas {
		out += a
	}
	return out
}

// Ground in several parcels is the first one's, in the table as on the map.
func TestForestGapsAreTheTablesForest(t *testing.T) {
	for _, class := range [][]string{{"forest", "field"}, {"field", "forest"}} {
		all := rules.CoverageRule{Demand: rules.DemandForest, ForestClasses: []string{"forest"}}
		s := CountyPlane(t, all, rectangles([4]float64{0, 0, 100, 100}), rectangles(), rectangles(),
			rectangles([4]float64{0, 0, 60, 100}, [4]float64{40, 0, 60, 100}), class)
		s.Found = find(t, s, snapshot.NoDate, rules.DemandForest)
		c, err := coverage.New(s, nil).Coverage(context.Background(), coverage.Query{Demand: rules.DemandForest})
		if err != nil {
			t.Fatal(err)
		}
		if got := sum(c.Found.Gaps.Planar); got != c.Total.GapM2 {
			t.Errorf("classes %v: gaps on the map add up to %v m², in the table to %v", class, got, c.Total.GapM2)
		}
	}
}

// Ground in the same cells is one overlap, even where the border of an exception or of an expired cell runs through it.
func TestWhatDoesNotCountCutsNoOverlap(t *testing.T) {
	s := CountyPlane(t, rules.CoverageRule{MinAreaM2: 60}, rectangles([4]float64{0, 0, 100, 10}),
		rectangles([4]float64{0, 0, 55, 10}, [4]float64{45, 0, 55, 10}, [4]float64{0, 0, 48, 10}), rectangles([4]float64{0, 0, 100, 5}), rectangles(), nil)
	s.Cells.ValidTo[2] = 10
	f := find(t, s, 20, rules.DemandAll)
	if f.Overlaps.Len() != 1 || f.Overlaps.Planar[0] != 100 || f.Residue.Len() != 0 {
		t.Errorf("overlaps of %v m² and residue of %v m², want one overlap of 100 m²", f.Overlaps.Planar, f.Residue.Planar)
	}
}

// randomCounty has slivers, nested cells, exceptions and parcels that overlap.
func randomCounty(t *testing.T, seed uint64, rules rules.CoverageRule) *snapshot.Snapshot {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 41))
	some := func(n int, reach, size float64) *spatial.Polygons {
		var out [][4]float64
		for range n {
			w, h := size*rng.Float64()+0.01, size*rng.Float64()+0.01
			if rng.IntN(3) == 0 {
				w = 0.001 * float64(1+rng.IntN(200))
			}
			out = append(out, [4]float64{reach * rng.Float64(), reach * rng.Float64(), w, h})
		}
		return rectangles(out...)
	}
	x := math.Round(40*rng.Float64()) + 0.002*float64(rng.IntN(40))
	zones := rectangles([4]float64{0, 0, x, 50}, [4]float64{x, 0, 60 - x, 50})
	parcels := some(8, 60, 30)
	var class []string
	for range parcels.Len() {
		class = append(class, []string{"forest", "field"}[rng.IntN(2)])
	}
	// Cells leave strips from a millimetre to a metre between each other.
	var cells [][4]float64
	for cx := 0.0; cx < 60; cx += 12 {
		for cy := 0.0; cy < 50; cy += 10 {
			gap := math.Pow(10, -3+3*rng.Float64())
			cells = append(cells, [4]float64{cx, cy, 12 + gap - 2*gap*float64(rng.IntN(2)), 10 - gap*float64(rng.IntN(2))})
		}
	}
	return CountyPlane(t, rules, zones, rectangles(cells...), some(3, 60, 20), parcels, class)
}

// What a tolerance takes from gaps and overlaps is residue, polygon by polygon; nothing appears or is lost. Gaps and their
// residue add up to the table's gap.
func TestRaisingTolerancesHidesNothing(t *testing.T) {
	found := 0
	for seed := range uint64(60) {
		demand := []rules.Demand{rules.DemandAll, rules.DemandForest}[seed%2]
		rules := rules.CoverageRule{Demand: demand, ForestClasses: []string{"forest"}}
		s := randomCounty(t, seed, rules)
		type key struct {
			gap  bool
			zone int32
			at   [2]float64
			m2   float64
		}
		list := func(spots *snapshot.FindingTable, into map[key]int) {
			for i := range spots.Len() {
				xy := spots.Shapes.Flat(i)
				into[key{spots.Set[i] < 0, spots.Zone[i], [2]float64{xy[0], xy[1]}, spots.Planar[i]}]++
			}
		}
		var all, shown map[key]int
		for _, tolerance := range [][2]float64{{0, 0}, {0.01, 0}, {0.01, 0.01}, {1, 0.01}, {1, 0.1}, {50, 0.5}, {1e9, 0.5}} {
			s.Manifest.Rules.Coverage.MinAreaM2, s.Manifest.Rules.Coverage.MinWidthM = tolerance[0], tolerance[1]
			f := find(t, s, snapshot.NoDate, demand)
			now, above := map[key]int{}, map[key]int{}
			list(&f.Gaps, now)
			list(&f.Overlaps, now)
			list(&f.Gaps, above)
			list(&f.Overlaps, above)
			list(&f.Residue, now)
			if all == nil {
				all, shown = now, above
				found += len(all)
			}
			if fmt.Sprint(now) != fmt.Sprint(all) {
				t.Fatalf("seed %d: at %v there are %d polygons, at zero tolerance %d", seed, tolerance, len(now), len(all))
			}
			for k := range above {
				if shown[k] == 0 {
					t.Fatalf("seed %d: %v is shown at %v only", seed, k, tolerance)
				}
			}
			shown = above
		}
		c, err := coverage.New(s, nil).Coverage(context.Background(), coverage.Query{Demand: demand, On: 1})
		if err != nil {
			t.Fatal(err)
		}
		drawn := 0.0
		for k, n := range all {
			if k.gap {
				drawn += k.m2 * float64(n)
			}
		}
		if math.Abs(drawn-c.Total.GapM2) > 1e-3 {
			t.Errorf("seed %d: gaps on the map add up to %v m², in the table to %v", seed, drawn, c.Total.GapM2)
		}
		for _, r := range append(c.Rows, coverage.Row{Totals: c.Total.Totals}) {
			if d := r.CoveredM2 + r.GapM2 + r.AcceptedM2 - r.DemandM2; math.Abs(d) > 1e-9*r.DemandM2 {
				t.Errorf("seed %d: the identity of zone %q is off by %v m²", seed, r.Zone, d)
			}
		}
	}
	if found < 600 {
		t.Errorf("only %d polygons were found in all", found)
	}
}
