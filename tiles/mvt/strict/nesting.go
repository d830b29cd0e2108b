package strict

// validateTouches complains of rings that change sides where they touch. Called where rings are simple and share no stretch.
func validateTouches(rings [][]Point, t touches, wrong complaint) {
	for p, ways := range t {
		for i, a := range ways {
			for _, b := range ways[:i] {
				if within(p, a, b.before) != within(p, a, b.then) {
					wrong("rings %d and %d cross at %v (4.3.4.4)", b.ring, a.ring, p)
				}
			}
		}
	}
}

// within tells whether q, seen from p, lies to the right (on the screen) of the way through p that comes from way.then and
// leaves to way.before, with the turn from before to then taken in the sense of growing angles. q lies on neither leg.
func within(p Point, way passage, q Point) bool {
	first, last := way.before, way.then
	switch c := cross(p, first, last); {
	case c > 0:
		return cross(p, first, q) > 0 && cross(p, q, last) > 0
	case c < 0:
		return !(cross(p, last, q) > 0 && cross(p, q, first) > 0)
	}
	return cross(p, first, q) > 0
}

// validateNesting complains of holes outside of their outer ring or within one another, of polygons over one another and of
// interiors that touching rings cut in two. Called where rings do not cross.
func validateNesting(rings [][]Point, t touches, wrong complaint) {
	var polygons [][]int
	for n, r := range rings {
		if TwiceArea(r) > 0 {
			polygons = append(polygons, []int{n})
		} else {
			last := len(polygons) - 1
			polygons[last] = append(polygons[last], n)
		}
	}
	boxes := make([]box, len(rings))
	for n, r := range rings {
		boxes[n] = boxOf(r)
	}
	inside := func(a, b int) bool { return boxes[b].holds(boxes[a]) && ringWithin(rings[a], rings[b]) }
	for k, polygon := range polygons {
		outer, holes := polygon[0], polygon[1:]
		for i, h := range holes {
			if !inside(h, outer) {
				wrong("hole %d is not in its outer ring %d (4.3.4.4), at %v", h, outer, rings[h][0])
			}
			for _, g := range holes[:i] {
				if inside(h, g) || inside(g, h) {
					wrong("the holes %d and %d lie in one another, at %v", g, h, rings[h][0])
				}
			}
		}
		for m, other := range polygons {
			if m != k && inside(other[0], outer) && !inAny(other[0], holes, inside) {
				wrong("the polygons of the rings %d and %d overlap, at %v", outer, other[0], rings[other[0]][0])
			}
		}
		validateConnected(polygon, t, wrong)
	}
}

func inAny(ring int, holes []int, inside func(a, b int) bool) bool {
	for _, h := range holes {
		if inside(ring, h) {
			return true
		}
	}
	return false
}

// validateConnected complains of a closed chain of rings and touches: it cuts the interior in two.
func validateConnected(polygon []int, t touches, wrong complaint) {
	if len(polygon) < 2 {
		return
	}
	up := map[int]int{}
	for _, n := range polygon {
		up[n] = n
	}
	root := func(n int) int {
		for up[n] != n {
			n = up[n]
		}
		return n
	}
	for p, ways := range t {
		var here []int
		for _, w := range ways {
			if _, mine := up[w.ring]; mine {
				here = append(here, w.ring)
			}
		}
		for i := 1; i < len(here); i++ {
			a, b := root(here[0]), root(here[i])
			if a == b {
				wrong("rings of the polygon of ring %d touch so that its interior falls apart, at %v", polygon[0], p)
				return
			}
			up[a] = b
		}
	}
}

// box is a ring's bounding box.
type box struct{ low, high Point }

func boxOf(r []Point) box {
	b := box{r[0], r[0]}
	for _, p := range r[1:] {
		b.low = Point{min(b.low.X, p.X), min(b.low.Y, p.Y)}
		b.high = Point{max(b.high.X, p.X), max(b.high.Y, p.Y)}
	}
	return b
}

func (b box) holds(o box) bool {
	return b.low.X <= o.low.X && b.low.Y <= o.low.Y && b.high.X >= o.high.X && b.high.Y >= o.high.Y
}

// ringWithin tells whether ring a lies in ring b, which it does not cross: any point of a that is not on b decides. Corners
// are tried, then the middles of edges.
func ringWithin(a, b []Point) bool {
	for _, p := range a {
		if side := Locate(b, Point{2 * p.X, 2 * p.Y}); side != 0 {
			return side > 0
		}
	}
	for i, p := range a {
		q := a[(i+1)%len(a)]
		if side := Locate(b, Point{p.X + q.X, p.Y + q.Y}); side != 0 {
			return side > 0
		}
	}
	return false
}

// Locate tells where a place lies: 1 inside the ring, 0 on it, −1 outside. The place is given in half units.
func Locate(ring []Point, half Point) int {
	in := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		a, b = Point{2 * a.X, 2 * a.Y}, Point{2 * b.X, 2 * b.Y}
		if on(&edge{a: a, b: b}, half) {
			return 0
		}
		if (a.Y > half.Y) != (b.Y > half.Y) && (cross(a, b, half) > 0) == (b.Y > a.Y) {
			in = !in
		}
	}
	if in {
		return 1
	}
	return -1
}
