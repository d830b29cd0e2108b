package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/qingshan-gis/qingshan/spatial"
)

// zone is a village, township or county: hexagons with a name and a code.
type zone struct {
	code, name, parent string
	hexes              []int
}

// land is the sample's ground: which hexagons there are and which village each belongs to.
type land struct {
	*lattice
	villages, townships, counties []zone
	villageOf                     map[int]int // hexagon -> index into villages
}

// newLand cuts an irregular outline from a lattice of cells and groups it into villages, townships and counties.
func newLand(rng *rand.Rand, s scale) *land {
	half := math.Sqrt(float64(s.cells)*cellArea)*0.5*1.32 + 1000
	box := spatial.Box{MinX: originX - half, MinY: originY - half, MaxX: originX + half, MaxY: originY + half}
	l := &land{lattice: newLattice(rng, box, cellArea, 0.31, 4), villageOf: map[int]int{}}
	inside := l.outline(rng, s.cells)
	groups := cluster(rng, l.centers(inside), s.villages)
	var villages [][]int
	var middles []xy
	for _, g := range groups {
		for _, part := range l.connected(pick(inside, g)) {
			villages = append(villages, part)
			middles = append(middles, l.middle(part))
		}
	}
	townships := cluster(rng, middles, s.townships)
	var townMiddles []xy
	for _, t := range townships {
		townMiddles = append(townMiddles, average(middles, t))
	}
	counties := cluster(rng, townMiddles, s.counties)
	l.name(villages, townships, counties)
	return l
}

// outline picks about n hexagons around the middle, with a wavy border.
func (l *land) outline(rng *rand.Rand, n int) []int {
	var wave [5]struct{ amp, phase float64 }
	for i := range wave {
		wave[i].amp, wave[i].phase = 0.16/float64(i+1)*(0.4+rng.Float64()), 2*math.Pi*rng.Float64()
	}
	far := func(h int) float64 {
		c := l.hexes[h].center
		a := math.Atan2(c.y-originY, c.x-originX)
		r := 1.0
		for i, w := range wave {
			r += w.amp * math.Sin(float64(i+2)*a+w.phase)
		}
		return math.Hypot(c.x-originX, c.y-originY) / r
	}
	all := make([]int, len(l.hexes))
	for i := range all {
		all[i] = i
	}
	slices.SortStableFunc(all, func(a, b int) int {
		switch d := far(a) - far(b); {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return a - b
	})
	all = all[:min(n, len(all))]
	parts := l.connected(all)
	slices.SortStableFunc(parts, func(a, b []int) int { return len(b) - len(a) })
	slices.Sort(parts[0])
	return parts[0]
}

func (l *land) centers(hexes []int) []xy {
	out := make([]xy, len(hexes))
	for i, h := range hexes {
		out[i] = l.hexes[h].center
	}
	return out
}

func (l *land) middle(hexes []int) xy { return average(l.centers(hexes), nil) }

func average(points []xy, which []int) xy {
	if which == nil {
		which = make([]int, len(points))
		for i := range which {
			which[i] = i
		}
	}
	var m xy
	for _, i := range which {
		m = m.plus(points[i], 1/float64(len(which)))
	}
	return m
}

func pick(from []int, which []int) []int {
	out := make([]int, len(which))
	for i, w := range which {
		out[i] = from[w]
	}
	return out
}

// connected splits hexagons into groups that hang together.
func (l *land) connected(hexes []int) [][]int {
	left := map[int]bool{}
	for _, h := range hexes {
		left[h] = true
	}
	var out [][]int
	for _, h := range hexes {
		if !left[h] {
			continue
		}
		delete(left, h)
		group := []int{h}
		for i := 0; i < len(group); i++ {
			for k := range 6 {
				if n := l.neighbour(group[i], k); n >= 0 && left[n] {
					delete(left, n)
					group = append(group, n)
				}
			}
		}
		slices.Sort(group)
		out = append(out, group)
	}
	return out
}

// cluster groups points around k seeds, moved to their groups' middles a few times (Lloyd). Seeds come sorted from north-west.
func cluster(rng *rand.Rand, points []xy, k int) [][]int {
	k = min(k, len(points))
	seeds := make([]xy, k)
	for i, p := range rng.Perm(len(points))[:k] {
		seeds[i] = points[p]
	}
	var groups [][]int
	for range 6 {
		groups = nearest(points, seeds)
		for i, g := range groups {
			if len(g) > 0 {
				seeds[i] = average(points, g)
			}
		}
	}
	groups = slices.DeleteFunc(groups, func(g []int) bool { return len(g) == 0 })
	sort.SliceStable(groups, func(i, j int) bool {
		a, b := average(points, groups[i]), average(points, groups[j])
		return a.y-a.x*0.3 > b.y-b.x*0.3
	})
	return groups
}

// nearest assigns each point to its nearest seed, found through a grid of buckets.
func nearest(points, seeds []xy) [][]int {
	box := spatial.EmptyBox()
	for _, p := range append(slices.Clone(points), seeds...) {
		box = box.Extend(p.x, p.y)
	}
	n := max(1, int(math.Sqrt(float64(len(seeds)))))
	step := math.Max(box.Width(), box.Height())/float64(n) + 1
	cell := func(p xy) [2]int { return [2]int{int((p.x - box.MinX) / step), int((p.y - box.MinY) / step)} }
	buckets := map[[2]int][]int{}
	for i, s := range seeds {
		buckets[cell(s)] = append(buckets[cell(s)], i)
	}
	groups := make([][]int, len(seeds))
	for i, p := range points {
		best, far := -1, math.Inf(1)
		at := cell(p)
		for ring := 0; ring <= n+1; ring++ {
			if best >= 0 && float64(ring-1)*step > far {
				break
			}
			for dx := -ring; dx <= ring; dx++ {
				for dy := -ring; dy <= ring; dy++ {
					if max(dx, -dx, dy, -dy) != ring {
						continue
					}
					for _, s := range buckets[[2]int{at[0] + dx, at[1] + dy}] {
						if d := math.Hypot(p.x-seeds[s].x, p.y-seeds[s].y); d < far {
							best, far = s, d
						}
					}
				}
			}
		}
		groups[best] = append(groups[best], i)
	}
	return groups
}

// name numbers and names all zones: codes are 6, 9 and 12 digits, as in China, but begin with 99, which no place has.
func (l *land) name(villages [][]int, townships, counties [][]int) {
	for c, towns := range counties {
		county := zone{code: fmt.Sprintf("99%04d", c+1), name: countyName(c)}
		for t, town := range towns {
			township := zone{code: fmt.Sprintf("%s%03d", county.code, t+1), name: townshipName(c*37 + t), parent: county.code}
			for v, g := range townships[town] {
				village := zone{code: fmt.Sprintf("%s%03d", township.code, v+1), name: villageName(t*53 + v), parent: township.code, hexes: villages[g]}
				for _, h := range village.hexes {
					l.villageOf[h] = len(l.villages)
				}
				l.villages = append(l.villages, village)
				township.hexes = append(township.hexes, village.hexes...)
			}
			l.townships = append(l.townships, township)
			county.hexes = append(county.hexes, township.hexes...)
		}
		l.counties = append(l.counties, county)
	}
}
