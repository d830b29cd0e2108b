package scene_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// dated writes scenes t0.tif, t1.tif, … of one quantity and returns their entries in the project file.
func dated(t *testing.T, dir, more string, dates []string, scenes ...delivery.Values) string {
	t.Helper()
	nodata := -32768.0
	text := ""
	for i, v := range scenes {
		name := fmt.Sprintf("t%d.tif", i)
		delivery.SceneFile(t, filepath.Join(dir, name), "EPSG:4549", delivery.Whole, &nodata, v)
		text += fmt.Sprintf("  - {path: %s, quantity: ndvi, date: %s%s}\n", name, dates[i], more)
	}
	return text
}

// withRules is the test project with other rules.
func withRules(t *testing.T, rules string) (dir, head string, tail string) {
	dir, yaml := delivery.SceneProject(t, "")
	head, _, _ = strings.Cut(yaml, "rules:")
	return dir, head, "rules: {change: [" + rules + "]}\n"
}

func flat(v float64) delivery.Values { return func(int, int) float64 { return v } }

// box is v in 10 × 10 pixels in the middle of the zone and rest elsewhere.
func box(v, rest float64) delivery.Values {
	return func(col, row int) float64 {
		if col >= 140 && col < 150 && row >= 140 && row < 150 {
			return v
		}
		return rest
	}
}

const scale = ", scale: 0.0001"

// TestMeasures: what a rule counts as change and what its numbers are, by hand.
func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		name, rule, more string
		before, after    delivery.Values
		changed          int64
		mean             float64 // of the patch, or NaN for none
	}{
		{"relative drop of more than a fifth", "drop: 0.2, relative: true", scale, flat(5000), box(3900, 5000), 100, -0.22},
		{"a fifth itself is not more", "drop: 0.2, relative: true", scale, flat(7000), box(5600, 7000), 0, math.NaN()},
		{"relative rise of a negative index", "rise: 0.5, relative: true", scale, flat(-1000), box(500, -1000), 100, 1.5},
		{"nothing has no share of itself", "rise: 0.5, relative: true", scale, box(0, 1000), flat(1000), 0, math.NaN()},
		{"class to class", "from: [1, 2], to: [5]", ", kind: class", box(2, 1), box(5, 1), 100, 1},
		{"another class", "from: [1], to: [5]", ", kind: class", box(2, 1), box(5, 1), 0, math.NaN()},
		{"from any", "from: any, to: [5]", ", kind: class", box(5, 1), flat(5), 300*300 - 100, 1},
		{"an indicator", "from: [1], to: [0]", ", kind: class, classes: [3, 4]", box(4, 3), box(2, 4), 100, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, head, rules := withRules(t, "{name: r, quantity: ndvi, "+c.rule+"}")
			ch := delivery.Taken(t, dir, head+dated(t, dir, c.more, []string{"2026-08-01", "2026-09-01"}, c.before, c.after)+rules).Snapshot.Changes[0]
			if ch.Pixels.Changed != c.changed {
				t.Errorf("%d pixels changed, want %d", ch.Pixels.Changed, c.changed)
			}
			if !math.IsNaN(c.mean) && (len(ch.Patches.Mean) != 1 || math.Abs(ch.Patches.Mean[0]-c.mean) > 1e-12) {
				t.Errorf("patches of mean %v, want %v", ch.Patches.Mean, c.mean)
			}
			if math.IsNaN(c.mean) && len(ch.Patches.Mean) != 0 {
				t.Errorf("%d patches", len(ch.Patches.Mean))
			}
		})
	}
}

