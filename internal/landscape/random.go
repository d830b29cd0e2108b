package landscape

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// RandomRect is a rectangle of at most so many squares a side.
func RandomRect(rng *rand.Rand, most int) Rect {
	w, h := 1+rng.IntN(most), 1+rng.IntN(most)
	x, y := rng.IntN(Units-w+1), rng.IntN(Units-h+1)
	return Rect{x, y, x + w, y + h}
}

// villages cuts the landscape into columns and leaves some out: their ground is the county's alone.
func villages(rng *rand.Rand) []Feature {
	out := []Feature{{ID: "county", Ground: Rect{0, 0, Units, Units}}, {ID: "west", Ground: Rect{0, 0, 5, Units}, Parent: "county"}}
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
			out = append(out, Feature{ID: fmt.Sprint("v", n), Ground: Rect{x, rng.IntN(3), x + w, Units - rng.IntN(3)}, Parent: parent})
		}
		x += w
	}
	return out
}

// Random is a landscape of one county with villages side by side, some of them in a township, and with a dozen cells and
// parcels that lie anywhere, over each other too. Equal numbers give equal landscapes.
func Random(rng *rand.Rand) *Landscape {
	l := &Landscape{Zones: villages(rng), On: 100, Demand: []rules.Demand{rules.DemandAll, rules.DemandForest}[rng.IntN(2)], Forest: []string{"pine"}}
	for i := range 12 {
		l.Cells = append(l.Cells, randomFeature(rng, fmt.Sprint("c", i), 5))
	}
	for i := range 10 {
		l.Parcels = append(l.Parcels, randomFeature(rng, fmt.Sprint("p", i), 4))
	}
	for i := range 3 {
		l.Accepted = append(l.Accepted, randomFeature(rng, fmt.Sprint("x", i), 3))
	}
	return l
}

func randomFeature(rng *rand.Rand, id string, most int) Feature {
	t := Feature{ID: id, Ground: RandomRect(rng, most), Ranger: []string{"r", ""}[rng.IntN(2)], Class: []string{"pine", "field"}[rng.IntN(2)]}
	if rng.IntN(3) == 0 {
		t.To = snapshot.Date(95 + rng.IntN(20))
	}
	return t
}

// Edited is the landscape after some nights: a copy with a few features of each layer moved, added, removed or changed. The ids of
// new features hold name, which no earlier night may have had.
func (l *Landscape) Edited(rng *rand.Rand, name string) *Landscape {
	out := *l
	layer := func(list []Feature, kind string, most int) []Feature {
		list = slices.Clone(list)
		for k := range rng.IntN(4) {
			switch i := rng.IntN(len(list)); rng.IntN(4) {
			case 0:
				list[i].Ground = RandomRect(rng, most)
			case 1:
				list = append(list, randomFeature(rng, fmt.Sprint(kind, name, k), most))
			case 2:
				if len(list) > 1 {
					list = slices.Delete(list, i, i+1)
				}
			case 3:
				changed := randomFeature(rng, list[i].ID, most)
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
			out.Zones = RandomJutting(rng).Zones
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

// RandomJutting is a landscape whose zones lie anywhere: two counties or one, townships and villages of any of them, in their parents
// or out of them, over each other or apart.
func RandomJutting(rng *rand.Rand) *Landscape {
	l := Random(rng)
	l.Accounting, l.Zones = coverage.Accounting, nil
	add := func(id, parent string, most int) {
		l.Zones = append(l.Zones, Feature{ID: id, Parent: parent, Ground: RandomRect(rng, most)})
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
