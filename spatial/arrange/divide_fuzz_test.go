package arrange

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// Bytes that end a ring or a polygon of a fuzzed landscape; any other is a vertex, four bits for x and four for y.
const endRing, endPolygon = 0xFF, 0xFE

// fuzzScale makes metres of lattice coordinates: ordinary ground, ground on the intake grid, ground as small as the
// arrangement's own resolution, and long borders that are almost parallel.
var fuzzScales = [...][2]float64{{1, 1}, {spatial.GridStep, spatial.GridStep}, {Unit, Unit}, {1000, spatial.GridStep}, {50, Unit}}

var fuzzOrigins = [...][2]float64{{0, 0}, {40_500_000, 3_500_000}, {-1234.567, 89.001}}

// lattice reads polygons whose rings may cross, repeat and collapse. The first byte gives the scale, the second the
// origin, the third what to look at: everything, the first polygon, or a small square, which is then the first polygon.
func lattice(data []byte) (p *spatial.Polygons, window spatial.Box) {
	if len(data) < 6 || len(data) > 90 {
		return nil, window
	}
	scale, origin := fuzzScales[int(data[0])%len(fuzzScales)], fuzzOrigins[int(data[1])%len(fuzzOrigins)]
	at := func(x, y float64) (float64, float64) {
		return metres(units(origin[0] + x*scale[0])), metres(units(origin[1] + y*scale[1]))
	}
	var b spatial.Builder
	var flat []float64
	var ends []int
	start := 0
	closeRing := func() {
		if start < len(flat) {
			flat = append(flat, flat[start], flat[start+1])
			ends = append(ends, len(flat))
		}
		start = len(flat)
	}
	closePolygon := func() {
		closeRing()
		if len(ends) > 0 {
			b.Add(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{ends}))
		}
		flat, ends, start = nil, nil, 0
	}
	view := data[2] % 3
	if view == 2 {
		for _, c := range [4][2]float64{{5, 5}, {7, 5}, {7, 7}, {5, 7}} {
			x, y := at(c[0], c[1])
			flat = append(flat, x, y)
		}
		closePolygon()
	}
	for _, c := range data[3:] {
		switch c {
		case endRing:
			closeRing()
		case endPolygon:
			closePolygon()
		default:
			x, y := at(float64(c>>4), float64(c&15))
			flat = append(flat, x, y)
		}
	}
	closePolygon()
	if p = b.Build(); p.Len() == 0 || p.Len() > 20 {
		return nil, window
	}
	if window = p.Extent(); view > 0 {
		window = p.Bounds(0)
	}
	return p, window
}

func perimeter(p *spatial.Polygons) (sum float64) {
	for f := range p.Len() {
		p.EachRing(f, func(_, _ int, xy []float64) { sum += spatial.RingLength(xy) })
	}
	return sum
}

// checkNoded fails where two edges meet elsewhere than at a vertex of both.
func checkNoded(t *testing.T, a *Arrangement) {
	t.Helper()
	p, s := &a.vertices, &a.edges
	side := func(u, v, w int32) int {
		return crossSign(p.x[v]-p.x[u], p.y[v]-p.y[u], p.x[w]-p.x[u], p.y[w]-p.y[u])
	}
	between := func(u, v, w int32) bool { // w lies in the box of u–v
		lx, hx := ordered(p.x[u], p.x[v])
		ly, hy := ordered(p.y[u], p.y[v])
		return lx <= p.x[w] && p.x[w] <= hx && ly <= p.y[w] && p.y[w] <= hy
	}
	for e := range s.len() {
		for f := range e {
			ea, eb, fa, fb := s.a[e], s.b[e], s.a[f], s.b[f]
			for _, end := range [][3]int32{{ea, eb, fa}, {ea, eb, fb}, {fa, fb, ea}, {fa, fb, eb}} {
				if end[2] != end[0] && end[2] != end[1] && between(end[0], end[1], end[2]) && side(end[0], end[1], end[2]) == 0 {
					t.Fatalf("edges %d and %d: a vertex lies on the other", e, f)
				}
			}
			if side(ea, eb, fa)*side(ea, eb, fb) < 0 && side(fa, fb, ea)*side(fa, fb, eb) < 0 {
				t.Fatalf("edges %d and %d cross", e, f)
			}
		}
	}
}

// drawn is the ground of each class of labels as a layer, compared with the areas by class.
func drawn(t *testing.T, a *Arrangement, class []int32, areas []float64, rounding float64) *spatial.Polygons {
	t.Helper()
	var b spatial.Builder
	for c, mp := range a.Polygons(class, len(areas)) {
		if mp == nil {
			t.Fatalf("class %d has no ground", c)
		}
		start, sum := 0, 0.0
		for _, ends := range mp.Endss() {
			for r, end := range ends {
				ring := mp.FlatCoords()[start:end]
				checkRing(t, ring, r > 0)
				sum += spatial.RingArea(ring)
				start = end
			}
		}
		if math.Abs(sum-areas[c]) > rounding {
			t.Fatalf("class %d is drawn with %v m², measured with %v", c, sum, areas[c])
		}
		b.Add(mp)
	}
	return b.Build()
}

