package data

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// TestOverlappingParcels: forest demand, gaps and the parcels' common ground are what counting squares gives where parcels overlap.
func TestOverlappingParcels(t *testing.T) {
	ctx := context.Background()
	hidden := 0
	for seed := range uint64(60) {
		l := jutting(rand.New(rand.NewPCG(seed, 21)))
		l.demand = DemandForest
		s := l.snapshot(t, "a", nil)
		cov, err := NewCoverage(s, nil).Coverage(ctx, CoverageQuery{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		demand := 0.0
		for x := range units {
			for y := range units {
				classes := map[string]bool{}
				first := ""
				for _, p := range l.parcels {
					if p.ground.holds(x, y) {
						classes[p.class] = true
						if first == "" {
							first = p.class
						}
					}
				}
				for _, z := range l.zones {
					if classes["pine"] && l.accounts(z, x, y) {
						demand += unitM2
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
		for _, n := range []*Spots{&cov.Found.Gaps, &cov.Found.Residue} {
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

func sharedParcels(t *testing.T, l *landscape, s *Snapshot) {
	t.Helper()
	pairs, err := ParcelOverlaps(context.Background(), &s.Tables)
	if err != nil {
		t.Fatal(err)
	}
	got := map[[2]int32]float64{}
	for _, p := range pairs {
		got[[2]int32{p.A, p.B}] = p.AreaM2 + p.ResidueM2
	}
	for i, a := range l.parcels {
		for k, b := range l.parcels[:i] {
			w := min(a.ground.x1, b.ground.x1) - max(a.ground.x0, b.ground.x0)
			h := min(a.ground.y1, b.ground.y1) - max(a.ground.y0, b.ground.y0)
			if want := unitM2 * float64(max(0, w)*max(0, h)); math.Abs(got[[2]int32{int32(k), int32(i)}]-want) > 1e-3 {
				t.Fatalf("parcels %s and %s share %v m², want %v", b.id, a.id, got[[2]int32{int32(k), int32(i)}], want)
			}
		}
	}
}