// TestSameSeason: each scene is compared with the nearest to the same day one year before, if it is near enough.
func TestSameSeason(t *testing.T) {
	dir, head, rules := withRules(t, "{name: r, quantity: ndvi, compare: same_season, within_days: 20, drop: 0.2}")
	dates := []string{"2024-07-20", "2024-08-05", "2025-03-01", "2025-08-01", "2025-08-10", "2026-08-06"}
	scenes := []delivery.Values{flat(7000), flat(7000), flat(3000), flat(7000), flat(7000), box(3000, 7000)}
	s := delivery.Taken(t, dir, head+dated(t, dir, scale, dates, scenes...)+rules).Snapshot
	var got []string
	for _, c := range s.Changes {
		got = append(got, fmt.Sprintf("%s→%s %d", c.T0.Date, c.T1.Date, c.Pixels.Changed))
	}
	want := []string{"2024-08-05→2025-08-01 0", "2024-08-05→2025-08-10 0", "2025-08-10→2026-08-06 100"}
	if strings.Join(got, ";") != strings.Join(want, ";") {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestRulesAreRefused: a rule that contradicts itself, or its scenes, stops the ingest with a sentence.
func TestRulesAreRefused(t *testing.T) {
	for _, c := range [][2]string{
		{"{name: r, quantity: ndvi, drop: 0.2, zscore: 3}", "exactly one"},
		{"{name: r, quantity: ndvi, compare: yesterday, drop: 0.2}", "same_season"},
		{"{name: r, quantity: ndvi, from: [1.5], to: [2]}", "whole numbers"},
		{"{name: r, quantity: ndvi, from: [1], to: all}", "whole numbers"},
		{"{name: r, quantity: ndvi, drops: 0.2}", "unknown key"},
		{"{name: r, quantity: ndvi, compare: baseline, zscore: 3, within_days: 3}", "same_season"},
	} {
		dir, head, rules := withRules(t, c[0])
		delivery.Refused(t, dir, head+dated(t, dir, scale, []string{"2026-08-01", "2026-09-01"}, flat(1), flat(2))+rules, c[1])
	}
	dir, head, rules := withRules(t, "{name: r, quantity: ndvi, from: [1], to: [2]}")
	delivery.Refused(t, dir, head+dated(t, dir, ", kind: index", []string{"2026-08-01", "2026-09-01"}, flat(1), flat(2))+rules, "no classes")
	delivery.Refused(t, dir, head+"permitted: [{path: z.gpkg}]\n"+rules, "id")
	delivery.Refused(t, dir, head+"rules: {triage: {distance_m: -5}}\n", "distance_m")
}

// noisy is a value between 5000 and 7000 that differs between pixels and scenes; some pixels are missing in some scenes.
func noisy(scene int) delivery.Values {
	return func(col, row int) float64 {
		h := uint32(col*7919+row*104729+scene*1299709) * 2654435761
		if h>>28 == 0 {
			return -32768
		}
		return 5000 + float64((h>>16)%2000)
	}
}

// TestBaseline: z-scores are those of mean and sample spread of the earlier scenes, pixel by pixel; the next night adds a scene to
// the files of the night before, with the same result as making them anew.
//
//testrun:plain
func TestBaseline(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	const scenes = 7
	dates := make([]string, scenes)
	all := make([]delivery.Values, scenes)
	for i := range all {
		dates[i], all[i] = fmt.Sprintf("2026-0%d-01", i+1), noisy(i)
	}
	last := all[scenes-1]
	all[scenes-1] = func(col, row int) float64 {
		if v := last(col, row); col >= 140 && col < 150 && row >= 140 && row < 150 && v > 0 {
			return v - 4000
		}
		return last(col, row)
	}
	dir, head, rules := withRules(t, "{name: r, quantity: ndvi, compare: baseline, zscore: 2.5, min_scenes: 4, min_area_mu: 0.1}")
	before := delivery.Taken(t, dir, head+dated(t, dir, scale, dates, all[:scenes-1]...)+rules)
	if before.Snapshot.Changes[0].Baseline.Scenes != scenes-2 {
		t.Fatalf("%+v", before.Snapshot.Changes[0].Baseline)
	}
	folders := func(dir string) map[string][]byte {
		out := map[string][]byte{}
		paths, _ := filepath.Glob(filepath.Join(dir, "store", "baselines", "*", "*"))
		for _, p := range paths {
			content, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(p)] = content
		}
		return out
	}
	if len(folders(dir)) != 3 {
		t.Fatalf("%d files after the first night", len(folders(dir)))
	}
	text := head + dated(t, dir, scale, dates, all...) + rules
	night := delivery.Taken(t, dir, text)
	if !strings.Contains(strings.Join(night.Report.Notes, ";"), "5 of 6 scenes were known") {
		t.Errorf("nothing was taken over: %v", night.Report.Notes)
	}
	fresh, _, _ := withRules(t, "")
	anew := delivery.Taken(t, fresh, head+dated(t, fresh, scale, dates, all...)+rules)
	a, b := folders(dir), folders(fresh)
	for _, name := range []string{"count.tif", "mean.tif", "squares.tif"} {
		if len(a[name]) == 0 || !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs between continued and made anew (%d and %d bytes)", name, len(a[name]), len(b[name]))
		}
	}
	checkBaseline(t, night.Snapshot.Changes[0], all)
	checkBaseline(t, anew.Snapshot.Changes[0], all)
}

// checkBaseline counts by itself what is more than 2.5 spreads below the mean of at least 4 earlier values.
func checkBaseline(t *testing.T, c *snapshot.Change, all []delivery.Values) {
	t.Helper()
	n := len(all) - 1
	var valid, changed int64
	for row := range delivery.Whole.Height {
		for col := range delivery.Whole.Width {
			var seen []float64
			for _, s := range all[:n] {
				if v := s(col, row); v != -32768 {
					seen = append(seen, v*1e-4)
				}
			}
			v := all[n](col, row)
			if len(seen) < 4 || v == -32768 {
				continue
			}
			valid++
			mean, squares := 0.0, 0.0
			for _, x := range seen {
				mean += x / float64(len(seen))
			}
			for _, x := range seen {
				squares += (x - mean) * (x - mean)
			}
			if (v*1e-4-mean)/math.Sqrt(squares/float64(len(seen)-1)) < -2.5 {
				changed++
			}
		}
	}
	if c.Pixels.Valid != valid || c.Pixels.Changed != changed || changed < 80 {
		t.Errorf("%d valid and %d changed pixels, want %d and %d", c.Pixels.Valid, c.Pixels.Changed, valid, changed)
	}
	if c.Baseline.Scenes != n || len(c.Patches.Mean) == 0 {
		t.Errorf("%+v, %d patches", c.Baseline, len(c.Patches.Mean))
	}
}

