package data

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/mend"
)

// jutting is a landscape whose zones lie anywhere: two counties or one, townships and villages of any of them, in their parents
// or out of them, over each other or apart.
func jutting(rng *rand.Rand) *landscape {
	l := randomLandscape(rng)
	l.accounting, l.zones = Accounting, nil
	add := func(id, parent string, most int) {
		l.zones = append(l.zones, thing{id: id, parent: parent, ground: randomRect(rng, most)})
	}
	var parents [][]string
	for level, n := range []int{1 + rng.IntN(2), 1 + rng.IntN(4), rng.IntN(6)} {
		parents = append(parents, nil)
		for i := range n {
			parent := ""
			if level > 0 {
				parent = parents[level-1][rng.IntN(len(parents[level-1]))]
			}
			id := fmt.Sprint([]string{"county", "t", "v"}[level], i)
			parents[level] = append(parents[level], id)
			add(id, parent, []int{units, 7, 4}[level])
		}
	}
	return l
}

// find is the zone's row of the landscape.
func (l *landscape) find(id string) thing {
	return l.zones[slices.IndexFunc(l.zones, func(z thing) bool { return z.id == id })]
}

// above lists the zones above one, the nearest first.
func (l *landscape) above(z thing) []thing {
	var out []thing
	for z.parent != "" {
		z = l.find(z.parent)
		out = append(out, z)
	}
	return out
}

// accounts is the rule of the guide for one square: a leaf for all it holds, a parent for what no child holds and no zone that
// sticks out of another has, unless the parent itself lies outside of what is above it.
func (l *landscape) accounts(z thing, x, y int) bool {
	if !z.ground.holds(x, y) || !l.own(z, x, y) {
		return false
	}
	leaf := !slices.ContainsFunc(l.zones, func(c thing) bool { return c.parent == z.id })
	if leaf {
		return true
	}
	above := l.above(z)
	whole := !slices.ContainsFunc(above, func(up thing) bool { return !up.ground.holds(x, y) })
	return !slices.ContainsFunc(l.zones, func(c thing) bool {
		if c.id == z.id || c.parent == "" || !c.ground.holds(x, y) || l.find(c.parent).ground.holds(x, y) {
			return false
		}
		is := func(o thing) func(thing) bool { return func(t thing) bool { return t.id == o.id } }
		if slices.ContainsFunc(above, is(c)) {
			return false
		}
		return slices.ContainsFunc(l.above(c), is(z)) || whole
	})
}

// TestEveryPlaceCountsOnce: on landscapes whose zones stick out of their parents, every square of the zones' union is accounted
// for, by one zone, or by several of which each two are named contested there; demand is what counting gives, zone by zone.
func TestEveryPlaceCountsOnce(t *testing.T) {
	ctx := context.Background()
	gave, disputes := 0, 0
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 17))
		l := jutting(rng)
		l.demand = DemandAll
		s := l.snapshot(t, "a", nil)
		cov, err := NewCoverage(s, nil).Coverage(ctx, CoverageQuery{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		want := map[string]float64{}
		contested := 0.0
		for x := range units {
			for y := range units {
				var by []thing
				held := false
				for _, z := range l.zones {
					held = held || z.ground.holds(x, y)
					if l.accounts(z, x, y) {
						by = append(by, z)
						for _, up := range append(l.above(z), z) {
							want[up.id] += unitM2
						}
					} else if z.ground.holds(x, y) && l.own(z, x, y) {
						gave++
					}
				}
				if held && len(by) == 0 {
					t.Fatalf("seed %d: square %d,%d is lost", seed, x, y)
				}
				for i := range by {
					for _, b := range by[:i] {
						if !s.contestedAt(x, y) {
							t.Fatalf("seed %d: square %d,%d counts for %s and %s and is not contested", seed, x, y, by[i].id, b.id)
						}
					}
				}
				contested += unitM2 * float64(l.contestedPairs(x, y, by))
			}
		}
		for _, r := range cov.Rows {
			if math.Abs(r.DemandM2-want[r.Zone]) > 1e-3 {
				t.Fatalf("seed %d: demand of %s is %v m², want %v", seed, r.Zone, r.DemandM2, want[r.Zone])
			}
		}
		if math.Abs(cov.Total.ContestedM2-contested) > 1e-3 {
			t.Fatalf("seed %d: %v m² are contested, want %v", seed, cov.Total.ContestedM2, contested)
		}
		for i, a := range s.Contested.A {
			if s.Zones.Parent[a] != s.Zones.Parent[s.Contested.B[i]] {
				disputes++
			}
		}
		if seed%10 == 0 {
			l.recounts(t, s)
		}
	}
	if gave < 400 || disputes < 40 {
		t.Errorf("only %d squares were given way, %d pairs of other parents contested: too little was tested", gave, disputes)
	}
}

// contestedAt tells whether a square lies in contested ground.
func (s *Snapshot) contestedAt(x, y int) bool {
	for i := range s.Contested.A {
		if s.Contested.Shapes.Covers(i, unitSide*(float64(x)+0.5), unitSide*(float64(y)+0.5)) {
			return true
		}
	}
	return false
}

