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
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
	"github.com/qingshan-gis/qingshan/spatial/warp"
)

// Lattice landscapes: every feature is a rectangle of whole unit squares, so that an oracle can count squares.
const (
	units    = 10   // a side of the landscape
	unitSide = 10.0 // metres
	unitM2   = unitSide * unitSide
)

// rect holds the squares x0 ≤ x < x1, y0 ≤ y < y1.
type rect struct{ x0, y0, x1, y1 int }

func (r rect) holds(x, y int) bool { return r.x0 <= x && x < r.x1 && r.y0 <= y && y < r.y1 }

func (r rect) shape() *geom.MultiPolygon {
	x0, y0, x1, y1 := unitSide*float64(r.x0), unitSide*float64(r.y0), unitSide*float64(r.x1), unitSide*float64(r.y1)
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

// shape is the ground of a rectangle in the landscape, which may be turned around its middle.
func (l *landscape) shape(r rect) *geom.MultiPolygon {
	mp := r.shape()
	if l.turn == 0 {
		return mp
	}
	const middle = unitSide * units / 2
	sin, cos := math.Sincos(l.turn)
	flat := mp.FlatCoords()
	for i := 0; i < len(flat); i += 2 {
		x, y := flat[i]-middle, flat[i+1]-middle
		flat[i], flat[i+1] = middle+x*cos-y*sin, middle+x*sin+y*cos
	}
	return spatial.Normalize(mp)
}

type thing struct {
	id       string
	ground   rect
	parent   string // of a zone
	from, to Date   // of a cell or an exception
	ranger   string // of a cell
	class    string // of a parcel
}

// landscape is one night's delivery. Zones come parents first; "county" is the root, villages do not overlap.
type landscape struct {
	zones, cells, accepted, parcels []thing
	on                              Date
	demand                          Demand
	forest                          []string
	turn                            float64 // radians
	accounting                      int     // the rules of the snapshots, see [Accounting]
	olderForest                     bool    // but for ground in several parcels
}

func randomRect(rng *rand.Rand, most int) rect {
	w, h := 1+rng.IntN(most), 1+rng.IntN(most)
	x, y := rng.IntN(units-w+1), rng.IntN(units-h+1)
	return rect{x, y, x + w, y + h}
}

// villages cuts the landscape into columns and leaves some out: their ground is the county's alone.
func villages(rng *rand.Rand) []thing {
	out := []thing{{id: "county", ground: rect{0, 0, units, units}}, {id: "west", ground: rect{0, 0, 5, units}, parent: "county"}}
	for x, n := 0, 0; x < units; n++ {
		w := min(1+rng.IntN(3), units-x)
		if x < 5 {
			w = min(w, 5-x)
		}
		if rng.IntN(5) > 0 {
			parent := "county"
			if x < 5 {
				parent = "west"
			}
			out = append(out, thing{id: fmt.Sprint("v", n), ground: rect{x, rng.IntN(3), x + w, units - rng.IntN(3)}, parent: parent})
		}
		x += w
	}
	return out
}

func randomLandscape(rng *rand.Rand) *landscape {
	l := &landscape{zones: villages(rng), on: 100, demand: []Demand{DemandAll, DemandForest}[rng.IntN(2)], forest: []string{"pine"}}
	for i := range 12 {
		l.cells = append(l.cells, randomThing(rng, fmt.Sprint("c", i), 5))
	}
	for i := range 10 {
		l.parcels = append(l.parcels, randomThing(rng, fmt.Sprint("p", i), 4))
	}
	for i := range 3 {
		l.accepted = append(l.accepted, randomThing(rng, fmt.Sprint("x", i), 3))
	}
	return l
}

func randomThing(rng *rand.Rand, id string, most int) thing {
	t := thing{id: id, ground: randomRect(rng, most), ranger: []string{"r", ""}[rng.IntN(2)], class: []string{"pine", "field"}[rng.IntN(2)]}
	if rng.IntN(3) == 0 {
		t.to = Date(95 + rng.IntN(20))
	}
	return t
}

// edited is the landscape after some nights.
func (l *landscape) edited(rng *rand.Rand, name string) *landscape {
	out := *l
	layer := func(list []thing, kind string, most int) []thing {
		list = slices.Clone(list)
		for k := range rng.IntN(4) {
			switch i := rng.IntN(len(list)); rng.IntN(4) {
			case 0:
				list[i].ground = randomRect(rng, most)
			case 1:
				list = append(list, randomThing(rng, fmt.Sprint(kind, name, k), most))
			case 2:
				if len(list) > 1 {
					list = slices.Delete(list, i, i+1)
				}
			case 3:
				changed := randomThing(rng, list[i].id, most)
				changed.ground = list[i].ground
				list[i] = changed
			}
		}
		return list
	}
	out.cells, out.parcels, out.accepted = layer(l.cells, "c", 5), layer(l.parcels, "p", 4), layer(l.accepted, "x", 3)
	switch rng.IntN(4) {
	case 0:
		if l.accounting > 0 {
			out.zones = jutting(rng).zones
			break
		}
		out.zones = villages(rng)
	case 1:
		out.zones = slices.Clone(l.zones)
		if l.accounting > 0 { // a zone is drawn anew
			i := rng.IntN(len(out.zones))
			out.zones[i].ground = randomRect(rng, 7)
			break
		}
		i := rng.IntN(len(out.zones)-2) + 2
		out.zones[i].parent = "county"
	}
	out.on += Date(rng.IntN(10))
	if rng.IntN(4) == 0 {
		out.demand = map[Demand]Demand{DemandAll: DemandForest, DemandForest: DemandAll}[l.demand]
	}
	if rng.IntN(4) == 0 {
		out.forest = []string{"pine", "field"}
	}
	return &out
}

// snapshot builds what an ingest would, in a plane whose degrees are its metres.
func (l *landscape) snapshot(t testing.TB, id string, earlier *Snapshot) *Snapshot {
	t.Helper()
	box := spatial.Box{MinX: -100, MinY: -100, MaxX: 200, MaxY: 200}
	plane, err := warp.Fit(func(_, _ []float64) error { return nil }, box, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	rules := DefaultRules()
	rules.Coverage.Demand, rules.Coverage.ForestClasses = l.demand, l.forest
	s := NewTables(Manifest{Schema: SchemaVersion, ID: SnapshotID(id), On: l.on, CRS: CRSInfo{Name: "plane", WKT: "plane", Extent: box}, ToLonLat: plane, FromLonLat: plane, Rules: rules})
	var zones, cells, accepted, parcels, covers spatial.Builder
	place := map[string]int32{"": -1}
	for i, z := range l.zones {
		place[z.id] = int32(i)
		s.Zones.Code, s.Zones.Name, s.Zones.Level = append(s.Zones.Code, z.id), append(s.Zones.Name, z.id), append(s.Zones.Level, Village)
		s.Zones.Parent, s.Zones.Ellipsoidal = append(s.Zones.Parent, place[z.parent]), append(s.Zones.Ellipsoidal, float64(area.Planar().Multi(l.shape(z.ground))))
		zones.Add(l.shape(z.ground))
	}
	s.Zones.Planar, s.Zones.Shapes = s.Zones.Ellipsoidal, zones.Build()
	s.Zones.Link()
	for _, c := range l.cells {
		s.Cells.ID, s.Cells.Ranger = append(s.Cells.ID, c.id), append(s.Cells.Ranger, c.ranger)
		s.Cells.ValidFrom, s.Cells.ValidTo = append(s.Cells.ValidFrom, c.from), append(s.Cells.ValidTo, c.to)
		cells.Add(l.shape(c.ground))
		covers.Add(l.shape(c.ground))
	}
	for _, x := range l.accepted {
		s.Accepted.ID, s.Accepted.Reason, s.Accepted.Approver = append(s.Accepted.ID, x.id), append(s.Accepted.Reason, "lake"), append(s.Accepted.Approver, "office")
		s.Accepted.ValidFrom, s.Accepted.ValidTo = append(s.Accepted.ValidFrom, x.from), append(s.Accepted.ValidTo, x.to)
		accepted.Add(l.shape(x.ground))
		covers.Add(l.shape(x.ground))
	}
	for _, p := range l.parcels {
		s.Parcels.ID, s.Parcels.Class, s.Parcels.Category = append(s.Parcels.ID, p.id), append(s.Parcels.Class, p.class), append(s.Parcels.Category, "公益林")
		s.Parcels.StatedM2 = append(s.Parcels.StatedM2, 0)
		parcels.Add(l.shape(p.ground))
	}
	s.Cells.Shapes, s.Accepted.Shapes, s.Parcels.Shapes = cells.Build(), accepted.Build(), parcels.Build()
	ctx := context.Background()
	l.account(t, s, covers.Build())
	if s.Found, err = Find(ctx, s); err != nil {
		t.Fatal(err)
	}
	var numbers map[string]int
	if earlier != nil {
		numbers = earlier.Manifest.GapNumbers
	}
	if err := Identify(ctx, s, earlier, numbers); err != nil {
		t.Fatal(err)
	}
	out, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// account cuts everything by the landscape's rules, as an ingest does.
func (l *landscape) account(t testing.TB, s *Tables, covers *spatial.Polygons) {
	t.Helper()
	ctx, o := context.Background(), overlay.Options{Workers: 2}
	s.Manifest.Accounting = l.accounting
	var out []int32
	if l.accounting > 0 {
		outside, err := Outside(ctx, s.Zones, o)
		if err != nil {
			t.Fatal(err)
		}
		out = StickingOut(outside)
		for _, z := range out {
			s.Manifest.StickOut = append(s.Manifest.StickOut, s.Zones.Code[z])
		}
	}
	nesting := NewNesting(s.Zones, out)
	grounds, err := nesting.Grounds(ctx, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: grounds, Covers: covers, Parcels: s.Parcels.Shapes,
		Measures: []area.Measure{area.Planar(), area.Planar()}}, o)
	if err != nil {
		t.Fatal(err)
	}
	s.Facts = PackFacts(a, nil)
	s.Contested.Shapes, s.CellPairs.Shapes = new(spatial.Builder).Build(), new(spatial.Builder).Build()
	if l.accounting == 0 {
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
	s.Contested = PackPairs(append(pairs, disputed...), area.Planar())
	if pairs, err = overlay.Pairs(ctx, s.Cells.Shapes, nil, nil, o); err != nil {
		t.Fatal(err)
	}
	s.CellPairs = PackPairs(pairs, area.Planar())
}

// gapSquares is the oracle: by zone and all that is below it, the squares that are demanded, in no valid cell and in no
// valid exception.
func (l *landscape) gapSquares(inPost bool) map[string]int {
	out := map[string]int{}
	for _, z := range l.zones {
		for x := range units {
			for y := range units {
				if l.counts(z, x, y) && l.bare(x, y, inPost) {
					for up := z; ; {
						out[up.id]++
						i := slices.IndexFunc(l.zones, func(o thing) bool { return o.id == up.parent })
						if i < 0 {
							break
						}
						up = l.zones[i]
					}
				}
			}
		}
	}
	return out
}

// counts tells whether the zone accounts for the square, by the landscape's rules.
func (l *landscape) counts(z thing, x, y int) bool {
	if l.accounting > 0 {
		return l.accounts(z, x, y)
	}
	return z.ground.holds(x, y) && l.own(z, x, y)
}

// own tells whether no child of the zone holds the square.
func (l *landscape) own(z thing, x, y int) bool {
	return !slices.ContainsFunc(l.zones, func(c thing) bool { return c.parent == z.id && c.ground.holds(x, y) })
}

// firstCounts tells whether ground in several parcels is judged by the first of them, not by any.
func (l *landscape) firstCounts() bool { return l.accounting == 0 || l.olderForest }

func (l *landscape) bare(x, y int, inPost bool) bool {
	if l.demand == DemandForest {
		forest := false
		for _, p := range l.parcels {
			if !p.ground.holds(x, y) {
				continue
			}
			if forest = slices.Contains(l.forest, p.class); forest || l.firstCounts() {
				break
			}
		}
		if !forest {
			return false
		}
	}
	for _, c := range l.cells {
		if c.ground.holds(x, y) && l.on.Within(c.from, c.to) && (!inPost || c.ranger != "") {
			return false
		}
	}
	return !slices.ContainsFunc(l.accepted, func(a thing) bool { return a.ground.holds(x, y) && l.on.Within(a.from, a.to) })
}

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
