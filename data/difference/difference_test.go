package difference

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// steps are the landscapes between two, by the documented order.
func steps(a, b *landscape.Landscape) [diffParts + 1]*landscape.Landscape {
	keep := func(geometry, attributes []landscape.Feature) []landscape.Feature { // b's cells with a's validity and rangers, where a has them
		out := slices.Clone(geometry)
		for i := range out {
			if k := slices.IndexFunc(attributes, func(o landscape.Feature) bool { return o.ID == out[i].ID }); k >= 0 {
				out[i].From, out[i].To, out[i].Ranger = attributes[k].From, attributes[k].To, attributes[k].Ranger
			}
		}
		return out
	}
	var out [diffParts + 1]*landscape.Landscape
	for i := range out {
		l := *a
		if i > int(PartZones) {
			l.Zones = b.Zones
		}
		if i > int(PartForest) {
			l.Parcels = b.Parcels
		}
		if i > int(PartCells) {
			l.Cells = keep(b.Cells, a.Cells)
		}
		if i > int(PartAccepted) {
			l.Accepted = b.Accepted
		}
		if i > int(PartValidity) {
			l.Cells, l.On = b.Cells, b.On
		}
		if i > int(PartRules) {
			l.Demand, l.Forest = b.Demand, b.Forest
		}
		out[i] = &l
	}
	return out
}

// TestDiffAgainstCounting: every part of every zone is what counting unit squares gives; parts add up exactly; the other
// way round the totals are the negative ones.
//
//testrun:plain
func TestDiffAgainstCounting(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	ctx := context.Background()
	var seen [diffParts]int
	mixed := 0
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 5))
		before := landscape.Random(rng)
		after := before.Edited(rng, "n")
		from := before.Snapshot("a", nil)
		to := after.Snapshot("b", from)
		inPost := seed%3 == 0
		d, err := Compare(ctx, coverage.New(from, nil), coverage.New(to, nil), Query{InPost: inPost})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var squares [diffParts + 1]map[string]int
		for i, l := range steps(before, after) {
			squares[i] = l.GapSquares(inPost)
		}
		rows := map[string]Row{}
		for _, r := range d.Rows {
			rows[r.Zone] = r
		}
		zones := map[string]bool{}
		for _, z := range slices.Concat(before.Zones, after.Zones) {
			zones[z.ID] = true
		}
		for zone := range zones {
			r := rows[zone]
			for i, part := range r.parts() {
				want := squareOf(landscape.UnitM2 * float64(squares[i+1][zone]-squares[i][zone]))
				if *part != want {
					t.Fatalf("seed %d, zone %s: %s part is %s m², want %s", seed, zone, partNames[i], *part, want)
				}
				if want != 0 {
					seen[i]++
					if !slices.ContainsFunc(r.Causes, func(c Cause) bool { return c.Part == partNames[i] }) {
						t.Errorf("seed %d, zone %s: the %s part %s has no cause: %v", seed, zone, partNames[i], want, r.Causes)
					}
				}
			}
		}
		for _, r := range append(d.Rows, Row{DiffAreas: d.Total}) {
			sum := r.RoundingM2
			for _, p := range r.parts() {
				sum += *p
			}
			if sum != r.ChangeM2 || r.ToM2-r.FromM2 != r.ChangeM2 {
				t.Fatalf("seed %d, zone %s: %+v does not add up", seed, r.Zone, r.DiffAreas)
			}
		}
		back, err := Compare(ctx, coverage.New(to, nil), coverage.New(from, nil), Query{InPost: inPost})
		if err != nil {
			t.Fatal(err)
		}
		if back.Total.ChangeM2 != -d.Total.ChangeM2 || back.Total.FromM2 != d.Total.ToM2 {
			t.Fatalf("seed %d: change %s, and back %s", seed, d.Total.ChangeM2, back.Total.ChangeM2)
		}
		if got, want := d.Total.ToM2, squareOf(landscape.UnitM2*float64(squares[diffParts]["county"])); got != want {
			t.Fatalf("seed %d: gap %s, want %s", seed, got, want)
		}
		gapsAddUp(t, seed, from, to, d, back)
		c := newComparison(coverage.New(from, nil), coverage.New(to, nil), Query{InPost: inPost})
		if _, err := c.explain(ctx); err != nil {
			t.Fatal(err)
		}
		mixed += len(c.mixed)
	}
	for p, n := range seen {
		if n < 20 {
			t.Errorf("only %d zones had a %s part: too little was tested", n, partNames[p])
		}
	}
	if mixed < 50 {
		t.Errorf("only %d zones needed a mixed overlay", mixed)
	}
}

