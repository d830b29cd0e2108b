package arc

import "math"

// Segment is a piece of a ring: a straight edge, or an arc through Middle. An arc that ends where it starts is a full circle, and
// Middle lies opposite (ISO 13249-3, 4.2.3).
type Segment struct {
	Start, Middle, End Point
	Arc                bool
}

// Ring returns the vertices of a closed ring, the first again at the end; those of an open one as they come, for the caller to refuse.
func Ring(segments []Segment, u Unit) ([]Point, error) {
	segments = plain(segments)
	if len(segments) == 0 {
		return nil, nil
	}
	closed := segments[0].Start == segments[len(segments)-1].End
	joined := make([]bool, len(segments)) // segment i goes on along the circle of the one before it
	begin := -1
	for i := range segments {
		if i > 0 || closed {
			before := segments[(i+len(segments)-1)%len(segments)]
			joined[i] = continues(before, segments[i], u)
		}
		if !joined[i] && begin < 0 {
			begin = i
		}
	}
	if begin < 0 { // one circle all around
		if c, ok := around(segments, u); ok {
			return fullCircle(c, direction(segments[0]), u)
		}
		begin = 0
	}
	var out []Point
	for done := 0; done < len(segments); {
		first := (begin + done) % len(segments)
		n := 1
		for done+n < len(segments) && joined[(first+n)%len(segments)] {
			n++
		}
		chain := make([]Segment, 0, n)
		for k := range n {
			chain = append(chain, segments[(first+k)%len(segments)])
		}
		var err error
		if out, err = appendChain(out, chain, u); err != nil {
			return nil, err
		}
		done += n
	}
	return append(out, segments[(begin+len(segments)-1)%len(segments)].End), nil
}

// plain turns arcs whose three points lie on a line into edges, and leaves out what has no length.
func plain(segments []Segment) []Segment {
	var out []Segment
	for _, s := range segments {
		if s.Arc && s.Start != s.End {
			_, s.Arc = through(s.Start, s.Middle, s.End)
		}
		if s.Start == s.End && (!s.Arc || s.Middle == s.Start) {
			continue
		}
		out = append(out, s)
	}
	return out
}

// flat tells whether a chain runs along its chord, to a fifth of the tolerance.
func flat(chain []Segment, u Unit) bool {
	a, b := chain[0].Start, chain[len(chain)-1].End
	chord := b.minus(a)
	length := math.Hypot(chord.X, chord.Y)
	for _, p := range controls(chain) {
		if math.Abs(cross(chord, p.minus(a))) > u.length(sameCircle)*length || distance(a, p) > length || distance(b, p) > length {
			return false
		}
	}
	return true
}

// direction is 1 for an arc that runs counter-clockwise, −1 for the other way. A full circle has none of its own.
func direction(s Segment) float64 {
	if cross(s.Middle.minus(s.Start), s.End.minus(s.Start)) < 0 {
		return -1
	}
	return 1
}

// continues tells whether b runs on along the circle of a.
func continues(a, b Segment, u Unit) bool {
	switch {
	case !a.Arc || !b.Arc:
		return false
	case a == b:
		return a.Start == a.End // a ring of one full circle
	case a.Start == a.End || b.Start == b.End || direction(a) != direction(b):
		return false
	}
	c, ok := through(a.Start, a.End, b.End)
	if a.Start == b.End {
		c, ok = through(a.Start, a.Middle, a.End)
	}
	if !ok {
		return false
	}
	for _, p := range []Point{a.Start, a.Middle, a.End, b.Middle, b.End} {
		if !c.holds(p, u.length(sameCircle)) {
			return false
		}
	}
	return true
}

// around is the circle of a closed chain: through a point, the farthest from it, and the one farthest from the line of both.
func around(chain []Segment, u Unit) (circle, bool) {
	points := controls(chain)
	a := points[0]
	if len(chain) == 1 && chain[0].Start == chain[0].End {
		m := chain[0].Middle
		return circle{Point{(a.X + m.X) / 2, (a.Y + m.Y) / 2}, distance(a, m) / 2}, true
	}
	b := most(points, func(p Point) float64 { return distance(a, p) })
	m := most(points, func(p Point) float64 { return math.Abs(cross(b.minus(a), p.minus(a))) })
	c, ok := through(a, m, b)
	return c, ok && holdsAll(c, points, u)
}

// along is the circle of an open chain: through its ends and the point nearest to the middle between them.
func along(chain []Segment, u Unit) (circle, bool) {
	a, b := chain[0].Start, chain[len(chain)-1].End
	points := controls(chain)
	m := most(points, func(p Point) float64 { return math.Min(distance(a, p), distance(b, p)) })
	c, ok := through(a, m, b)
	return c, ok && holdsAll(c, points, u)
}

func holdsAll(c circle, points []Point, u Unit) bool {
	for _, p := range points {
		if !c.holds(p, u.length(sameCircle)) {
			return false
		}
	}
	return true
}

func controls(chain []Segment) []Point {
	var out []Point
	for _, s := range chain {
		out = append(out, s.Start, s.Middle)
	}
	return append(out, chain[len(chain)-1].End)
}

func most(points []Point, measure func(Point) float64) Point {
	best := points[0]
	for _, p := range points {
		if measure(p) > measure(best) {
			best = p
		}
	}
	return best
}

// appendChain adds the vertices of segments on one circle, or of one edge, without the last.
func appendChain(out []Point, chain []Segment, u Unit) ([]Point, error) {
	first := chain[0]
	if !first.Arc {
		return append(out, first.Start), nil
	}
	if first.Start == first.End {
		c, _ := around(chain, u)
		points, err := fullCircle(c, 1, u)
		return append(out, points...), err
	}
	if flat(chain, u) {
		return append(out, first.Start), nil
	}
	last := chain[len(chain)-1]
	c, ok := along(chain, u)
	if !ok && len(chain) > 1 { // one by one they meet, and all together they drift off
		for _, s := range chain {
			var err error
			if out, err = appendChain(out, []Segment{s}, u); err != nil {
				return out, err
			}
		}
		return out, nil
	}
	d := direction(first)
	from := c.angle(first.Start)
	return c.appendPoints(append(out, first.Start), from, turn(from, c.angle(last.End), d), d, u)
}

// fullCircle is a closed ring of the lattice points of a circle.
func fullCircle(c circle, direction float64, u Unit) ([]Point, error) {
	from := math.Pi / 4
	out, err := c.appendPoints([]Point{c.at(from)}, from, 2*math.Pi, direction, u)
	return append(out, out[0]), err
}
