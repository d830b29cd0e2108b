package rastertile

import (
	"math"
)

// transformGrid maps the middles of a rect's pixels to a scene: exactly at its nodes, bilinearly between them.
type transformGrid struct {
	rect   rect
	xs, ys []int     // of the nodes, the rect's first and last pixels included
	u, v   []float64 // by node, row by row: continuous pixel coordinates of the scene
}

const (
	coarsestStep = 64 // pixels between nodes
	// maxError is the most that the middles of the grid's cells may be off, in tile pixels. Between a middle and the nodes a
	// smooth map strays about as much along the sides of a cell; a tenth of a pixel is never reached (TestTransformGridIsExact).
	maxError = 0.04
)

// toScene maps degrees to a scene's pixels.
type toScene func(lon, lat float64) (u, v float64)

// newTransformGrid is as coarse as the map allows.
func newTransformGrid(f *frame, r rect, to toScene) *transformGrid {
	step := coarsestStep
	if r.x1-r.x0 == 1 || r.y1-r.y0 == 1 { // a line has no cells whose middles could be checked
		step = 1
	}
	for ; ; step /= 2 {
		l := transformGridOf(f, r, to, step)
		if step == 1 || l.error(f, to) <= maxError {
			return l
		}
	}
}

func transformGridOf(f *frame, r rect, to toScene, step int) *transformGrid {
	l := &transformGrid{rect: r, xs: nodes(r.x0, r.x1-1, step), ys: nodes(r.y0, r.y1-1, step)}
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
func (l *transformGrid) error(f *frame, to toScene) float64 {
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
func (l *transformGrid) scale(f *frame, to toScene) float64 {
	x, y := float64(l.rect.x0+l.rect.x1)/2, float64(l.rect.y0+l.rect.y1)/2
	apart := func(dx, dy float64) float64 {
		u0, v0 := to(f.degrees(x-dx, y-dy))
		u1, v1 := to(f.degrees(x+dx, y+dy))
		return math.Hypot(u1-u0, v1-v0)
	}
	return math.Min(apart(0.5, 0), apart(0, 0.5))
}

// box is the least box of scene pixels that holds all nodes.
func (l *transformGrid) box() (u0, v0, u1, v1 float64) {
	u0, v0, u1, v1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for k := range l.u {
		u0, v0 = math.Min(u0, l.u[k]), math.Min(v0, l.v[k])
		u1, v1 = math.Max(u1, l.u[k]), math.Max(v1, l.v[k])
	}
	return u0, v0, u1, v1
}

// row fills us and vs, one value a column of the rect, for a row of the tile.
func (l *transformGrid) row(y int, us, vs []float64) {
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
