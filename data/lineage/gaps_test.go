package lineage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// squaresOf are the unit squares of a spot.
func squaresOf(s *snapshot.FindingTable, i int) map[[2]int]bool {
	out := map[[2]int]bool{}
	for x := range landscape.Units {
		for y := range landscape.Units {
			if s.Shapes.Covers(i, landscape.UnitSide*(float64(x)+0.5), landscape.UnitSide*(float64(y)+0.5)) {
				out[[2]int{x, y}] = true
			}
		}
	}
	return out
}

func sharedSquares(a, b map[[2]int]bool) int {
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return n
}

// TestIdentityOverNights: the rules of Identify, against counting squares, over random histories.
//
//testrun:plain
func TestIdentityOverNights(t *testing.T) {
	kept, split, fresh := 0, 0, 0
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 77))
		l := landscape.Random(rng)
		last := l.Snapshot("0", nil)
		gone := map[string]bool{}
		for night := 1; night <= 6; night++ {
			l = l.Edited(rng, fmt.Sprint("n", night, "-"))
			now := l.Snapshot(fmt.Sprint(night), last)
			at := fmt.Sprintf("seed %d, night %d", seed, night)
			k, s, f := checkIdentity(t, at, last, now)
			kept, split, fresh = kept+k, split+s, fresh+f
			for _, id := range now.Found.Gaps.ID {
				if gone[id] {
					t.Fatalf("%s: %s was closed before and is given again", at, id)
				}
			}
			for _, id := range last.Found.Gaps.ID {
				gone[id] = !slices.Contains(now.Found.Gaps.ID, id)
			}
			last = now
		}
	}
	if kept < 50 || split < 20 || fresh < 20 {
		t.Errorf("%d kept, %d split, %d new: too little was tested", kept, split, fresh)
	}
}

// checkIdentity compares two nights: what may keep an id does, by most common ground; what is new says where it came from.
func checkIdentity(t *testing.T, at string, last, now *snapshot.Snapshot) (kept, split, fresh int) {
	t.Helper()
	a, b := &now.Found.Gaps, &last.Found.Gaps
	shared := make([][]int, a.Len())
	mine, theirs := make([]int, a.Len()), make([]int, b.Len()) // common ground of the pair that shares an id
	for i := range shared {
		shared[i] = make([]int, b.Len())
		for j := range shared[i] {
			shared[i][j] = sharedSquares(squaresOf(a, i), squaresOf(b, j))
			if a.ID[i] == b.ID[j] {
				mine[i], theirs[j] = shared[i][j], shared[i][j]
				if shared[i][j] == 0 || a.FirstSeen[i] != min(b.FirstSeen[j], now.Manifest.On) {
					t.Fatalf("%s: %s shares %d squares with what had its id, first seen %s, before %s", at, a.ID[i], shared[i][j], a.FirstSeen[i], b.FirstSeen[j])
				}
			}
		}
	}
	seen := map[string]bool{}
	for i, id := range a.ID {
		if seen[id] {
			t.Fatalf("%s: %s twice", at, id)
		}
		seen[id] = true
		most := 0
		for j := range b.ID {
			most = max(most, shared[i][j])
			if now.Zones.Code[a.Zone[i]] == last.Zones.Code[b.Zone[j]] && shared[i][j] > mine[i] && shared[i][j] > theirs[j] {
				t.Fatalf("%s: %s shares %d squares with earlier %s, more than either does with what has its id", at, id, shared[i][j], b.ID[j])
			}
		}
		switch {
		case mine[i] > 0:
			kept++
		case most > 0:
			split++
			j := slices.Index(b.ID, a.SplitFrom[i])
			if j < 0 || shared[i][j] != most || a.FirstSeen[i] != min(b.FirstSeen[j], now.Manifest.On) {
				t.Fatalf("%s: %s was split from %q, first seen %s", at, id, a.SplitFrom[i], a.FirstSeen[i])
			}
		default:
			fresh++
			if a.SplitFrom[i] != "" || a.FirstSeen[i] != now.Manifest.On {
				t.Fatalf("%s: %s is new, but split from %q and first seen %s", at, id, a.SplitFrom[i], a.FirstSeen[i])
			}
		}
	}
	return kept, split, fresh
}

// TestIdentityIgnoresOrder: the order of cells in the file gives no gap another id.
func TestIdentityIgnoresOrder(t *testing.T) {
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 3))
		l := landscape.Random(rng)
		before := l.Snapshot("0", nil)
		after := l.Edited(rng, "n")
		one := after.Snapshot("1", before)
		slices.Reverse(after.Cells)
		two := after.Snapshot("2", before)
		for i, id := range one.Found.Gaps.ID {
			j := slices.Index(two.Found.Gaps.ID, id)
			if j < 0 || sharedSquares(squaresOf(&one.Found.Gaps, i), squaresOf(&two.Found.Gaps, j)) != len(squaresOf(&one.Found.Gaps, i)) {
				t.Fatalf("seed %d: %s is another gap with the cells in another order", seed, id)
			}
		}
	}
}

