package arrange

import "math"

// grid lists, for each square of a raster over the window, the borders that pass through it or within one unit of it.
// The outermost squares stand for all ground beyond them.
type grid struct {
	minX, minY float64
	perUnit    float64 // squares per unit
	nx, ny     int
	start      []int32 // by square, into items
	items      []int32
}

// bordersPerSquare is how many borders a square holds about; found by measuring.
const bordersPerSquare = 1

func (g *grid) build(w *frame, p *points, s *borders, bound *Bound) error {
	g.minX, g.minY = w.minX, w.minY
	width, height := max(w.maxX-w.minX, 1), max(w.maxY-w.minY, 1)
	squares := max(1, float64(s.len())/bordersPerSquare)
	side := max(math.Sqrt(width*height/squares), max(width, height)/squares)
	g.perUnit = 1 / side
	g.nx, g.ny = int(width*g.perUnit)+1, int(height*g.perUnit)+1
	g.start = resized(g.start, g.nx*g.ny+1)
	clear(g.start)
	for e := range s.len() {
		g.visit(p, s.a[e], s.b[e], func(square int) { g.start[square]++ })
	}
	sum := 0
	for i, n := range g.start {
		sum += int(n)
		g.start[i] = int32(sum)
	}
	if err := bound.check(int(p.len()), sum); err != nil {
		return err
	}
	if sum > math.MaxInt32 {
		return ErrTooFine
	}
	g.items = resized(g.items, sum)
	for e := s.len() - 1; e >= 0; e-- {
		g.visit(p, s.a[e], s.b[e], func(square int) {
			g.start[square]--
			g.items[g.start[square]] = int32(e)
		})
	}
	return nil
}

// at lists the borders near the square that holds the point.
func (g *grid) at(x, y float64) []int32 { return g.square(g.row(y)*g.nx + g.column(x)) }

func (g *grid) square(i int) []int32 { return g.items[g.start[i]:g.start[i+1]] }

func (g *grid) column(x float64) int { return clamp((x-g.minX)*g.perUnit, g.nx) }
func (g *grid) row(y float64) int    { return clamp((y-g.minY)*g.perUnit, g.ny) }

func clamp(v float64, n int) int {
	if v <= 0 {
		return 0
	}
	if v >= float64(n) {
		return n - 1
	}
	return int(v)
}

// visit calls do for every square that the segment between two vertices comes within a unit of, row by row.
func (g *grid) visit(p *points, a, b int32, do func(square int)) {
	ax, ay, bx, by := p.x[a], p.y[a], p.x[b], p.y[b]
	if ay > by {
		ax, ay, bx, by = bx, by, ax, ay
	}
	const margin = 2 // a unit, and another for rounding
	lowX, highX := min(ax, bx)-margin, max(ax, bx)+margin
	row0, row1 := g.row(ay-margin), g.row(by+margin)
	if c0, c1 := g.column(lowX), g.column(highX); row0 == row1 || c0 == c1 || (row1-row0)*(c1-c0) == 1 || by-ay <= 2*margin {
		for row := row0; row <= row1; row++ {
			for c := c0; c <= c1; c++ {
				do(row*g.nx + c)
			}
		}
		return
	}
	perY := (bx - ax) / (by - ay)
	for row := row0; row <= row1; row++ {
		// The stretch of the segment in this row; the outermost rows have no outer end.
		y0, y1 := ay, by
		if row > row0 {
			y0 = max(ay, g.minY+float64(row)/g.perUnit-margin)
		}
		if row < row1 {
			y1 = min(by, g.minY+float64(row+1)/g.perUnit+margin)
		}
		x0, x1 := ax+(y0-ay)*perY, ax+(y1-ay)*perY
		if x0 > x1 {
			x0, x1 = x1, x0
		}
		c0, c1 := g.column(max(lowX, x0-margin)), g.column(min(highX, x1+margin))
		for c := c0; c <= c1; c++ {
			do(row*g.nx + c)
		}
	}
}

// resized returns s with length n, in its own memory where it is large enough; its values are undefined.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
