package rastertile

import (
	"math"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Frame is a tile of size × size pixels.
type frame struct {
	matrix *tilematrix.TileMatrixSet
	z      int
	x, y   uint32
	size   int
}

// degrees is the place of continuous pixel coordinates: (½, ½) is the middle of the first pixel.
func (f *frame) degrees(px, py float64) (lon, lat float64) {
	n := float64(f.size)
	return f.matrix.LonLat(f.z, float64(f.x)+px/n, float64(f.y)+py/n)
}

// pixel inverts degrees.
func (f *frame) pixel(lon, lat float64) (px, py float64) {
	n := float64(f.size)
	x, y := f.matrix.Fraction(f.z, lon, lat)
	return (x - float64(f.x)) * n, (y - float64(f.y)) * n
}

// rect is pixels x0..x1-1, y0..y1-1 of a tile.
type rect struct{ x0, y0, x1, y1 int }

func (r rect) empty() bool { return r.x0 >= r.x1 || r.y0 >= r.y1 }

// within are the pixels whose middles lie in a box of degrees; both planes have their axes along the meridians and parallels.
func (f *frame) within(west, south, east, north float64) rect {
	left, top := f.pixel(west, north)
	right, bottom := f.pixel(east, south)
	clamp := func(v float64) int { return int(math.Max(0, math.Min(float64(f.size), v))) }
	return rect{clamp(math.Ceil(left - 0.5)), clamp(math.Ceil(top - 0.5)), clamp(math.Floor(right-0.5) + 1), clamp(math.Floor(bottom-0.5) + 1)}
}

// lattice places the middles of a rect's pixels in a scene: exactly at its nodes, bilinearly between them.
type lattice struct {
	rect   rect
	xs, ys []int     // of the nodes, the rect's first and last pixels included
	u, v   []float64 // by node, row by row: continuous pixel coordinates of the scene
}

const (
	coarsest = 64 // pixels between nodes
	// straying is the most that the middles of the lattice's cells may be off, in tile pixels. Between a middle and the nodes a
	// smooth map strays about as much along the sides of a cell; a tenth of a pixel is never reached (TestLatticeIsExact).
	straying = 0.04
)

// place maps degrees to a scene's pixels.
type place func(lon, lat float64) (u, v float64)

// newLattice is as coarse as the map allows.
func newLattice(f *frame, r rect, to place) *lattice {
	step := coarsest
	if r.x1-r.x0 == 1 || r.y1-r.y0 == 1 { // a line has no cells whose middles could be checked
		step = 1
	}
	for ; ; step /= 2 {
		l := latticeOf(f, r, to, step)
		if step == 1 || l.error(f, to) <= straying {
			return l
		}
	}
}

func latticeOf(f *frame, r rect, to place, step int) *lattice {
	l := &lattice{rect: r, xs: nodes(r.x0, r.x1-1, step), ys: nodes(r.y0, r.y1-1, step)}
	for _, y := range l.ys {
		for _, x := range l.xs {
			u, v := to(f.degrees(float64(x)+0.5, float64(y)+0.5))
			l.u, l.v = append(l.u, u), append(l.v, v)
		}
	}
	return l
}

func nodes(from, to, step int) []int {
	var out []int
	for at := from; at < to; at += step {
		out = append(out, at)
	}
	return append(out, to)
}

// error is how far off the middles of cells are, in tile pixels.
func (l *lattice) error(f *frame, to place) float64 {
	worst, n := 0.0, len(l.xs)
	for j := range len(l.ys) - 1 {
		for i := range n - 1 {
			k := j*n + i
			x, y := float64(l.xs[i]+l.xs[i+1])/2+0.5, float64(l.ys[j]+l.ys[j+1])/2+0.5
			u, v := to(f.degrees(x, y))
			mu := (l.u[k] + l.u[k+1] + l.u[k+n] + l.u[k+n+1]) / 4
			mv := (l.v[k] + l.v[k+1] + l.v[k+n] + l.v[k+n+1]) / 4
			worst = math.Max(worst, math.Hypot(u-mu, v-mv))
		}
	}
	return worst / l.scale(f, to)
}

// scale is how many scene pixels a tile pixel is wide or high, in the rect's middle, whichever is less.
func (l *lattice) scale(f *frame, to place) float64 {
	x, y := float64(l.rect.x0+l.rect.x1)/2, float64(l.rect.y0+l.rect.y1)/2
	apart := func(dx, dy float64) float64 {
		u0, v0 := to(f.degrees(x-dx, y-dy))
		u1, v1 := to(f.degrees(x+dx, y+dy))
		return math.Hypot(u1-u0, v1-v0)
	}
	return math.Min(apart(0.5, 0), apart(0, 0.5))
}

// box is the least box of scene pixels that holds all nodes.
func (l *lattice) box() (u0, v0, u1, v1 float64) {
	u0, v0, u1, v1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for k := range l.u {
		u0, v0 = math.Min(u0, l.u[k]), math.Min(v0, l.v[k])
		u1, v1 = math.Max(u1, l.u[k]), math.Max(v1, l.v[k])
	}
	return u0, v0, u1, v1
}

// row fills us and vs, one value a column of the rect, for a row of the tile.
func (l *lattice) row(y int, us, vs []float64) {
	n, j := len(l.xs), 0
	for j < len(l.ys)-2 && l.ys[j+1] <= y {
		j++
	}
	t := 0.0
	if len(l.ys) > 1 {
		t = float64(y-l.ys[j]) / float64(l.ys[j+1]-l.ys[j])
	}
	below := func(k int) int { return min(k+n, len(l.u)-n+k%n) }
	at := func(w []float64, k int) float64 { return w[k] + (w[below(k)]-w[k])*t }
	if n == 1 {
		us[0], vs[0] = at(l.u, j*n), at(l.v, j*n)
		return
	}
	for i := range n - 1 {
		k, width := j*n+i, float64(l.xs[i+1]-l.xs[i])
		ua, ub, va, vb := at(l.u, k), at(l.u, k+1), at(l.v, k), at(l.v, k+1)
		for x := l.xs[i]; x <= l.xs[i+1]; x++ {
			s := float64(x-l.xs[i]) / width
			us[x-l.rect.x0], vs[x-l.rect.x0] = ua+(ub-ua)*s, va+(vb-va)*s
		}
	}
}
