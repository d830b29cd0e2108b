package scope_test

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// landscapes is how many are looked at; few where time is short.
func landscapes() uint64 {
	if testing.Short() {
		return 12
	}
	return 160
}

// lastDigit is that of a place in degrees: a part may round it the other way.
const lastDigit = 1.1e-7

// TestFiguresOfAPartAreThoseOfTheWhole: over random landscapes and scopes, dates and demands, each figure of a zone that is shown is the
// very number that the whole snapshot gives.
func TestFiguresOfAPartAreThoseOfTheWhole(t *testing.T) {
	ctx := context.Background()
	rows, gaps, parts, stats := 0, 0, 0, 0
	for seed := range landscapes() {
		rng := rand.New(rand.NewPCG(seed, 35))
		l, s := drawCounty(rng)
		sc := someScope(rng, s)
		part := cut(t, s, sc)
		shown, _ := visible(s, sc)
		whole, within := data.NewEngines(s, data.Native{}), data.NewEngines(part, data.Native{})
		q := coverage.Query{On: snapshot.Date(90 + rng.IntN(25)), InPost: rng.IntN(2) == 0, Demand: []rules.Demand{rules.DemandAll, rules.DemandForest, ""}[rng.IntN(3)]}
		if rng.IntN(3) == 0 {
			q = coverage.Query{}
		}
		rows += sameCoverage(ctx, t, seed, q, shown, whole, within, l.Turn == 0)
		gaps += sameGaps(ctx, t, seed, q, shown, whole, within, l.Turn == 0)
		parts += sameParts(ctx, t, seed, shown, whole, within)
		stats += sameStats(ctx, t, seed, shown, whole, within)
	}
	if !testing.Short() && (rows < 300 || gaps < 300 || parts < 1000 || stats < 500) {
		t.Errorf("%d rows, %d gaps, %d parts, %d statistics: too little was tested", rows, gaps, parts, stats)
	}
}

func sameCoverage(ctx context.Context, t *testing.T, seed uint64, q coverage.Query, shown map[string]bool, whole, within *data.Engines, exact bool) int {
	t.Helper()
	all, err := whole.Coverage.Coverage(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	some, err := within.Coverage.Coverage(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]coverage.Row{}
	for _, r := range all.Rows {
		if shown[r.Zone] {
			want[r.Zone] = r
		}
	}
	if len(some.Rows) != len(want) {
		t.Fatalf("seed %d: %d rows, want %d", seed, len(some.Rows), len(want))
	}
	for _, r := range some.Rows {
		w := want[r.Zone]
		if !shown[w.Parent] {
			w.Parent = ""
		}
		if !exact {
			w.Totals = rounded(t, r.Totals, w.Totals)
		}
		if !reflect.DeepEqual(r, w) {
			t.Fatalf("seed %d, %+v: zone %s is\n%+v, of the whole\n%+v", seed, q, r.Zone, r, w)
		}
	}
	return len(some.Rows)
}

// rounded is want with the residue that was got, where the two differ by rounding.
func rounded(t *testing.T, got, want snapshot.Totals) snapshot.Totals {
	t.Helper()
	if math.Abs(got.ResidueM2-want.ResidueM2) < 1e-5 {
		want.ResidueM2 = got.ResidueM2
	}
	return want
}

func sameGaps(ctx context.Context, t *testing.T, seed uint64, q coverage.Query, shown map[string]bool, whole, within *data.Engines, exact bool) int {
	t.Helper()
	tolerance := lastDigit
	if !exact { // parcels that were cut have other vertices, and gaps of forest with them
		tolerance = 1e-5
	}
	g := coverage.GapsQuery{On: q.On, Demand: q.Demand, InPost: q.InPost}
	all, err := whole.Coverage.Gaps(ctx, g)
	if err != nil {
		t.Fatal(err)
	}
	some, err := within.Coverage.Gaps(ctx, g)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]coverage.Gap{}
	for _, r := range all.Rows {
		if shown[r.Zone] {
			want[r.ID] = r
		}
	}
	if len(some.Rows) != len(want) {
		t.Fatalf("seed %d: %d gaps, want %d", seed, len(some.Rows), len(want))
	}
	for _, r := range some.Rows {
		w, ok := want[r.ID]
		if !ok || r.Zone != w.Zone || math.Abs(r.AreaM2-w.AreaM2) > tolerance || r.FirstSeen != w.FirstSeen || math.Abs(r.ForestM2-w.ForestM2) > 1e-5 || math.Abs(r.ProtectiveM2-w.ProtectiveM2) > 1e-5 ||
			math.Abs(r.Lon-w.Lon) > tolerance || math.Abs(r.Lat-w.Lat) > tolerance || !beside(r, w, exact) {
			t.Fatalf("seed %d: gap %s is\n%+v, of the whole\n%+v", seed, r.ID, r, w)
		}
	}
	return len(some.Rows)
}

