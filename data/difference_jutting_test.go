package data

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestDiffOnJuttingGround: every part of every zone is what counting gives where zones stick out of their parents, and where
// the earlier snapshot was made by the older rules.
func TestDiffOnJuttingGround(t *testing.T) {
	ctx := context.Background()
	zonesParts, older := 0, 0
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 19))
		before := jutting(rng)
		after := before.edited(rng, "n")
		if seed%4 == 0 {
			before.accounting = 0
		}
		from, to := before.snapshot(t, "a", nil), after.snapshot(t, "b", nil)
		d, err := DiffOf(ctx, NewCoverage(from, nil), NewCoverage(to, nil), DiffQuery{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		rows := map[string]DiffRow{}
		for _, r := range d.Rows {
			rows[r.Zone] = r
		}
		var squares [diffParts + 1]map[string]int
		for i, l := range steps(before, after) {
			if i > int(PartZones) {
				l.accounting, l.olderForest = Accounting, before.accounting == 0 && i <= int(PartForest)
			}
			squares[i] = l.gapSquares(false)
		}
		for _, z := range slices.Concat(before.zones, after.zones) {
			r := rows[z.id]
			if want := squareOf(unitM2 * float64(squares[diffParts][z.id]-squares[0][z.id])); r.ChangeM2 != want {
				t.Fatalf("seed %d, zone %s: changed by %s m², want %s", seed, z.id, r.ChangeM2, want)
			}
			for i, part := range r.parts() {
				want := squareOf(unitM2 * float64(squares[i+1][z.id]-squares[i][z.id]))
				if *part != want {
					t.Fatalf("seed %d, zone %s: the %s part is %s m², want %s", seed, z.id, partNames[i], *part, want)
				}
				if i == int(PartZones) && want != 0 {
					zonesParts++
					if before.accounting == 0 {
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
