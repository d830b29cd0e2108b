package arc

import (
	"fmt"
	"math"
)

// maxPoints bounds the points of one arc; the circumference of the Earth has a tenth of them.
const maxPoints = 5_000_000

// appendPoints adds the points of the circle that lie inside an arc: where the circle runs rather east and west, those on the
// vertical lines whose x is a multiple of a step, where it runs rather north and south, those on horizontal lines, and the four where
// one gives way to the other. The step is a power of two of the smallest one, so that of two circles that are nearly one, the points of
// the one are points of the other; it depends on the radius alone. With lines of space in place of angles, an error of the centre
// along the border moves no point.
func (c circle) appendPoints(out []Point, from, length, direction float64, u Unit) ([]Point, error) {
	h := c.step(u)
	if length*c.r/h > maxPoints {
		return out, fmt.Errorf("an arc of radius %.4g has more than %d points", c.r, maxPoints)
	}
	for done := 0.0; done < length; {
		// The octant in which the circle runs on: its middle is a multiple of 90°.
		here := from + direction*done
		quarter := math.Round(here / (math.Pi / 2))
		edge := (quarter + direction/2) * (math.Pi / 2)
		rest := (edge - here) * direction
		if rest <= 1e-12 { // on the edge itself: the next one begins here
			quarter += direction
			rest += math.Pi / 2
			edge = (quarter + direction/2) * (math.Pi / 2)
		}
		end := min(done+rest, length)
		out = c.appendLines(out, here, from+direction*end, int(math.Mod(math.Mod(quarter, 4)+4, 4)), h)
		if done+rest < length {
			out = append(out, c.at(edge))
		}
		done = end
	}
	return out, nil
}

// appendLines adds the points on lines between two angles around one of the directions east, north, west, south (0 to 3).
func (c circle) appendLines(out []Point, from, to float64, quarter int, h float64) []Point {
	upright := quarter == 1 || quarter == 3 // at the top and the bottom the lines are upright
	a, b := c.at(from), c.at(to)
	if !upright {
		a, b = Point{a.Y, a.X}, Point{b.Y, b.X}
	}
	middle, height, side := c.centre.X, c.centre.Y, 1.0
	if !upright {
		middle, height = height, middle
	}
	if quarter >= 2 {
		side = -1
	}
	first, last, step := math.Floor(a.X/h)+1, math.Ceil(b.X/h)-1, 1.0
	if b.X < a.X {
		first, last, step = math.Ceil(a.X/h)-1, math.Floor(b.X/h)+1, -1
	}
	for k := first; (last-k)*step >= 0; k += step {
		x := k * h
		p := Point{x, height + side*math.Sqrt(max(0, c.r*c.r-(x-middle)*(x-middle)))}
		if !upright {
			p = Point{p.Y, p.X}
		}
		out = append(out, p)
	}
	return out
}

// step is the distance of lines. Between two of them the circle runs by at most 45° off their normal, so that an edge is no longer
// than √2 steps and strays by no more than step²/4r.
func (c circle) step(u Unit) float64 {
	limit := 2 * math.Sqrt(c.r*u.length(Tolerance-sameCircle))
	return u.smallest() * math.Exp2(math.Max(0, math.Floor(math.Log2(limit/u.smallest()))))
}

// Unit is how many metres a unit of the coordinates is.
type Unit float64

func (u Unit) length(metres float64) float64 { return metres / float64(u) }

// smallest is the step from which others are doubled: a decimal number of units, at most 1.2 mm.
func (u Unit) smallest() float64 {
	return math.Pow(10, math.Floor(math.Log10(0.0012/float64(u))))
}
