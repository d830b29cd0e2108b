package coverage_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// TestOverlappingParcels: forest demand, gaps and the parcels' common ground are what counting squares gives where parcels overlap.
func TestOverlappingParcels(t *testing.T) {
	ctx := context.Background()
	hidden := 0
	for seed := range uint64(60) {
		l := landscape.RandomJutting(rand.New(rand.NewPCG(seed, 21)))
		l.Demand = rules.DemandForest
		s := l.Snapshot("a", nil)
		cov, err := coverage.New(s, nil).Coverage(ctx, coverage.Query{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		demand := 0.0
		for x := range landscape.Units {
			for y := range landscape.Units {
				classes := map[string]bool{}
				first := ""
				for _, p := range l.Parcels {
					if p.Ground.Holds(x, y) {
						classes[p.Class] = true
						if first == "" {
							first = p.Class
						}
					}
				}
				for _, z := range l.Zones {
					if classes["pine"] && l.Accounts(z, x, y) {
						demand += landscape.UnitM2
						if first != "pine" {
							hidden++
						}
					}
				}
			}
		}
		if math.Abs(cov.Total.DemandM2-demand) > 1e-3 {
			t.Fatalf("seed %d: %v m² of forest, want %v", seed, cov.Total.DemandM2, demand)
		}
		gaps := 0.0
		for _, n := range []*snapshot.FindingTable{&cov.Found.Gaps, &cov.Found.Residue} {
			for i, set := range n.Set {
				if set < 0 {
					gaps += n.Planar[i]
				}
			}
		}
		if math.Abs(gaps-cov.Total.GapM2) > 1e-3 {
			t.Fatalf("seed %d: polygons of %v m², the sums say %v", seed, gaps, cov.Total.GapM2)
		}
		sharedParcels(t, l, s)
	}
	if hidden < 150 {
		t.Errorf("only %d squares of forest under another parcel: too little was tested", hidden)
	}
}

func sharedParcels(t *testing.T, l *landscape.Landscape, s *snapshot.Snapshot) {
	t.Helper()
	pairs, err := coverage.ParcelOverlaps(context.Background(), &s.Tables)
	if err != nil {
		t.Fatal(err)
	}
	got := map[[2]int32]float64{}
	for _, p := range pairs {
		got[[2]int32{p.A, p.B}] = p.AreaM2 + p.ResidueM2
	}
	for i, a := range l.Parcels {
		for k, b := range l.Parcels[:i] {
			w := min(a.Ground.X1, b.Ground.X1) - max(a.Ground.X0, b.Ground.X0)
			h := min(a.Ground.Y1, b.Ground.Y1) - max(a.Ground.Y0, b.Ground.Y0)
			if want := landscape.UnitM2 * float64(max(0, w)*max(0, h)); math.Abs(got[[2]int32{int32(k), int32(i)}]-want) > 1e-3 {
				t.Fatalf("parcels %s and %s share %v m², want %v", b.ID, a.ID, got[[2]int32{int32(k), int32(i)}], want)
			}
		}
	}
}