// contestedPairs counts the pairs that a square must be named for: siblings that hold it, and zones of different parents that
// account for it where no siblings above them hold it.
func (l *landscape) contestedPairs(x, y int, by []thing) int {
	n := 0
	holds := func(z thing) bool { return z.ground.holds(x, y) }
	for i, a := range l.zones {
		for _, b := range l.zones[:i] {
			if a.parent == b.parent && holds(a) && holds(b) {
				n++
			}
		}
	}
	for i, a := range by {
		for _, b := range by[:i] {
			up, vp := append(slices.Clone(l.above(a)), thing{}), append(slices.Clone(l.above(b)), thing{}) // all under one root
			x, y := append([]thing{a}, up...), append([]thing{b}, vp...)
			for len(x) > 1 && len(y) > 1 && x[len(x)-2].id == y[len(y)-2].id {
				x, y = x[:len(x)-1], y[:len(y)-1]
			}
			ap, bp := x[len(x)-2], y[len(y)-2]
			if a.parent != b.parent && !(holds(ap) && holds(bp)) {
				n++
			}
		}
	}
	return n
}

// recounts compares every figure with that of GEOS on the polygons.
func (l *landscape) recounts(t *testing.T, s *Snapshot) {
	t.Helper()
	cov, err := NewCoverage(s, nil).Coverage(context.Background(), CoverageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, root := range s.Zones.Roots() {
		counts, err := RecountByOverlay(context.Background(), NewCoverage(s, nil), CoverageQuery{On: l.on, Demand: l.demand}, root)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range cov.Rows {
			z, _ := s.Zones.Find(r.Zone)
			c, in := counts[z]
			if !in {
				continue
			}
			for k, d := range []float64{r.DemandM2 - c.DemandM2, r.CoveredM2 - c.CoveredM2, r.GapM2 - c.GapM2, r.UnassignedM2 - c.UnassignedM2, r.ContestedM2 - c.ContestedM2} {
				if math.Abs(d) > 1e-3 {
					t.Fatalf("%s, zone %s: figure %d differs by %v m² from the recount", s.Manifest.ID, r.Zone, k, d)
				}
			}
		}
	}
}

// onGrid is a shape as a proposal is written: on the grid of 1 mm and valid.
func onGrid(t *testing.T, mp *geom.MultiPolygon) *geom.MultiPolygon {
	t.Helper()
	w := mend.NewWorker()
	for range 4 {
		mp = spatial.Normalize(mp.Clone())
		reason, err := w.Invalid(mp)
		if err != nil {
			t.Fatal(err)
		}
		if reason == "" {
			return mp
		}
		if mp, err = w.MakeValid(mp); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("it does not come to rest")
	return nil
}

// TestProposalsOnJuttingGround: taken as proposed, the cells leave no gap and share no ground that no two cells shared before.
func TestProposalsOnJuttingGround(t *testing.T) {
	ctx := context.Background()
	shared := 0
	for seed := range uint64(80) {
		rng := rand.New(rand.NewPCG(seed, 18))
		l := jutting(rng)
		l.demand = DemandAll
		if seed >= 60 { // borders that only the grid of 1 mm keeps together
			l.turn = 2 * math.Pi * rng.Float64()
		}
		s := l.snapshot(t, "a", nil)
		p, err := NewScenario(NewCoverage(s, nil), mend.Reasons).Propose(ctx, nil, CoverageQuery{}, EditLimits{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, o := range p.gaps.with {
			if o >= 0 {
				shared++
			}
		}
		cells, err := p.Layer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var edits []CellEdit
		for _, c := range cells {
			edits = append(edits, CellEdit{ID: c.ID, Ranger: c.Ranger, ValidFrom: c.ValidFrom, ValidTo: c.ValidTo, Shape: onGrid(t, c.Shape)})
		}
		w, err := NewScenario(NewCoverage(s, nil), mend.Reasons).WhatIf(ctx, edits, CoverageQuery{}, EditLimits{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if w.Total.After.Gaps > 0 || l.turn == 0 && w.Total.After.GapM2 > 1e-3 {
			t.Fatalf("seed %d: %d gaps, %v m² are left", seed, w.Total.After.Gaps, w.Total.After.GapM2)
		}
		for _, o := range w.NewOverlaps {
			if o.AreaM2 > 0 {
				t.Fatalf("seed %d: %v m² are new in cells %v", seed, o.AreaM2, o.Cells)
			}
		}
	}
	if shared < 12 {
		t.Errorf("only %d gaps lay in another: too little was tested", shared)
	}
}

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

// TestTurnedLandscapes: turned by any angle, so that borders meet by slivers, landscapes have the figures that GEOS counts from
// the same polygons, and the sums hold.
func TestTurnedLandscapes(t *testing.T) {
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 20))
		l := jutting(rng)
		l.turn = 2 * math.Pi * rng.Float64()
		s := l.snapshot(t, "a", nil)
		if err := checkFacts(s); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		l.recounts(t, s)
	}
}
