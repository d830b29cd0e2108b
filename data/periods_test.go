package data

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestDaysShareViews: what days of one period share is what each of them gives by itself, with and without posts that somebody
// holds for a time; and there are no more views than periods.
func TestDaysShareViews(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 5))
	ctx := context.Background()
	for round := range 12 {
		l := randomLandscape(rng)
		for i := range l.cells {
			if rng.IntN(3) == 0 {
				l.cells[i].from = Date(85 + rng.IntN(20))
			}
		}
		s := l.snapshot(t, "a", nil)
		for i, c := range l.cells {
			if rng.IntN(2) == 0 {
				s.Registry.Assignments = append(s.Registry.Assignments, Assignment{Person: fmt.Sprint("r", i), Role: RoleRanger, Cell: c.id, ValidFrom: Date(88 + rng.IntN(9)), ValidTo: Date(97 + rng.IntN(9))})
			}
		}
		s.Registry.Link()
		e := NewCoverage(s, nil)
		for _, inPost := range []bool{false, true} {
			days := map[Date]bool{}
			for day := Date(80); day < 125; day++ {
				k := viewKey{on: day, demand: l.demand, inPost: inPost}
				shared, err := e.viewOf(ctx, k)
				if err != nil {
					t.Fatal(err)
				}
				own, err := e.buildView(ctx, k)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := viewText(t, shared), viewText(t, own); a != b {
					t.Fatalf("round %d, day %d, in post %v: shared %s, by itself %s", round, day, inPost, a, b)
				}
				days[e.periods[inPost]().alike(day, s.Manifest.On)] = true
			}
			if most := len(e.periods[inPost]()) + 1; len(days) > most || len(days) > 44 {
				t.Errorf("%d days stand for %d periods", len(days), most)
			}
		}
	}
}

func viewText(t *testing.T, v *coverageView) string {
	t.Helper()
	f := v.found
	b, err := json.Marshal([]any{v.totals, f.Gaps.ID, f.Gaps.FirstSeen, f.Gaps.Shapes.Coords, f.Overlaps.Set, f.Overlaps.Shapes.Coords, f.Residue.Zone, f.Residue.Shapes.Coords, v.pairs, v.pairsM2})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestGapsOfZone: a zone's gaps, worked out alone, are those of the whole list, in its order.
func TestGapsOfZone(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 6))
	ctx := context.Background()
	rows := 0
	for range 25 {
		l := randomLandscape(rng)
		alone, together := l.snapshot(t, "a", nil), l.snapshot(t, "a", nil)
		day := Date(85 + rng.IntN(35))
		all, err := NewCoverage(together, nil).GapsOf(ctx, GapsQuery{On: day})
		if err != nil {
			t.Fatal(err)
		}
		for z, zone := range together.Zones.Code {
			within, err := together.scope(zone)
			if err != nil {
				t.Fatal(err)
			}
			want := []Gap{}
			for _, g := range all.Rows {
				if i, _ := together.Zones.Find(g.Zone); within(i) {
					g.Rank = len(want) + 1
					want = append(want, g)
				}
			}
			got, err := NewCoverage(alone, nil).GapsOf(ctx, GapsQuery{On: day, Zone: zone})
			if err != nil {
				t.Fatal(err)
			}
			a, _ := json.Marshal(got.Rows)
			b, _ := json.Marshal(want)
			if string(a) != string(b) {
				t.Fatalf("zone %d: alone %s, of all %s", z, a, b)
			}
			rows += len(want)
		}
	}
	if rows < 200 {
		t.Errorf("only %d gaps were compared", rows)
	}
}
