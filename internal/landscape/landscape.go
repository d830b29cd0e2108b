package landscape

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Lattice landscapes: every feature is a rectangle of whole unit squares, so that an oracle can count squares.
const (
	Units    = 10   // a side of the landscape
	UnitSide = 10.0 // metres
	UnitM2   = UnitSide * UnitSide
)

// Rect holds the squares x0 ≤ x < x1, y0 ≤ y < y1.
type Rect struct{ X0, Y0, X1, Y1 int }

func (r Rect) Holds(x, y int) bool { return r.X0 <= x && x < r.X1 && r.Y0 <= y && y < r.Y1 }

func (r Rect) Shape() *geom.MultiPolygon {
	x0, y0, x1, y1 := UnitSide*float64(r.X0), UnitSide*float64(r.Y0), UnitSide*float64(r.X1), UnitSide*float64(r.Y1)
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

// shape is the ground of a rectangle in the landscape, which may be turned around its middle.
func (l *Landscape) shape(r Rect) *geom.MultiPolygon {
	mp := r.Shape()
	if l.Turn == 0 {
		return mp
	}
	const middle = UnitSide * Units / 2
	sin, cos := math.Sincos(l.Turn)
	flat := mp.FlatCoords()
	for i := 0; i < len(flat); i += 2 {
		x, y := flat[i]-middle, flat[i+1]-middle
		flat[i], flat[i+1] = middle+x*cos-y*sin, middle+x*sin+y*cos
	}
	return spatial.Normalize(mp)
}

type Thing struct {
	ID       string
	Ground   Rect
	Parent   string        // of a zone
	From, To snapshot.Date // of a cell or an exception
	Ranger   string        // of a cell
	Class    string        // of a parcel
}

// Landscape is one night's delivery. Zones come parents first; "county" is the root, villages do not overlap.
type Landscape struct {
	Zones, Cells, Accepted, Parcels []Thing
	On                              snapshot.Date
	Demand                          rules.Demand
	Forest                          []string
	Turn                            float64 // radians
	Accounting                      int     // the rules of the snapshots, see [coverage.Accounting]
	OlderForest                     bool    // but for ground in several parcels
}

func RandomRect(rng *rand.Rand, most int) Rect {
	w, h := 1+rng.IntN(most), 1+rng.IntN(most)
	x, y := rng.IntN(Units-w+1), rng.IntN(Units-h+1)
	return Rect{x, y, x + w, y + h}
}

// villages cuts the landscape into columns and leaves some out: their ground is the county's alone.
func villages(rng *rand.Rand) []Thing {
	out := []Thing{{ID: "county", Ground: Rect{0, 0, Units, Units}}, {ID: "west", Ground: Rect{0, 0, 5, Units}, Parent: "county"}}
	for x, n := 0, 0; x < Units; n++ {
		w := min(1+rng.IntN(3), Units-x)
		if x < 5 {
			w = min(w, 5-x)
		}
		if rng.IntN(5) > 0 {
			parent := "county"
			if x < 5 {
				parent = "west"
			}
			out = append(out, Thing{ID: fmt.Sprint("v", n), Ground: Rect{x, rng.IntN(3), x + w, Units - rng.IntN(3)}, Parent: parent})
		}
		x += w
	}
	return out
}

func RandomLandscape(rng *rand.Rand) *Landscape {
	l := &Landscape{Zones: villages(rng), On: 100, Demand: []rules.Demand{rules.DemandAll, rules.DemandForest}[rng.IntN(2)], Forest: []string{"pine"}}
	for i := range 12 {
		l.Cells = append(l.Cells, randomThing(rng, fmt.Sprint("c", i), 5))
	}
	for i := range 10 {
		l.Parcels = append(l.Parcels, randomThing(rng, fmt.Sprint("p", i), 4))
	}
	for i := range 3 {
		l.Accepted = append(l.Accepted, randomThing(rng, fmt.Sprint("x", i), 3))
	}
	return l
}

func randomThing(rng *rand.Rand, id string, most int) Thing {
	t := Thing{ID: id, Ground: RandomRect(rng, most), Ranger: []string{"r", ""}[rng.IntN(2)], Class: []string{"pine", "field"}[rng.IntN(2)]}
	if rng.IntN(3) == 0 {
		t.To = snapshot.Date(95 + rng.IntN(20))
	}
	return t
}

// Edited is the landscape after some nights.
func (l *Landscape) Edited(rng *rand.Rand, name string) *Landscape {
	out := *l
	layer := func(list []Thing, kind string, most int) []Thing {
		list = slices.Clone(list)
		for k := range rng.IntN(4) {
			switch i := rng.IntN(len(list)); rng.IntN(4) {
			case 0:
				list[i].Ground = RandomRect(rng, most)
			case 1:
				list = append(list, randomThing(rng, fmt.Sprint(kind, name, k), most))
			case 2:
				if len(list) > 1 {
					list = slices.Delete(list, i, i+1)
				}
			case 3:
				changed := randomThing(rng, list[i].ID, most)
				changed.Ground = list[i].Ground
				list[i] = changed
			}
		}
		return list
	}
	out.Cells, out.Parcels, out.Accepted = layer(l.Cells, "c", 5), layer(l.Parcels, "p", 4), layer(l.Accepted, "x", 3)
	switch rng.IntN(4) {
	case 0:
		if l.Accounting > 0 {
			out.Zones = Jutting(rng).Zones
			break
		}
		out.Zones = villages(rng)
	case 1:
		out.Zones = slices.Clone(l.Zones)
		if l.Accounting > 0 { // a zone is drawn anew
			i := rng.IntN(len(out.Zones))
			out.Zones[i].Ground = RandomRect(rng, 7)
			break
		}
		i := rng.IntN(len(out.Zones)-2) + 2
		out.Zones[i].Parent = "county"
	}
	out.On += snapshot.Date(rng.IntN(10))
	if rng.IntN(4) == 0 {
		out.Demand = map[rules.Demand]rules.Demand{rules.DemandAll: rules.DemandForest, rules.DemandForest: rules.DemandAll}[l.Demand]
	}
	if rng.IntN(4) == 0 {
		out.Forest = []string{"pine", "field"}
	}
	return &out
}

// Snapshot builds what an ingest would, in a plane whose degrees are its metres.
func (l *Landscape) Snapshot(t testing.TB, id string, earlier *snapshot.Snapshot) *snapshot.Snapshot {
	t.Helper()
	box := spatial.Box{MinX: -100, MinY: -100, MaxX: 200, MaxY: 200}
	plane, err := crsapprox.Fit(func(_, _ []float64) error { return nil }, box, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	rules := rules.DefaultRules()
	rules.Coverage.Demand, rules.Coverage.ForestClasses = l.Demand, l.Forest
	s := snapshot.NewTables(snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: snapshot.ID(id), On: l.On, CRS: snapshot.CRSInfo{Name: "plane", WKT: "plane", Extent: box}, ToLonLat: plane, FromLonLat: plane, Rules: rules})
	var zones, cells, accepted, parcels, covers spatial.Builder
	place := map[string]int32{"": -1}
	for i, z := range l.Zones {
		place[z.ID] = int32(i)
		s.Zones.Code, s.Zones.Name, s.Zones.Level = append(s.Zones.Code, z.ID), append(s.Zones.Name, z.ID), append(s.Zones.Level, snapshot.Village)
		s.Zones.Parent, s.Zones.Ellipsoidal = append(s.Zones.Parent, place[z.Parent]), append(s.Zones.Ellipsoidal, float64(area.Planar().Multi(l.shape(z.Ground))))
		zones.Add(l.shape(z.Ground))
	}
	s.Zones.Planar, s.Zones.Shapes = s.Zones.Ellipsoidal, zones.Build()
	s.Zones.BuildIndexes()
	for _, c := range l.Cells {
		s.Cells.ID, s.Cells.Ranger = append(s.Cells.ID, c.ID), append(s.Cells.Ranger, c.Ranger)
		s.Cells.ValidFrom, s.Cells.ValidTo = append(s.Cells.ValidFrom, c.From), append(s.Cells.ValidTo, c.To)
		cells.Add(l.shape(c.Ground))
		covers.Add(l.shape(c.Ground))
	}
	for _, x := range l.Accepted {
		s.Accepted.ID, s.Accepted.Reason, s.Accepted.Approver = append(s.Accepted.ID, x.ID), append(s.Accepted.Reason, "lake"), append(s.Accepted.Approver, "office")
		s.Accepted.ValidFrom, s.Accepted.ValidTo = append(s.Accepted.ValidFrom, x.From), append(s.Accepted.ValidTo, x.To)
		accepted.Add(l.shape(x.Ground))
		covers.Add(l.shape(x.Ground))
	}
	for _, p := range l.Parcels {
		s.Parcels.ID, s.Parcels.Class, s.Parcels.Category = append(s.Parcels.ID, p.ID), append(s.Parcels.Class, p.Class), append(s.Parcels.Category, "公益林")
		s.Parcels.StatedM2 = append(s.Parcels.StatedM2, 0)
		parcels.Add(l.shape(p.Ground))
	}
	s.Cells.Shapes, s.Accepted.Shapes, s.Parcels.Shapes = cells.Build(), accepted.Build(), parcels.Build()
	ctx := context.Background()
	l.account(t, s, covers.Build())
	if s.Found, err = coverage.Find(ctx, s); err != nil {
		t.Fatal(err)
	}
	var numbers map[string]int
	if earlier != nil {
		numbers = earlier.Manifest.GapNumbers
	}
	if err := lineage.Identify(ctx, s, earlier, numbers); err != nil {
		t.Fatal(err)
	}
	out, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// account cuts everything by the landscape's rules, as an ingest does.
func (l *Landscape) account(t testing.TB, s *snapshot.Tables, covers *spatial.Polygons) {
	t.Helper()
	ctx, o := context.Background(), overlay.Options{Workers: 2}
	s.Manifest.Accounting = l.Accounting
	var out []int32
	if l.Accounting > 0 {
		outside, err := coverage.Outside(ctx, s.Zones, o)
		if err != nil {
			t.Fatal(err)
		}
		out = coverage.StickingOut(outside)
		for _, z := range out {
			s.Manifest.StickOut = append(s.Manifest.StickOut, s.Zones.Code[z])
		}
	}
	nesting := coverage.NewNesting(s.Zones, out)
	grounds, err := nesting.Grounds(ctx, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: grounds, Covers: covers, Parcels: s.Parcels.Shapes,
		Measures: []area.Measure{area.Planar(), area.Planar()}}, o)
	if err != nil {
		t.Fatal(err)
	}
	s.Facts = snapshot.PackFacts(a, nil)
	s.Contested.Shapes, s.CellPairs.Shapes = new(spatial.Builder).Build(), new(spatial.Builder).Build()
	if l.Accounting == 0 {
		return
	}
	pairs, err := overlay.Pairs(ctx, s.Zones.Shapes, func(a, b int) bool { return s.Zones.Parent[a] == s.Zones.Parent[b] }, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	disputed, err := nesting.Disputed(ctx, grounds, o)
	if err != nil {
		t.Fatal(err)
	}
	s.Contested = snapshot.PackPairs(append(pairs, disputed...), area.Planar())
	if pairs, err = overlay.Pairs(ctx, s.Cells.Shapes, nil, nil, o); err != nil {
		t.Fatal(err)
	}
	s.CellPairs = snapshot.PackPairs(pairs, area.Planar())
}

// GapSquares is the oracle: by zone and all that is below it, the squares that are demanded, in no valid cell and in no
// valid exception.
func (l *Landscape) GapSquares(inPost bool) map[string]int {
	out := map[string]int{}
	for _, z := range l.Zones {
		for x := range Units {
			for y := range Units {
				if l.counts(z, x, y) && l.bare(x, y, inPost) {
					for up := z; ; {
						out[up.ID]++
						i := slices.IndexFunc(l.Zones, func(o Thing) bool { return o.ID == up.Parent })
						if i < 0 {
							break
						}
						up = l.Zones[i]
					}
				}
			}
		}
	}
	return out
}

// counts tells whether the zone accounts for the square, by the landscape's rules.
func (l *Landscape) counts(z Thing, x, y int) bool {
	if l.Accounting > 0 {
		return l.Accounts(z, x, y)
	}
	return z.Ground.Holds(x, y) && l.Own(z, x, y)
}

// Own tells whether no child of the zone holds the square.
func (l *Landscape) Own(z Thing, x, y int) bool {
	return !slices.ContainsFunc(l.Zones, func(c Thing) bool { return c.Parent == z.ID && c.Ground.Holds(x, y) })
}

// firstCounts tells whether ground in several parcels is judged by the first of them, not by any.
func (l *Landscape) firstCounts() bool { return l.Accounting == 0 || l.OlderForest }

func (l *Landscape) bare(x, y int, inPost bool) bool {
	if l.Demand == rules.DemandForest {
		forest := false
		for _, p := range l.Parcels {
			if !p.Ground.Holds(x, y) {
				continue
			}
			if forest = slices.Contains(l.Forest, p.Class); forest || l.firstCounts() {
				break
			}
		}
		if !forest {
			return false
		}
	}
	for _, c := range l.Cells {
		if c.Ground.Holds(x, y) && l.On.Within(c.From, c.To) && (!inPost || c.Ranger != "") {
			return false
		}
	}
	return !slices.ContainsFunc(l.Accepted, func(a Thing) bool { return a.Ground.Holds(x, y) && l.On.Within(a.From, a.To) })
}

// Jutting is a landscape whose zones lie anywhere: two counties or one, townships and villages of any of them, in their parents
// or out of them, over each other or apart.
func Jutting(rng *rand.Rand) *Landscape {
	l := RandomLandscape(rng)
	l.Accounting, l.Zones = coverage.Accounting, nil
	add := func(id, parent string, most int) {
		l.Zones = append(l.Zones, Thing{ID: id, Parent: parent, Ground: RandomRect(rng, most)})
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
			add(id, parent, []int{Units, 7, 4}[level])
		}
	}
	return l
}

// Zone is the zone's row of the landscape.
func (l *Landscape) Zone(id string) Thing {
	return l.Zones[slices.IndexFunc(l.Zones, func(z Thing) bool { return z.ID == id })]
}

// Above lists the zones above one, the nearest first.
func (l *Landscape) Above(z Thing) []Thing {
	var out []Thing
	for z.Parent != "" {
		z = l.Zone(z.Parent)
		out = append(out, z)
	}
	return out
}

// Accounts is the rule of the guide for one square: a leaf for all it holds, a parent for what no child holds and no zone that
// sticks out of another has, unless the parent itself lies outside of what is above it.
func (l *Landscape) Accounts(z Thing, x, y int) bool {
	if !z.Ground.Holds(x, y) || !l.Own(z, x, y) {
		return false
	}
	leaf := !slices.ContainsFunc(l.Zones, func(c Thing) bool { return c.Parent == z.ID })
	if leaf {
		return true
	}
	above := l.Above(z)
	whole := !slices.ContainsFunc(above, func(up Thing) bool { return !up.Ground.Holds(x, y) })
	return !slices.ContainsFunc(l.Zones, func(c Thing) bool {
		if c.ID == z.ID || c.Parent == "" || !c.Ground.Holds(x, y) || l.Zone(c.Parent).Ground.Holds(x, y) {
			return false
		}
		is := func(o Thing) func(Thing) bool { return func(t Thing) bool { return t.ID == o.ID } }
		if slices.ContainsFunc(above, is(c)) {
			return false
		}
		return slices.ContainsFunc(l.Above(c), is(z)) || whole
	})
}