func checkRing(t *testing.T, ring []float64, hole bool) {
	t.Helper()
	seen := map[[2]float64]bool{}
	var turn float64
	x0, y0 := units(ring[0]), units(ring[1])
	for i := 0; i+3 < len(ring); i += 2 {
		v := [2]float64{ring[i], ring[i+1]}
		if seen[v] {
			t.Fatalf("a ring passes %v twice: %v", v, ring)
		}
		seen[v] = true
		turn += (units(ring[i])-x0)*(units(ring[i+3])-y0) - (units(ring[i+2])-x0)*(units(ring[i+1])-y0)
		if ring[i] < ring[0] || ring[i] == ring[0] && ring[i+1] < ring[1] {
			t.Fatalf("a ring does not start at its lowest vertex: %v", ring)
		}
	}
	if turn > 0 == hole {
		t.Fatalf("a ring is wound wrongly (hole: %v): %v", hole, ring)
	}
}

func checkDivide(t *testing.T, data []byte) {
	p, window := lattice(data)
	if p == nil {
		return
	}
	var a Arrangement
	a.Reset(window)
	for f := range p.Len() {
		a.Add(p, f)
	}
	if err := a.Divide(); err != nil {
		t.Fatal(err)
	}
	checkNoded(t, &a)
	areas := a.Areas(area.Planar(), nil)
	want := slabs(p)
	// Borders are moved by less than a unit; twice that for borders near each other in the middle of the slabs' rounding.
	moved := rounding(p.Extent(), p.Vertices()) + 2*Unit*(perimeter(p)+Unit)
	for l := 1; l < a.Labels(); l++ {
		if set := a.Label(l); set[0] == 0 {
			bits := uint64(0)
			for _, k := range set {
				bits |= 1 << k
			}
			if math.Abs(areas[l]-want[bits]) > moved {
				t.Fatalf("label %v has %v m², want %v (give or take %v)", set, areas[l], want[bits], moved)
			}
			delete(want, bits)
		}
	}
	for bits, m2 := range want {
		if m2 > moved {
			t.Fatalf("no ground for label %b, want %v m²", bits, m2)
		}
	}
	box := spatial.EmptyBox() // with the places around the window
	for v := range a.vertices.len() {
		box = box.Extend(metres(a.vertices.x[v]+a.ox), metres(a.vertices.y[v]+a.oy))
	}
	for _, classes := range []int{a.Labels() - 1, 1, 2} { // each label by itself; all together; two kinds
		if classes = min(classes, a.Labels()-1); classes < 1 {
			return
		}
		class, sums := make([]int32, a.Labels()), make([]float64, classes)
		class[0] = -1
		for l := 1; l < a.Labels(); l++ {
			class[l] = int32(l % classes)
			sums[class[l]] += areas[l]
		}
		off := rounding(box, a.edges.len())
		q := drawn(t, &a, class, sums, off)
		checkDrawnAgain(t, q, sums, off+2*Unit*(perimeter(q)+Unit))
	}
}

// rounding bounds what float64 makes of areas within a box: products of its sides, and vertices off by 1e-8 m at eastings
// with a zone number.
func rounding(box spatial.Box, vertices int) float64 {
	return 1e-11*(box.Width()+1e-3)*(box.Height()+1e-3) + 2e-8*(box.Width()+box.Height())*float64(vertices)
}

// checkDrawnAgain divides the drawn ground of all classes: no two share ground, and each keeps its own.
func checkDrawnAgain(t *testing.T, p *spatial.Polygons, areas []float64, moved float64) {
	t.Helper()
	var a Arrangement
	a.Reset(p.Extent())
	for f := range p.Len() {
		a.Add(p, f)
	}
	if err := a.Divide(); err != nil {
		t.Fatal(err)
	}
	got := make([]float64, len(areas))
	for l, m2 := range a.Areas(area.Planar(), nil) {
		if l == 0 {
			continue
		}
		set := a.Label(l)
		if len(set) > 1 {
			t.Fatalf("drawn polygons of classes %v share %v m²", set, m2)
		}
		got[set[0]] = m2
	}
	for c := range areas {
		if math.Abs(got[c]-areas[c]) > moved {
			t.Fatalf("class %d had %v m², divided again %v", c, areas[c], got[c])
		}
	}
}

