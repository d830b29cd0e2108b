package raster

import (
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// corner is a pixel corner.
type corner struct{ x, y int32 }

// Directions in the pixel plane (rows run down). Edges keep the region on their right-hand side.
const (
	east = iota
	south
	west
	north
)

// arrow is an edge that starts at a corner.
type arrow struct {
	to   corner
	dir  int
	used bool
}

// outline is the border of a region given as sorted runs without seams: one polygon for each part that is connected along
// pixel sides, so that a hole needs no search for the polygon it lies in.
func outline(region []run) *geom.MultiPolygon {
	label(region, 4)
	var flat []float64
	var endss [][]int
	for _, part := range regions(region) {
		var ends []int
		for _, ring := range rings(part) {
			flat = append(flat, ring...)
			ends = append(ends, len(flat))
		}
		endss = append(endss, ends)
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, endss)
}

// rings is the border of runs connected along pixel sides: the outer ring, then the holes.
func rings(region []run) [][]float64 {
	edges := map[corner][]arrow{}
	add := func(a, b corner, dir int) { edges[a] = append(edges[a], arrow{to: b, dir: dir}) }
	byRow := map[int32][]run{}
	for _, u := range region {
		byRow[u.row] = append(byRow[u.row], u)
		add(corner{u.to, u.row}, corner{u.to, u.row + 1}, south)
		add(corner{u.from, u.row + 1}, corner{u.from, u.row}, north)
	}
	first, last := region[0].row, region[len(region)-1].row
	for row := first; row <= last+1; row++ {
		above, below := byRow[row-1], byRow[row]
		uncovered(below, above, func(from, to int32) { add(corner{from, row}, corner{to, row}, east) })
		uncovered(above, below, func(from, to int32) { add(corner{to, row}, corner{from, row}, west) })
	}
	var out [][]float64
	for _, u := range region {
		// Every ring has an edge at the end of some run.
		for _, start := range []corner{{u.to, u.row}, {u.from, u.row + 1}} {
			for i := range edges[start] {
				if edges[start][i].used {
					continue
				}
				out = append(out, simpleRings(follow(edges, start, i))...)
			}
		}
	}
	// A path that touches itself gives its holes with its outer ring, in either order.
	for i, ring := range out {
		if spatial.RingArea(ring) > 0 {
			copy(out[1:], out[:i])
			out[0] = ring
			break
		}
	}
	return out
}

// uncovered calls yield for the stretches of a that no run of b lies against.
func uncovered(a, b []run, yield func(from, to int32)) {
	k := 0
	for _, u := range a {
		at := u.from
		for k < len(b) && b[k].to <= at {
			k++
		}
		for j := k; j < len(b) && b[j].from < u.to; j++ {
			if b[j].from > at {
				yield(at, b[j].from)
			}
			at = max(at, b[j].to)
		}
		if at < u.to {
			yield(at, u.to)
		}
	}
}

// follow walks edges from a start until it is back, turning right where two ways lead on: around the same pixel, so that
// pixels which meet at a corner only are parted there.
func follow(edges map[corner][]arrow, start corner, i int) []corner {
	var path []corner
	at := start
	for {
		e := &edges[at][i]
		e.used = true
		path = append(path, at)
		dir := e.dir
		at = e.to
		if at == start {
			next := pick(edges[at], dir)
			if next < 0 {
				return path
			}
			i = next
			continue
		}
		i = pick(edges[at], dir)
	}
}

// pick is the unused edge that turns right most, -1 if all are used.
func pick(out []arrow, dir int) int {
	best, turn := -1, 9
	for i, e := range out {
		if t := (e.dir - dir + 7) % 4; !e.used && t < turn { // right 0, straight 3, left 2
			best, turn = i, t
		}
	}
	return best
}

// simpleRings cuts a path where it comes through a corner again, so that no ring touches itself, and drops corners that
// lie on a straight line. Rings are closed.
func simpleRings(path []corner) [][]float64 {
	var rings [][]float64
	seen := map[corner]int{}
	var stack []corner
	for _, c := range path {
		if k, ok := seen[c]; ok {
			rings = append(rings, straightened(stack[k:]))
			for _, gone := range stack[k:] {
				delete(seen, gone)
			}
			stack = stack[:k]
		}
		seen[c] = len(stack)
		stack = append(stack, c)
	}
	return append(rings, straightened(stack))
}

func straightened(ring []corner) []float64 {
	var out []float64
	n := len(ring)
	for i, c := range ring {
		a, b := ring[(i+n-1)%n], ring[(i+1)%n]
		if (c.x == a.x && c.x == b.x) || (c.y == a.y && c.y == b.y) {
			continue
		}
		out = append(out, float64(c.x), float64(c.y))
	}
	return append(out, out[0], out[1])
}
