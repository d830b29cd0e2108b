package difference

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// TestDiffOnJuttingGround: every part of every zone is what counting gives where zones stick out of their parents, and where
// the earlier snapshot was made by the older rules.
func TestDiffOnJuttingGround(t *testing.T) {
	ctx := context.Background()
	zonesParts, older := 0, 0
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 19))
		before := landscape.RandomJutting(rng)
		after := before.Edited(rng, "n")
		if seed%4 == 0 {
			before.Accounting = 0
		}
		from, to := before.Snapshot("a", nil), after.Snapshot("b", nil)
		d, err := Compare(ctx, coverage.New(from, nil), coverage.New(to, nil), Query{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		rows := map[string]Row{}
		for _, r := range d.Rows {
			rows[r.Zone] = r
		}
		var squares [diffParts + 1]map[string]int
		for i, l := range steps(before, after) {
			if i > int(PartZones) {
				l.Accounting, l.OlderForest = coverage.Accounting, before.Accounting == 0 && i <= int(PartForest)
			}
			squares[i] = l.GapSquares(false)
		}
		for _, z := range slices.Concat(before.Zones, after.Zones) {
			r := rows[z.ID]
			if want := squareOf(landscape.UnitM2 * float64(squares[diffParts][z.ID]-squares[0][z.ID])); r.ChangeM2 != want {
				t.Fatalf("seed %d, zone %s: changed by %s m², want %s", seed, z.ID, r.ChangeM2, want)
			}
			for i, part := range r.parts() {
				want := squareOf(landscape.UnitM2 * float64(squares[i+1][z.ID]-squares[i][z.ID]))
				if *part != want {
					t.Fatalf("seed %d, zone %s: the %s part is %s m², want %s", seed, z.ID, partNames[i], *part, want)
				}
				if i == int(PartZones) && want != 0 {
					zonesParts++
					if before.Accounting == 0 {
						older++
					}
				}
			}
		}
	}
	if zonesParts < 25 || older < 5 {
		t.Errorf("only %d zones changed by zones, %d of them by rules: too little was tested", zonesParts, older)
	}
}