// TestRenamedZoneKeepsItsGaps: where the earlier code is gone, ids pass on; where it is not, they stay behind.
func TestRenamedZoneKeepsItsGaps(t *testing.T) {
	l := &landscape.Landscape{On: 100, Demand: rules.DemandAll, Zones: []landscape.Feature{{ID: "county", Ground: landscape.Rect{X0: 0, Y0: 0, X1: 10, Y1: 10}}, {ID: "a", Ground: landscape.Rect{X0: 0, Y0: 0, X1: 5, Y1: 10}, Parent: "county"}, {ID: "b", Ground: landscape.Rect{X0: 5, Y0: 0, X1: 10, Y1: 10}, Parent: "county"}},
		Cells: []landscape.Feature{{ID: "c", Ground: landscape.Rect{X0: 1, Y0: 0, X1: 9, Y1: 10}}}}
	first := l.Snapshot("1", nil)
	if got := fmt.Sprint(first.Found.Gaps.ID); got != "[a-g1 b-g1]" {
		t.Fatal(got)
	}
	l.Zones[1].ID, l.On = "a2", 110
	second := l.Snapshot("2", first)
	if got := fmt.Sprint(second.Found.Gaps.ID, second.Found.Gaps.FirstSeen); got != "[a-g1 b-g1] [1970-04-11 1970-04-11]" {
		t.Errorf("renamed: %s", got)
	}
	// The eastern strip goes from b to the renamed zone: it is a gap of another zone now, though on old ground.
	l.Zones[1].Ground, l.Zones[2].Ground = landscape.Rect{X0: 0, Y0: 0, X1: 10, Y1: 5}, landscape.Rect{X0: 0, Y0: 5, X1: 10, Y1: 10}
	third := l.Snapshot("3", second)
	for i, id := range third.Found.Gaps.ID {
		if third.Found.Gaps.Zone[i] == 1 && id != "a-g1" && third.Found.Gaps.SplitFrom[i] != "b-g1" {
			t.Errorf("%s was split from %q", id, third.Found.Gaps.SplitFrom[i])
		}
	}
	if third.Found.Gaps.Len() != 4 {
		t.Errorf("%v", third.Found.Gaps.ID)
	}
}

// TestViewsTakeTheSnapshotsIDs: on another date a gap is named by the snapshot's own gap on its ground, others by t.
func TestViewsTakeTheSnapshotsIDs(t *testing.T) {
	l := &landscape.Landscape{On: 100, Demand: rules.DemandAll, Zones: []landscape.Feature{{ID: "z", Ground: landscape.Rect{X0: 0, Y0: 0, X1: 10, Y1: 10}}},
		Cells: []landscape.Feature{{ID: "c", Ground: landscape.Rect{X0: 0, Y0: 0, X1: 8, Y1: 10}, To: 105}, {ID: "d", Ground: landscape.Rect{X0: 2, Y0: 0, X1: 5, Y1: 10}}, {ID: "e", Ground: landscape.Rect{X0: 9, Y0: 0, X1: 10, Y1: 10}, To: 105}}}
	s := l.Snapshot("1", nil)
	for _, c := range []struct {
		on   snapshot.Date
		want string
	}{{100, "z-g1 1000 100"}, {110, "z-g1 5000 100;z-t1 2000 0"}} {
		g, err := coverage.New(s, nil).Gaps(context.Background(), coverage.GapsQuery{On: c.on})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, r := range g.Rows {
			if i > 0 {
				got += ";"
			}
			got += fmt.Sprintf("%s %.0f %d", r.ID, r.AreaM2, r.FirstSeen)
			if (r.DaysOpen == nil) != (r.FirstSeen == snapshot.NoDate) {
				t.Errorf("%s: open for %v days since %q", r.ID, r.DaysOpen, r.FirstSeen)
			}
		}
		if got != c.want {
			t.Errorf("on day %d: %s, want %s", c.on, got, c.want)
		}
	}
}

// TestOlderSchemaLoads: a snapshot of schema 1 has no identities; its gaps are as old as itself.
func TestOlderSchemaLoads(t *testing.T) {
	s := landscape.Random(rand.New(rand.NewPCG(4, 4))).Snapshot("a", nil)
	path := filepath.Join(t.TempDir(), snapshot.ColumnsName)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WritePack(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	m := s.Manifest
	m.Schema, m.On, m.GapNumbers, m.Rules.Coverage.Score = 1, 90, nil, rules.ScoreRule{}
	old, err := snapshot.ReadPack(path, m)
	if err != nil {
		t.Fatal(err)
	}
	if n := old.Found.Gaps.Len(); n == 0 || !slices.Equal(old.Found.Gaps.FirstSeen, slices.Repeat([]snapshot.Date{90}, n)) || len(old.Found.Gaps.SplitFrom) != n {
		t.Errorf("%d gaps first seen %v", n, old.Found.Gaps.FirstSeen)
	}
	if old.Manifest.Rules.Coverage.Score.ForestMu != rules.DefaultScore().ForestMu {
		t.Errorf("weights %+v", old.Manifest.Rules.Coverage.Score)
	}
	// The running numbers of schema 1 are not given again.
	next := landscape.Random(rand.New(rand.NewPCG(5, 5))).Snapshot("b", old)
	for i, id := range next.Found.Gaps.ID {
		if next.Found.Gaps.FirstSeen[i] == next.Manifest.On && slices.Contains(old.Found.Gaps.ID, id) {
			t.Errorf("%s is new and has the id of an old gap", id)
		}
	}
}
