package lineage_test

import (
	"context"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// night is a new snapshot on a plane with some changes of one rule, identified against the one before.
func night(t *testing.T, on string, before *snapshot.Snapshot, changes ...func(p *landscape.Plane)) *snapshot.Snapshot {
	t.Helper()
	p := landscape.Forest()
	p.Tables.Manifest.On = landscape.Day(on)
	for _, c := range changes {
		c(p)
	}
	var numbers map[string]int
	if before != nil {
		numbers = before.Manifest.PatchNumbers
	}
	if err := lineage.IdentifyPatches(context.Background(), p.Tables, before, numbers); err != nil {
		t.Fatal(err)
	}
	return p.Snapshot()
}

func cut(t0, t1 string, patches ...*geom.MultiPolygon) func(p *landscape.Plane) {
	return func(p *landscape.Plane) { p.Changed("cut", t0, t1, make([]int32, len(patches)), patches...) }
}

// TestPatchIdentity: a patch keeps its id while its ground does, over nights and over scene pairs.
func TestPatchIdentity(t *testing.T) {
	a, b, c := landscape.Rectangle(0, 0, 100, 100), landscape.Rectangle(200, 0, 300, 100), landscape.Rectangle(400, 0, 500, 100)
	first := night(t, "2026-09-01", nil, cut("2026-07-01", "2026-08-01", a, b))
	if got := first.Changes[0].Patches.ID; !slices.Equal(got, []string{"cut-20260801-1", "cut-20260801-2"}) {
		t.Fatalf("%v", got)
	}
	// The same scenes again, in another order and a little different; a further pair in which b shows again, grown, and c is new.
	second := night(t, "2026-10-01", first, cut("2026-07-01", "2026-08-01", b, landscape.Rectangle(0, 0, 90, 100)), cut("2026-08-01", "2026-09-01", landscape.Rectangle(200, 0, 350, 100), c))
	if got := second.Changes[0].Patches; !slices.Equal(got.ID, []string{"cut-20260801-2", "cut-20260801-1"}) || got.LastSeen[0] != landscape.Day("2026-09-01") || got.LastSeen[1] != landscape.Day("2026-08-01") {
		t.Errorf("same pair, next night: %v, last seen %v", got.ID, got.LastSeen)
	}
	p := second.Changes[1].Patches
	if !slices.Equal(p.ID, []string{"cut-20260801-2", "cut-20260901-1"}) || p.FirstSeen[0] != landscape.Day("2026-08-01") || p.FirstSeen[1] != landscape.Day("2026-09-01") || p.Recorded[0] != landscape.Day("2026-09-01") || p.Recorded[1] != landscape.Day("2026-10-01") {
		t.Errorf("next pair: %v, first seen %v, recorded %v", p.ID, p.FirstSeen, p.Recorded)
	}
	// The first pair is no longer delivered: what shows again is still known; what was split keeps its id in the larger part.
	third := night(t, "2026-11-01", second, cut("2026-09-01", "2026-10-01", landscape.Rectangle(400, 0, 430, 100), landscape.Rectangle(440, 0, 500, 100), landscape.Rectangle(600, 0, 700, 100)))
	p = third.Changes[0].Patches
	if !slices.Equal(p.ID, []string{"cut-20261001-1", "cut-20260901-1", "cut-20261001-2"}) || p.SplitFrom[0] != "cut-20260901-1" || p.FirstSeen[0] != landscape.Day("2026-09-01") || p.SplitFrom[1] != "" {
		t.Errorf("split: %v from %v, first seen %v", p.ID, p.SplitFrom, p.FirstSeen)
	}
	// Two grow together: the one with more ground in it gives the id. Numbers are not given again.
	fourth := night(t, "2026-12-01", third, cut("2026-09-01", "2026-10-01", landscape.Rectangle(400, 0, 500, 100)), cut("2026-10-01", "2026-11-01", landscape.Rectangle(900, 0, 1000, 100)))
	if got := fourth.Changes[0].Patches.ID; !slices.Equal(got, []string{"cut-20260901-1"}) {
		t.Errorf("merged: %v", got)
	}
	fifth := night(t, "2026-12-02", fourth, cut("2026-09-01", "2026-10-01", landscape.Rectangle(2000, 0, 2100, 100)))
	if got := fifth.Changes[0].Patches.ID; !slices.Equal(got, []string{"cut-20261001-3"}) {
		t.Errorf("a number was given twice: %v", got)
	}
}

// TestPatchIdentityIgnoresOtherRules: ids stay in their rule.
func TestPatchIdentityIgnoresOtherRules(t *testing.T) {
	a := landscape.Rectangle(0, 0, 100, 100)
	first := night(t, "2026-09-01", nil, func(p *landscape.Plane) { p.Changed("other", "2026-07-01", "2026-08-01", []int32{0}, a) })
	second := night(t, "2026-10-01", first, cut("2026-07-01", "2026-08-01", a))
	if got := second.Changes[0].Patches; got.ID[0] != "cut-20260801-1" || got.FirstSeen[0] != landscape.Day("2026-08-01") || got.SplitFrom[0] != "" {
		t.Errorf("%v", got.ID)
	}
}
