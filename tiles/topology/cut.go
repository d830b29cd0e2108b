package topology

// corner is a vertex of a ring that is being cut. The edge from it is part of the whole edge a–b; where a == b it is the
// straight way to the next corner. Every cut of an edge is taken from the whole edge, so that roundings do not add up and
// I2 keeps them from passing a vertex.
type corner struct{ p, a, b Point }

// polygon is an outer ring and its holes.
type polygon [][]corner

// Box is a rectangle of the lattice, its borders included.
type Box struct{ Lo, Hi Point }

// sides are the half planes that a box is the common ground of.
func (b Box) sides() [4]side {
	return [4]side{{sign: 1, at: b.Lo.X}, {sign: -1, at: b.Hi.X}, {y: true, sign: 1, at: b.Lo.Y}, {y: true, sign: -1, at: b.Hi.Y}}
}

func (b Box) holds(o Box) bool {
	return b.Lo.X <= o.Lo.X && b.Lo.Y <= o.Lo.Y && o.Hi.X <= b.Hi.X && o.Hi.Y <= b.Hi.Y
}

// side is a half plane: sign·(coordinate − at) ≥ 0, of x or of y.
type side struct {
	y    bool
	sign int32
	at   int32
}

func (s side) depth(p Point) int64 {
	v := p.X
	if s.y {
		v = p.Y
	}
	return int64(s.sign) * (int64(v) - int64(s.at))
}

// cross is where the edge from c to next meets the side's line, rounded along it.
func (s side) cross(c corner, next Point) Point {
	a, b := c.a, c.b
	if a == b {
		a, b = c.p, next
	}
	if b.X < a.X || b.X == a.X && b.Y < a.Y { // the same both ways
		a, b = b, a
	}
	da, db := s.depth(a), s.depth(b)
	num, den := uint64(abs(da)), uint64(abs(da-db))
	if s.y {
		return Point{a.X + scaled(int64(b.X)-int64(a.X), num, den), s.at}
	}
	return Point{s.at, a.Y + scaled(int64(b.Y)-int64(a.Y), num, den)}
}

// cut returns what of a polygon lies on the side, nil for nothing. Where a ring leaves the side more than once the result runs
// along the line there and back; [sort] mends that once all cuts are made.
func (s side) cut(p polygon) polygon {
	var kept polygon
	for i, ring := range p {
		in, out := false, false
		for _, c := range ring {
			d := s.depth(c.p)
			in, out = in || d > 0, out || d < 0
		}
		switch {
		case in && out:
			ring = s.cutRing(ring)
			fallthrough
		case in:
			if len(ring) >= 3 {
				kept = append(kept, ring)
			} else if i == 0 {
				return nil
			}
		case i == 0:
			return nil
		}
	}
	return kept
}

// cutRing cuts one ring.
func (s side) cutRing(ring []corner) []corner {
	var out []corner
	for i, c := range ring {
		next := ring[(i+1)%len(ring)]
		d, e := s.depth(c.p), s.depth(next.p)
		if d == 0 && e < 0 {
			c.a = c.b // along the line from here
		}
		if d >= 0 {
			out = append(out, c)
		}
		switch {
		case d > 0 && e < 0:
			out = append(out, corner{p: s.cross(c, next.p)})
		case d < 0 && e > 0:
			out = append(out, corner{s.cross(c, next.p), c.a, c.b})
			if c.a == c.b { // a straight way, now from here
				out[len(out)-1].a, out[len(out)-1].b = Point{}, Point{}
			}
		}
	}
	kept := out[:0]
	for i, c := range out {
		if c.p != out[(i+1)%len(out)].p {
			kept = append(kept, c)
		}
	}
	return kept
}
