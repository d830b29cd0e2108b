package sample

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
)

// xy is a point in metres.
type xy struct{ x, y float64 }

func (a xy) plus(b xy, t float64) xy { return xy{a.x + t*b.x, a.y + t*b.y} }
func (a xy) minus(b xy) xy           { return xy{a.x - b.x, a.y - b.y} }
func snapped(p xy) xy                { return xy{spatial.SnapToGrid(p.x), spatial.SnapToGrid(p.y)} }

// side is one fractal side between two lattice corners, walked from a to b.
type side struct{ path []xy }

// lattice is rows of hexagons, each of six sides with a direction.
type lattice struct {
	sides   []side
	hexes   []hexagon
	byOwner map[int32][2]int32 // side -> the hexagons on it, -1 for none
}

type hexagon struct {
	center   xy
	sides    [6]int32
	reversed [6]bool
}

// amplitude are the tangents of the displacement per level; their angles sum to 33°, so that sides never meet.
var amplitude = [...]float64{0.19, 0.15, 0.11, 0.09, 0.07}

// newLattice covers the box by hexagons of an area, turned by an angle, with 2^levels segments a side.
func newLattice(rng *rand.Rand, box spatial.Box, area, angle float64, levels int) *lattice {
	width := math.Sqrt(area * 2 / math.Sqrt(3)) // across flats
	pitch := area / width                       // between rows
	cx, cy := box.Center()
	cos, sin := math.Cos(angle), math.Sin(angle)
	reach := math.Hypot(box.Width(), box.Height())/2 + width
	nx, ny := int(2*reach/width)+2, int(2*reach/pitch)+2
	l := &lattice{byOwner: map[int32][2]int32{}}
	// Corners lie on zigzag lines j = 0..ny, i = 0..2nx+1.
	w := 2*nx + 2
	corners := make([]xy, (ny+1)*w)
	for j := range ny + 1 {
		for i := range w {
			q := pitch / 6
			if (i+j)%2 != 0 {
				q = -q
			}
			x := (float64(i)/2-float64(nx)/2)*width + rng.Float64()*0.2*width - 0.1*width
			y := (float64(j)-float64(ny)/2)*pitch + q + rng.Float64()*0.2*width - 0.1*width
			corners[j*w+i] = xy{cx + x*cos - y*sin, cy + x*sin + y*cos}
		}
	}
	zig := make(map[[2]int]int32)
	addSide := func(a, b int) int32 {
		if s, ok := zig[[2]int{a, b}]; ok {
			return s
		}
		s := int32(len(l.sides))
		zig[[2]int{a, b}] = s
		l.sides = append(l.sides, side{fractal(rng, corners[a], corners[b], levels)})
		return s
	}
	for j := range ny {
		for c := range nx {
			i := 2*c + j%2
			at := func(dj, di int) int { return (j+dj)*w + i + di }
			center := xy{(corners[at(0, 1)].x + corners[at(1, 1)].x) / 2, (corners[at(0, 1)].y + corners[at(1, 1)].y) / 2}
			if !box.Contains(center.x, center.y) {
				continue
			}
			h := hexagon{center: center, reversed: [6]bool{false, false, false, true, true, true}}
			h.sides = [6]int32{addSide(at(0, 0), at(0, 1)), addSide(at(0, 1), at(0, 2)), addSide(at(0, 2), at(1, 2)),
				addSide(at(1, 1), at(1, 2)), addSide(at(1, 0), at(1, 1)), addSide(at(0, 0), at(1, 0))}
			for k, s := range h.sides {
				o, ok := l.byOwner[s]
				if !ok {
					o = [2]int32{-1, -1}
				}
				n := 0
				if h.reversed[k] {
					n = 1
				}
				o[n] = int32(len(l.hexes))
				l.byOwner[s] = o
			}
			l.hexes = append(l.hexes, h)
		}
	}
	return l
}

// fractal is a midpoint-displacement path between two corners, on the millimetre grid.
func fractal(rng *rand.Rand, a, b xy, levels int) []xy {
	path := []xy{snapped(a), snapped(b)}
	for level := range levels {
		next := make([]xy, 0, 2*len(path))
		for i := 0; i+1 < len(path); i++ {
			d := path[i+1].minus(path[i])
			t := amplitude[level] * (2*rng.Float64() - 1)
			mid := path[i].plus(d, 0.5).plus(xy{-d.y, d.x}, t/2)
			next = append(next, path[i], snapped(mid))
		}
		path = append(next, path[len(path)-1])
	}
	return path
}

// walk is side k of hexagon h in the hexagon's own counter-clockwise direction.
func (l *lattice) walk(h, k int) []xy {
	path := l.sides[l.hexes[h].sides[k]].path
	if l.hexes[h].reversed[k] {
		path = slices.Clone(path)
		slices.Reverse(path)
	}
	return path
}

// neighbour is the hexagon across side k, -1 for none.
func (l *lattice) neighbour(h, k int) int {
	o := l.byOwner[l.hexes[h].sides[k]]
	if int(o[0]) == h {
		return int(o[1])
	}
	return int(o[0])
}

// ring is the closed outline of one hexagon; replace may give another path for a side.
func (l *lattice) ring(h int, replace func(k int) []xy) []xy {
	var out []xy
	for k := range 6 {
		path := l.walk(h, k)
		if replace != nil {
			if p := replace(k); p != nil {
				path = p
			}
		}
		out = append(out, path[:len(path)-1]...)
	}
	return append(out, out[0])
}

// dissolve joins hexagons into outlines along their outer sides: rings with the outer ones first, then holes. Three
// hexagons meet at a corner, so every corner on the outline has one way on.
func (l *lattice) dissolve(group []int) [][]xy {
	in := make(map[int]bool, len(group))
	for _, h := range group {
		in[h] = true
	}
	from := map[xy][]xy{}
	var starts []xy
	for _, h := range group {
		for k := range 6 {
			if n := l.neighbour(h, k); n >= 0 && in[n] {
				continue
			}
			path := l.walk(h, k)
			from[path[0]] = path
			starts = append(starts, path[0])
		}
	}
	var rings [][]xy
	for _, s := range starts {
		if from[s] == nil {
			continue
		}
		var ring []xy
		for at := s; from[at] != nil; {
			path := from[at]
			delete(from, at)
			ring = append(ring, path[:len(path)-1]...)
			at = path[len(path)-1]
		}
		rings = append(rings, append(ring, ring[0]))
	}
	slices.SortStableFunc(rings, func(a, b []xy) int { return cmp.Compare(ringArea(b), ringArea(a)) })
	return rings
}

func ringArea(r []xy) float64 { return spatial.RingArea(flat(r)) }

func flat(r []xy) []float64 {
	out := make([]float64, 0, 2*len(r))
	for _, p := range r {
		out = append(out, p.x, p.y)
	}
	return out
}
