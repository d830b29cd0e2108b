package tiles

// point is a vertex in tile units.
type point struct{ x, y int64 }

// Bounds of what a tile holds.
const (
	low  = -Buffer
	high = Extent + Buffer
)

// clip cuts a ring (not closed) to the buffered tile by Sutherland and Hodgman. Where a ring leaves the tile several times
// the result runs along the buffer's border there and back, outside of what is seen; tidy takes such spikes off.
func clip(ring, scratch []point) (out, spare []point) {
	inside := true
	for _, p := range ring {
		inside = inside && p.x >= low && p.x <= high && p.y >= low && p.y <= high
	}
	if inside {
		return ring, scratch
	}
	for side := range 4 {
		scratch = clipSide(ring, scratch[:0], side)
		ring, scratch = scratch, ring
	}
	return ring, scratch
}

// depth is how far inside one side's line a point lies.
func depth(p point, side int) int64 {
	switch side {
	case 0:
		return p.x - low
	case 1:
		return high - p.x
	case 2:
		return p.y - low
	}
	return high - p.y
}

func clipSide(ring, out []point, side int) []point {
	if len(ring) == 0 {
		return out
	}
	prev := ring[len(ring)-1]
	dp := depth(prev, side)
	for _, p := range ring {
		d := depth(p, side)
		if (d < 0) != (dp < 0) {
			out = append(out, cross(prev, p, dp, d, side))
		}
		if d >= 0 {
			out = append(out, p)
		}
		prev, dp = p, d
	}
	return out
}

// cross is where a–b meets a side's line, rounded to the lattice; the same for b–a, so that neighbours agree.
func cross(a, b point, da, db int64, side int) point {
	if da > db {
		a, b, da, db = b, a, db, da
	}
	at := func(u, v int64) int64 { return u + roundDiv((v-u)*-da, db-da) }
	switch side {
	case 0:
		return point{low, at(a.y, b.y)}
	case 1:
		return point{high, at(a.y, b.y)}
	case 2:
		return point{at(a.x, b.x), low}
	}
	return point{at(a.x, b.x), high}
}

// roundDiv is n/d rounded to the nearest; d > 0.
func roundDiv(n, d int64) int64 {
	if n >= 0 {
		return (n + d/2) / d
	}
	return -((-n + d/2) / d)
}

// tidy drops vertices that repeat, lie exactly on a straight line or end a spike, until none is left. The ground covered
// stays the same, so borders between neighbours stay shared.
func tidy(ring []point) []point {
	out := ring[:0]
	for _, p := range ring {
		out = push(out, p)
	}
	for len(out) >= 3 { // the seam between last and first
		n := len(out)
		switch {
		case out[n-1] == out[0] || flat(out[n-2], out[n-1], out[0]):
			out = out[:n-1]
		case flat(out[n-1], out[0], out[1]):
			out = out[1:]
		default:
			return out
		}
	}
	return nil
}

func push(out []point, p point) []point {
	for {
		n := len(out)
		if n > 0 && out[n-1] == p {
			return out
		}
		if n >= 2 && flat(out[n-2], out[n-1], p) {
			out = out[:n-1]
			continue
		}
		return append(out, p)
	}
}

func flat(a, b, c point) bool { return (b.x-a.x)*(c.y-b.y) == (b.y-a.y)*(c.x-b.x) }

// twiceArea is MVT's surveyor's formula, positive for an outer ring (clockwise as y runs down).
func twiceArea(ring []point) int64 {
	var s int64
	prev := ring[len(ring)-1]
	for _, p := range ring {
		s += prev.x*p.y - p.x*prev.y
		prev = p
	}
	return s
}