// beside tells whether what lies in and beside a gap of a part does so in the whole: cells and exceptions beyond the border are absent.
// On a lattice that is turned, where borders meet within a millimetre, a cell that is cut there may lie along more of the gap.
func beside(r, w coverage.Gap, exact bool) bool {
	exceptions, neighbours := map[string]coverage.Exception{}, map[string]float64{}
	for _, x := range w.Exceptions {
		exceptions[x.Accepted] = x
	}
	for _, n := range w.Neighbours {
		neighbours[n.Cell] = n.BorderM
	}
	for _, x := range r.Exceptions {
		if o, ok := exceptions[x.Accepted]; !ok || o.State != x.State || math.Abs(o.AreaM2-x.AreaM2) > 1e-5 {
			return false
		}
	}
	for _, n := range r.Neighbours {
		if m, ok := neighbours[n.Cell]; !ok || exact && n.BorderM > m+0.002 {
			return false
		}
	}
	return true
}

func sameParts(ctx context.Context, t *testing.T, seed uint64, shown map[string]bool, whole, within *data.Engines) int {
	t.Helper()
	compared := 0
	for _, rule := range []string{"rule0", "rule1"} {
		all, err := whole.Change.Patches(ctx, change.PatchesQuery{Rule: rule})
		if err != nil {
			t.Fatal(err)
		}
		some, err := within.Change.Patches(ctx, change.PatchesQuery{Rule: rule})
		if err != nil {
			t.Fatal(err)
		}
		// Parts keep their order.
		inZones := func(rows []change.PatchPart) []change.PatchPart {
			return slices.DeleteFunc(slices.Clone(rows), func(r change.PatchPart) bool { return !shown[r.Zone] })
		}
		want, got := inZones(all.Rows), inZones(some.Rows)
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d parts, want %d", seed, len(got), len(want))
		}
		for i, r := range got {
			w := want[i]
			if r.Patch != w.Patch || r.Zone != w.Zone || r.PartM2 != w.PartM2 || r.PatchM2 != w.PatchM2 || r.ZoneName != w.ZoneName || r.Parcel != w.Parcel || r.Class != w.Class ||
				!reflect.DeepEqual(r.Cells, w.Cells) || r.Residue != w.Residue || r.FirstSeen != w.FirstSeen || r.MonitoredShare != w.MonitoredShare ||
				math.Abs(r.Lon-w.Lon) > lastDigit || math.Abs(r.Lat-w.Lat) > lastDigit {
				t.Fatalf("seed %d: part of %s in %s is\n%+v, of the whole\n%+v", seed, r.Patch, r.Zone, r, w)
			}
			if r.MeanChange == r.MeanChange && r.MeanChange != w.MeanChange {
				t.Fatalf("seed %d: the mean of %s is %v, of the whole %v", seed, r.Patch, r.MeanChange, w.MeanChange)
			}
		}
		compared += len(got)
	}
	return compared
}

// sameStats compares what is kept; what is not belongs to a feature that was cut.
func sameStats(ctx context.Context, t *testing.T, seed uint64, shown map[string]bool, whole, within *data.Engines) int {
	t.Helper()
	compared := 0
	for _, layer := range []string{"zones", "cells", "parcels"} {
		all, err := whole.Change.Stats(ctx, change.StatsQuery{Layer: layer})
		if err != nil {
			t.Fatal(err)
		}
		some, err := within.Change.Stats(ctx, change.StatsQuery{Layer: layer})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := within.Change.Unobserved(ctx, change.StatsQuery{Layer: layer, All: true, Since: 80})
		if err != nil {
			t.Fatal(err)
		}
		if len(seen.Rows) != len(some.Rows) {
			t.Fatalf("seed %d: %d rows of unobserved %s, %d of statistics", seed, len(seen.Rows), layer, len(some.Rows))
		}
		want := map[string]change.StatsRow{}
		for _, r := range all.Rows {
			want[r.ID] = r
		}
		for _, r := range some.Rows {
			w := want[r.ID]
			// Changed ground is that of parts in the zones that are shown: of a feature inside all of it, but for ground that another zone
			// accounts for, too.
			if layer != "zones" {
				w.ChangedM2, w.ResidueM2, w.State = r.ChangedM2, r.ResidueM2, r.State
			}
			if !reflect.DeepEqual(r, w) {
				t.Fatalf("seed %d: %s %s is\n%+v, of the whole\n%+v", seed, layer, r.ID, r, w)
			}
			a, err := whole.Change.SceneSeries(ctx, change.SeriesQuery{Layer: layer, ID: r.ID})
			if err != nil {
				t.Fatal(err)
			}
			b, err := within.Change.SceneSeries(ctx, change.SeriesQuery{Layer: layer, ID: r.ID})
			if err != nil {
				t.Fatal(err)
			}
			for i := range a.Rows {
				a.Rows[i].Path, b.Rows[i].Path = "", ""
			}
			if !reflect.DeepEqual(a, b) {
				t.Fatalf("seed %d: the series of %s %s is\n%+v, of the whole\n%+v", seed, layer, r.ID, b, a)
			}
			compared++
		}
		if layer == "zones" && len(some.Rows) != count(shown) {
			t.Fatalf("seed %d: statistics of %d zones, want %d", seed, len(some.Rows), count(shown))
		}
	}
	return compared
}

func count(of map[string]bool) (n int) {
	for _, in := range of {
		if in {
			n++
		}
	}
	return n
}
