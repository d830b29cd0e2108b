package coverage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// TestDaysShareViews: what days of one period share is what each of them gives by itself, with and without posts that somebody
// holds for a time; and there are no more views than periods.
func TestDaysShareViews(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 5))
	ctx := context.Background()
	for round := range 12 {
		l := landscape.Random(rng)
		for i := range l.Cells {
			if rng.IntN(3) == 0 {
				l.Cells[i].From = snapshot.Date(85 + rng.IntN(20))
			}
		}
		s := l.Snapshot("a", nil)
		for i, c := range l.Cells {
			if rng.IntN(2) == 0 {
				s.Registry.Assignments = append(s.Registry.Assignments, snapshot.Assignment{Person: fmt.Sprint("r", i), Role: snapshot.RoleRanger, Cell: c.ID, ValidFrom: snapshot.Date(88 + rng.IntN(9)), ValidTo: snapshot.Date(97 + rng.IntN(9))})
			}
		}
		s.Registry.BuildIndexes()
		e := coverage.New(s, nil)
		for _, inPost := range []bool{false, true} {
			days := map[snapshot.Date]bool{}
			for day := snapshot.Date(80); day < 125; day++ {
				k := coverage.ViewKey{On: day, Demand: l.Demand, InPost: inPost}
				shared, err := e.View(ctx, k)
				if err != nil {
					t.Fatal(err)
				}
				own, err := e.BuildView(ctx, k)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := viewText(t, shared), viewText(t, own); a != b {
					t.Fatalf("round %d, day %d, in post %v: shared %s, by itself %s", round, day, inPost, a, b)
				}
				days[e.Periods[inPost]().Alike(day, s.Manifest.On)] = true
			}
			if most := len(e.Periods[inPost]()) + 1; len(days) > most || len(days) > 44 {
				t.Errorf("%d days stand for %d periods", len(days), most)
			}
		}
	}
}

func viewText(t *testing.T, v *coverage.View) string {
	t.Helper()
	f := v.Found
	b, err := json.Marshal([]any{v.Totals, f.Gaps.ID, f.Gaps.FirstSeen, f.Gaps.Shapes.Coords, f.Overlaps.Set, f.Overlaps.Shapes.Coords, f.Residue.Zone, f.Residue.Shapes.Coords, v.Pairs, v.PairsM2})
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
		l := landscape.Random(rng)
		alone, together := l.Snapshot("a", nil), l.Snapshot("a", nil)
		day := snapshot.Date(85 + rng.IntN(35))
		all, err := coverage.New(together, nil).Gaps(ctx, coverage.GapsQuery{On: day})
		if err != nil {
			t.Fatal(err)
		}
		for z, zone := range together.Zones.Code {
			within, err := together.Scope(zone)
			if err != nil {
				t.Fatal(err)
			}
			want := []coverage.Gap{}
			for _, g := range all.Rows {
				if i, _ := together.Zones.Find(g.Zone); within(i) {
					g.Rank = len(want) + 1
					want = append(want, g)
				}
			}
			got, err := coverage.New(alone, nil).Gaps(ctx, coverage.GapsQuery{On: day, Zone: zone})
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