// TestUnobservedByHand: what the later scene did not see, what no scene saw since a date, and that a clouded zone is never unchanged.
func TestUnobservedByHand(t *testing.T) {
	// The zone is 200 × 200 pixels from (50, 50). West of column 100 the last scene has cloud; row 50 to 60 no scene ever saw.
	cloud := func(west int, v float64) delivery.Values {
		return func(col, row int) float64 {
			if col < west || row < 60 {
				return -32768
			}
			return v
		}
	}
	dir, head, rules := withRules(t, "{name: r, quantity: ndvi, drop: 0.2}")
	yaml := head + dated(t, dir, scale, []string{"2026-06-01", "2026-07-01", "2026-08-01"}, cloud(0, 6000), cloud(250, 0), cloud(100, 6500)) + rules
	s := delivery.Taken(t, dir, yaml).Snapshot
	u, err := change.New(coverage.New(s, nil)).Unobserved(context.Background(), change.StatsQuery{Layer: "zones", Since: delivery.Date("2026-07-01")})
	if err != nil {
		t.Fatal(err)
	}
	r := u.Rows[0]
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	// Against 2026-07-01, which saw nothing, nothing is monitored; the later scene saw 150 columns of 190 rows.
	near("monitored", r.MonitoredShare, 0)
	near("unobserved at the later scene", r.UnobservedM2/r.AreaM2, 1-150.0*190/40000)
	near("unobserved since July", float64(r.UnobservedSinceM2)/r.AreaM2, 1-150.0*190/40000)
	if r.State != change.Unobserved || r.LastObserved != delivery.Date("2026-08-01") || u.Scenes != 2 {
		t.Errorf("%+v", r)
	}
	if u, err = change.New(coverage.New(s, nil)).Unobserved(context.Background(), change.StatsQuery{Layer: "cells", Since: delivery.Date("2026-01-01")}); err != nil {
		t.Fatal(err)
	}
	near("unobserved since January", float64(u.Rows[0].UnobservedSinceM2)/u.Rows[0].AreaM2, 10.0/200)
	stats, err := change.New(coverage.New(s, nil)).Stats(context.Background(), change.StatsQuery{Layer: "zones"})
	if err != nil || stats.Rows[0].State != change.Unobserved || stats.Rows[0].MonitoredShare != 0 {
		t.Errorf("a clouded zone: %+v %v", stats.Rows, err)
	}
	series, err := change.New(coverage.New(s, nil)).SceneSeries(context.Background(), change.SeriesQuery{Layer: "zones", ID: "1"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		mean, share float64
		state       change.State
	}{{0.6, 190.0 / 200, change.Observed}, {math.NaN(), 0, change.Unobserved}, {0.65, 150.0 * 190 / 40000, change.Observed}} {
		got := series.Rows[i]
		if got.State != want.state || math.IsNaN(want.mean) != math.IsNaN(float64(got.Mean)) || !math.IsNaN(want.mean) && math.Abs(float64(got.Mean)-want.mean) > 1e-12 {
			t.Errorf("%+v, want %+v", got, want)
		}
		near("valid share on "+got.Date.String(), got.ValidShare, want.share)
	}
}

// TestFillAndQuantiles: a hole of 4 pixels (0.6 亩) is filled up to the rule's size; quantiles are those of all pixels in the zone.
func TestFillAndQuantiles(t *testing.T) {
	ring := func(col, row int) float64 {
		if col >= 144 && col < 146 && row >= 144 && row < 146 {
			return 7000
		}
		return box(2000, 7000)(col, row)
	}
	for rule, want := range map[string]int64{"fill_mu: 0.59": 96, "fill_mu: 0.6": 100} {
		dir, head, rules := withRules(t, "{name: r, quantity: ndvi, drop: 0.2, quantiles: [0, 0.0024, 0.0025, 1], "+rule+"}")
		c := delivery.Taken(t, dir, head+dated(t, dir, scale, []string{"2026-08-01", "2026-09-01"}, flat(7000), ring)+rules).Snapshot.Changes[0]
		if len(c.Patches.Pixels) != 1 || c.Patches.Pixels[0] != want || math.Abs(c.Patches.Planar[0]-100*float64(want)) > 1e-6 || c.Pixels.Changed != 96 {
			t.Errorf("%s: patches of %v pixels, want %d", rule, c.Patches.Pixels, want)
		}
		for k, q := range []float64{-0.5, -0.5, 0, 0} { // 96 of 40,000 pixels are 0.0024 of them
			if got := c.Zones.Quantiles[k][0]; math.Abs(got-q) > 1e-12 {
				t.Errorf("quantile %d is %v, want %v", k, got, q)
			}
		}
	}
}
