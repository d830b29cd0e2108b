package recount_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate/recount"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// TestEveryPlaceCountsOnce: on landscapes whose zones stick out of their parents, every square of the zones' union is accounted
// for, by one zone, or by several of which each two are named contested there; demand is what counting gives, zone by zone.
func TestEveryPlaceCountsOnce(t *testing.T) {
	ctx := context.Background()
	gave, disputes := 0, 0
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 17))
		l := landscape.RandomJutting(rng)
		l.Demand = rules.DemandAll
		s := l.Snapshot("a", nil)
		cov, err := coverage.New(s, nil).Coverage(ctx, coverage.Query{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		want := map[string]float64{}
		contested := 0.0
		for x := range landscape.Units {
			for y := range landscape.Units {
				var by []landscape.Feature
				held := false
				for _, z := range l.Zones {
					held = held || z.Ground.Holds(x, y)
					if l.Accounts(z, x, y) {
						by = append(by, z)
						for _, up := range append(l.Ancestors(z), z) {
							want[up.ID] += landscape.UnitM2
						}
					} else if z.Ground.Holds(x, y) && l.Own(z, x, y) {
						gave++
					}
				}
				if held && len(by) == 0 {
					t.Fatalf("seed %d: square %d,%d is lost", seed, x, y)
				}
				for i := range by {
					for _, b := range by[:i] {
						if !contestedAt(s, x, y) {
							t.Fatalf("seed %d: square %d,%d counts for %s and %s and is not contested", seed, x, y, by[i].ID, b.ID)
						}
					}
				}
				contested += landscape.UnitM2 * float64(contestedPairs(l, x, y, by))
			}
		}
		for _, r := range cov.Rows {
			if math.Abs(r.DemandM2-want[r.Zone]) > 1e-3 {
				t.Fatalf("seed %d: demand of %s is %v m², want %v", seed, r.Zone, r.DemandM2, want[r.Zone])
			}
		}
		if math.Abs(cov.Total.ContestedM2-contested) > 1e-3 {
			t.Fatalf("seed %d: %v m² are contested, want %v", seed, cov.Total.ContestedM2, contested)
		}
		for i, a := range s.Contested.A {
			if s.Zones.Parent[a] != s.Zones.Parent[s.Contested.B[i]] {
				disputes++
			}
		}
		if seed%10 == 0 {
			recounts(t, l, s)
		}
	}
	if gave < 400 || disputes < 40 {
		t.Errorf("only %d squares were given way, %d pairs of other parents contested: too little was tested", gave, disputes)
	}
}

// contestedAt tells whether a square lies in contested ground.
func contestedAt(s *snapshot.Snapshot, x, y int) bool {
	for i := range s.Contested.A {
		if s.Contested.Shapes.Covers(i, landscape.UnitSide*(float64(x)+0.5), landscape.UnitSide*(float64(y)+0.5)) {
			return true
		}
	}
	return false
}

// contestedPairs counts the pairs that a square must be named for: siblings that hold it, and zones of different parents that
// account for it where no siblings above them hold it.
func contestedPairs(l *landscape.Landscape, x, y int, by []landscape.Feature) int {
	n := 0
	holds := func(z landscape.Feature) bool { return z.Ground.Holds(x, y) }
	for i, a := range l.Zones {
		for _, b := range l.Zones[:i] {
			if a.Parent == b.Parent && holds(a) && holds(b) {
				n++
			}
		}
	}
	for i, a := range by {
		for _, b := range by[:i] {
			up, vp := append(slices.Clone(l.Ancestors(a)), landscape.Feature{}), append(slices.Clone(l.Ancestors(b)), landscape.Feature{}) // all under one root
			x, y := append([]landscape.Feature{a}, up...), append([]landscape.Feature{b}, vp...)
			for len(x) > 1 && len(y) > 1 && x[len(x)-2].ID == y[len(y)-2].ID {
				x, y = x[:len(x)-1], y[:len(y)-1]
			}
			ap, bp := x[len(x)-2], y[len(y)-2]
			if a.Parent != b.Parent && !(holds(ap) && holds(bp)) {
				n++
			}
		}
	}
	return n
}

// recounts compares every figure with that of GEOS on the polygons.
func recounts(t *testing.T, l *landscape.Landscape, s *snapshot.Snapshot) {
	t.Helper()
	cov, err := coverage.New(s, nil).Coverage(context.Background(), coverage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, root := range s.Zones.Roots() {
		counts, err := recount.ByOverlay(context.Background(), coverage.New(s, nil), coverage.Query{On: l.On, Demand: l.Demand}, root)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range cov.Rows {
			z, _ := s.Zones.Find(r.Zone)
			c, in := counts[z]
			if !in {
				continue
			}
			for k, d := range []float64{r.DemandM2 - c.DemandM2, r.CoveredM2 - c.CoveredM2, r.GapM2 - c.GapM2, r.UnassignedM2 - c.UnassignedM2, r.ContestedM2 - c.ContestedM2} {
				if math.Abs(d) > 1e-3 {
					t.Fatalf("%s, zone %s: figure %d differs by %v m² from the recount", s.Manifest.ID, r.Zone, k, d)
				}
			}
		}
	}
}

// TestTurnedLandscapes: turned by any angle, so that borders meet by slivers, landscapes have the figures that GEOS counts from
// the same polygons, and the sums hold.
func TestTurnedLandscapes(t *testing.T) {
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 20))
		l := landscape.RandomJutting(rng)
		l.Turn = 2 * math.Pi * rng.Float64()
		s := l.Snapshot("a", nil)
		if err := coverage.CheckSums(s, nil); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		recounts(t, l, s)
	}
}

// TestForestRecounted: forest demand in overlapping parcels is what GEOS counts from the same polygons.
func TestForestRecounted(t *testing.T) {
	for seed := uint64(0); seed < 60; seed += 10 {
		l := landscape.RandomJutting(rand.New(rand.NewPCG(seed, 21)))
		l.Demand = rules.DemandForest
		recounts(t, l, l.Snapshot("a", nil))
	}
}
