package arc

import "math"

// Tolerance is how far an arc may stray from its straight edges, in metres. Of it, [sameCircle] is for arcs that are taken for
// parts of one circle.
const (
	Tolerance  = 0.0005
	sameCircle = 0.0001
)

// Point is a position in the plane of the delivery.
type Point struct{ X, Y float64 }

func (p Point) minus(q Point) Point { return Point{p.X - q.X, p.Y - q.Y} }

func cross(u, v Point) float64 { return u.X*v.Y - u.Y*v.X }

func distance(p, q Point) float64 { return math.Hypot(p.X-q.X, p.Y-q.Y) }

func before(p, q Point) bool { return p.X < q.X || p.X == q.X && p.Y < q.Y }

// circle is where an arc's points lie.
type circle struct {
	centre Point
	r      float64
}

// through is the circle through three points, to the last bit the same for a and b exchanged; ok is false where they lie on a line.
func through(a, m, b Point) (c circle, ok bool) {
	if before(b, a) {
		a, b = b, a
	}
	u, v := m.minus(a), b.minus(a)
	d := 2 * cross(u, v)
	if d == 0 {
		return c, false
	}
	uu, vv := u.X*u.X+u.Y*u.Y, v.X*v.X+v.Y*v.Y
	off := Point{(v.Y*uu - u.Y*vv) / d, (u.X*vv - v.X*uu) / d}
	c = circle{Point{a.X + off.X, a.Y + off.Y}, math.Hypot(off.X, off.Y)}
	return c, !math.IsInf(c.r, 0) && !math.IsNaN(c.r)
}

// holds tells whether a point lies on the circle to within a tolerance.
func (c circle) holds(p Point, tolerance float64) bool {
	return math.Abs(distance(p, c.centre)-c.r) <= tolerance
}

// angle of a point around the centre, −π to π.
func (c circle) angle(p Point) float64 { return math.Atan2(p.Y-c.centre.Y, p.X-c.centre.X) }

func (c circle) at(angle float64) Point {
	return Point{c.centre.X + c.r*math.Cos(angle), c.centre.Y + c.r*math.Sin(angle)}
}

// turn is the way from angle a to angle b in a direction (1 counter-clockwise, −1 clockwise), 0 to 2π.
func turn(a, b, direction float64) float64 {
	t := math.Mod((b-a)*direction, 2*math.Pi)
	if t < 0 {
		t += 2 * math.Pi
	}
	return t
}