// FuzzDivide looks for polygons on a coarse lattice, valid or not, that the division contradicts itself on.
func FuzzDivide(f *testing.F) {
	square := []byte{0x22, 0x82, 0x88, 0x28}
	shapes := [][]byte{
		square,
		append(append([]byte{}, square...), endRing, 0x44, 0x64, 0x66, 0x46),                                        // a hole
		append(append([]byte{}, square...), endPolygon, 0x22, 0x82, 0x88, 0x28),                                     // the same twice
		append(append([]byte{}, square...), endPolygon, 0x82, 0xC2, 0xC8, 0x85, 0x88),                               // a shared border with a T
		append(append([]byte{}, square...), endPolygon, 0x00, 0xF1, 0xE8, 0x3D, endPolygon, 0x13, 0xF4, 0xF5, 0x14), // crossings
		{0x11, 0x55, 0x51, 0x15},             // a bow tie
		{0x11, 0x91, 0x51, 0x15},             // a spike
		{0x11, 0x33, 0x55},                   // no ground
		{0x11, 0x81, 0x88, 0x44, 0x18, 0x44}, // touches itself
		{0x15, 0x51, endPolygon, 0x33, endPolygon, 0x11, 0x11, 0x11},
		{0x01, 0xF2, 0xF3, endPolygon, 0x03, 0xF3, 0xF2, endPolygon, 0x02, 0xF1, 0xF4}, // almost parallel
		{0x00, 0xE0, 0xEE, 0x0E, endPolygon, 0x11, 0x31, 0x33, 0x13, endPolygon, 0x51, 0x71, 0x73, 0x53, endPolygon, 0x15, 0x35, 0x37, 0x17,
			endPolygon, 0x91, 0xB1, 0xB3, 0x93, endPolygon, 0x81, 0xC1, 0xC4, 0x84, endPolygon, 0xA2, 0xA9, 0xB9}, // islands in islands
	}
	for i, s := range shapes {
		for scale := range fuzzScales {
			f.Add(append([]byte{byte(scale), byte(i), byte(scale + i)}, s...))
		}
	}
	f.Fuzz(checkDivide)
}

//testrun:plain
func TestDivideOnRandomLattices(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for seed := range 1500 {
		rng := newRand(seed)
		data := []byte{byte(rng.IntN(256)), byte(rng.IntN(256)), byte(rng.IntN(256))}
		mask := byte(0xFF)
		if rng.IntN(3) == 0 {
			mask = 0x77 // a coarser lattice: more coincides
		}
		for range 4 + rng.IntN(50) {
			switch rng.IntN(9) {
			case 0:
				data = append(data, endPolygon)
			case 1:
				data = append(data, endRing)
			default:
				data = append(data, byte(rng.IntN(254))&mask)
			}
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) { checkDivide(t, data) })
	}
}

func newRand(seed int) *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), 77)) }

// slabs is the oracle: the ground of each set of polygons (as bits) that holds polygon 0, by cutting the plane into upright
// slabs between all vertices and crossings and counting parities upwards.
func slabs(p *spatial.Polygons) map[uint64]float64 {
	type edge struct {
		x0, y0, x1, y1 float64
		polygon        int
	}
	ox, oy := p.Coords[0], p.Coords[1]
	var edges []edge
	var xs []float64
	for f := range p.Len() {
		p.EachRing(f, func(_, _ int, xy []float64) {
			for i := 0; i+3 < len(xy); i += 2 {
				e := edge{xy[i] - ox, xy[i+1] - oy, xy[i+2] - ox, xy[i+3] - oy, f}
				if e.x0 > e.x1 {
					e.x0, e.y0, e.x1, e.y1 = e.x1, e.y1, e.x0, e.y0
				}
				xs = append(xs, e.x0, e.x1)
				if e.x0 < e.x1 {
					edges = append(edges, e)
				}
			}
		})
	}
	for i, e := range edges {
		for _, f := range edges[:i] {
			den := (e.x1-e.x0)*(f.y1-f.y0) - (e.y1-e.y0)*(f.x1-f.x0)
			if s := ((f.x0-e.x0)*(f.y1-f.y0) - (f.y0-e.y0)*(f.x1-f.x0)) / den; den != 0 && s > 0 && s < 1 {
				xs = append(xs, e.x0+s*(e.x1-e.x0))
			}
		}
	}
	slices.Sort(xs)
	xs = slices.Compact(xs)
	out := map[uint64]float64{}
	type cut struct {
		y       float64
		polygon int
	}
	var cuts []cut
	for i := 0; i+1 < len(xs); i++ {
		middle := (xs[i] + xs[i+1]) / 2
		cuts = cuts[:0]
		for _, e := range edges {
			if e.x0 <= xs[i] && xs[i+1] <= e.x1 {
				cuts = append(cuts, cut{e.y0 + (middle-e.x0)/(e.x1-e.x0)*(e.y1-e.y0), e.polygon})
			}
		}
		slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(a.y, b.y) })
		set := uint64(0)
		for j, c := range cuts {
			if set&1 != 0 {
				out[set] += (c.y - cuts[j-1].y) * (xs[i+1] - xs[i])
			}
			set ^= 1 << c.polygon
		}
	}
	return out
}
