package paper

import "math"

// simplify returns a closed ring with vertices left out that lie within tolerance of the line between kept ones (Douglas
// and Peucker, 1973), at least a triangle; nil where nothing of an area is left.
func simplify(ring []float64, tolerance float64) []float64 {
	n := len(ring)/2 - 1 // the last vertex is the first
	if n < 3 {
		return nil
	}
	far, most := 0, 0.0 // the ring is cut at its first vertex and the one farthest from it
	for i := 1; i < n; i++ {
		if d := math.Hypot(ring[2*i]-ring[0], ring[2*i+1]-ring[1]); d > most {
			far, most = i, d
		}
	}
	keep := make([]bool, n+1)
	keep[0], keep[far], keep[n] = true, true, true
	stack := [][2]int{{0, far}, {far, n}}
	for len(stack) > 0 {
		a, b := stack[len(stack)-1][0], stack[len(stack)-1][1]
		stack = stack[:len(stack)-1]
		at, most := -1, tolerance
		for i := a + 1; i < b; i++ {
			if d := fromSegment(ring, i, a, b); d > most {
				at, most = i, d
			}
		}
		if at >= 0 {
			keep[at] = true
			stack = append(stack, [2]int{a, at}, [2]int{at, b})
		}
	}
	var out []float64
	for i := range n {
		if keep[i] {
			out = append(out, ring[2*i], ring[2*i+1])
		}
	}
	if len(out) < 6 {
		return nil
	}
	return append(out, out[0], out[1])
}

// fromSegment is the distance of vertex i from the segment between vertices a and b.
func fromSegment(xy []float64, i, a, b int) float64 {
	ax, ay := xy[2*a], xy[2*a+1]
	dx, dy, px, py := xy[2*b]-ax, xy[2*b+1]-ay, xy[2*i]-ax, xy[2*i+1]-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = math.Max(0, math.Min(1, (px*dx+py*dy)/l))
	}
	return math.Hypot(px-t*dx, py-t*dy)
}