// gapsAddUp: opened, closed, grown and shrunk gaps make up the change, with what is residue; back, they change sides.
func gapsAddUp(t *testing.T, seed uint64, from, to *snapshot.Snapshot, d, back *Answer) {
	t.Helper()
	sum := 0.0
	for _, list := range [][]GapChange{d.Gaps.Opened, d.Gaps.Closed, d.Gaps.Grown, d.Gaps.Shrunk, d.Gaps.Moved} {
		for _, g := range list {
			sum += g.ToM2 - g.FromM2
		}
	}
	if !coverage.Near(sum, d.Total.ChangeM2.M2(), landscape.UnitM2*100) {
		t.Fatalf("seed %d: gaps changed by %v m², the total by %s", seed, sum, d.Total.ChangeM2)
	}
	if len(d.Gaps.Opened) != len(back.Gaps.Closed) || len(d.Gaps.Grown) != len(back.Gaps.Shrunk) || d.Gaps.Unchanged != back.Gaps.Unchanged {
		t.Fatalf("seed %d: %d opened, %d grown, %d unchanged; back %d closed, %d shrunk, %d unchanged", seed, len(d.Gaps.Opened), len(d.Gaps.Grown), d.Gaps.Unchanged,
			len(back.Gaps.Closed), len(back.Gaps.Shrunk), back.Gaps.Unchanged)
	}
}

// TestDiffOfTheSame: nothing has changed, and nothing is recomputed.
func TestDiffOfTheSame(t *testing.T) {
	l := landscape.Random(rand.New(rand.NewPCG(1, 1)))
	a := l.Snapshot("a", nil)
	b := l.Snapshot("b", a)
	d, err := Compare(context.Background(), coverage.New(a, nil), coverage.New(b, nil), Query{})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Rows) != 0 || d.Total.ChangeM2 != 0 || d.Gaps.Unchanged != b.Found.Gaps.Len() || !slices.Equal(a.Found.Gaps.ID, b.Found.Gaps.ID) {
		t.Errorf("%+v", d)
	}
}

func TestDiffRefusesAnotherPlane(t *testing.T) {
	l := landscape.Random(rand.New(rand.NewPCG(1, 1)))
	a, b := l.Snapshot("a", nil), l.Snapshot("b", nil)
	b.Manifest.CRS = snapshot.CRSInfo{Name: "other", WKT: "other"}
	if _, err := Compare(context.Background(), coverage.New(a, nil), coverage.New(b, nil), Query{}); err == nil || !strings.Contains(err.Error(), "planes") {
		t.Errorf("error %v", err)
	}
	if _, err := Compare(context.Background(), coverage.New(a, nil), coverage.New(a, nil), Query{Zone: "nowhere"}); err == nil {
		t.Error("an unknown zone was taken")
	}
}

func TestSquareIsWrittenExactly(t *testing.T) {
	for _, c := range []struct {
		in   SquareMillimetres
		want string
	}{{0, "0"}, {1, "0.000001"}, {-1, "-0.000001"}, {1500000, "1.5"}, {-2000000, "-2"}, {1234567890123, "1234567.890123"}, {-10, "-0.00001"}} {
		b, err := json.Marshal(c.in)
		if err != nil || string(b) != c.want {
			t.Errorf("%d: %s, want %s (%v)", int64(c.in), b, c.want, err)
		}
		var back float64
		if err := json.Unmarshal(b, &back); err != nil || squareOf(back) != c.in {
			t.Errorf("%s reads back as %v", b, back)
		}
	}
	if fmt.Sprint(squareOf(0.1+0.2)) != "0.3" {
		t.Error(squareOf(0.1 + 0.2))
	}
}

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
