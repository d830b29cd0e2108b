package arrange

import "math"

// rows find the edges that a horizontal line may meet. They are made when islands are many enough to pay for it.
type rows struct {
	made  bool
	minY  float64
	perY  float64
	start []int32
	items []int32
}

// fewIslands is the number of islands up to which looking at every edge is quicker.
const fewIslands = 4

func (r *rows) reset() { r.made = false }

// each calls do for a superset of the edges that meet the horizontal line at y.
func (r *rows) each(p *points, s *borders, y float64, islands int, do func(e int32)) {
	if islands <= fewIslands {
		for e := range int32(s.len()) {
			do(e)
		}
		return
	}
	if !r.made {
		r.build(p, s)
	}
	i := r.row(y)
	for _, e := range r.items[r.start[i]:r.start[i+1]] {
		do(e)
	}
}

func (r *rows) row(y float64) int { return clamp((y-r.minY)*r.perY, len(r.start)-1) }

func (r *rows) build(p *points, s *borders) {
	r.made = true
	minY, maxY := math.Inf(1), math.Inf(-1)
	for e := range s.len() {
		for _, v := range [2]int32{s.a[e], s.b[e]} {
			minY, maxY = min(minY, p.y[v]), max(maxY, p.y[v])
		}
	}
	n := int(math.Sqrt(float64(s.len()))) + 1
	r.minY, r.perY = minY, float64(n)/max(1, maxY-minY)
	r.start = resized(r.start, n+1)
	clear(r.start)
	visit := func(do func(row, e int)) {
		for e := range s.len() {
			ya, yb := p.y[s.a[e]], p.y[s.b[e]]
			for row := r.row(min(ya, yb)); row <= r.row(max(ya, yb)); row++ {
				do(row, e)
			}
		}
	}
	visit(func(row, _ int) { r.start[row]++ })
	sum := int32(0)
	for i, k := range r.start {
		sum += k
		r.start[i] = sum
	}
	r.items = resized(r.items, int(sum))
	visit(func(row, e int) {
		r.start[row]--
		r.items[r.start[row]] = int32(e)
	})
}
