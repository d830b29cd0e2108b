package arrange

import (
	"cmp"
	"slices"

	"github.com/twpayne/go-geom"
)

// rings is scratch space for drawing polygons out of the faces.
type rings struct {
	parent []int32 // by cycle: union-find of the faces of one class
	done   []bool  // by half
	seen   []int32 // by vertex: its place in the path + 1
	path   []int32
	found  []ring
	points []int32 // vertices of all found rings
}

// ring is a simple closed ring around or inside a polygon.
type ring struct {
	class, polygon int32 // polygon is the root of its faces
	hole           bool
	from, to       int32 // vertices in points, without the closing one
}

// Polygons draws the ground of all faces of one class as a multipolygon, for each class below classes. class gives each
// label's class, or -1. Polygons are valid by OGC 06-103r4: rings are simple, outer ones counter-clockwise and holes
// clockwise, and polygons of a class touch each other in points only. Rings start at their lowest vertex, and polygons
// are ordered by it and the next one, so that the same ground is drawn the same way.
func (a *Arrangement) Polygons(class []int32, classes int) []*geom.MultiPolygon {
	a.findRings(class)
	r := &a.rings
	slices.SortFunc(r.found, func(x, y ring) int {
		if c := cmp.Or(cmp.Compare(x.class, y.class), cmp.Compare(x.polygon, y.polygon)); c != 0 {
			return c
		}
		if x.hole != y.hole {
			if x.hole {
				return 1
			}
			return -1
		}
		return a.compareRings(x, y)
	})
	out := make([]*geom.MultiPolygon, classes)
	for i := 0; i < len(r.found); {
		j := i
		for j < len(r.found) && r.found[j].class == r.found[i].class {
			j++
		}
		out[r.found[i].class] = a.draw(r.found[i:j])
		i = j
	}
	return out
}

// draw makes one multipolygon of rings that are ordered by polygon, outer ones first.
func (a *Arrangement) draw(found []ring) *geom.MultiPolygon {
	var shells []int // where each polygon begins
	vertices := 0
	for i, r := range found {
		if !r.hole {
			shells = append(shells, i)
		}
		vertices += int(r.to-r.from) + 1
	}
	points, p := a.rings.points, &a.vertices
	slices.SortFunc(shells, func(i, j int) int {
		return a.compareRings(found[i], found[j])
	})
	flat, endss := make([]float64, 0, 2*vertices), make([][]int, 0, len(shells))
	for _, i := range shells {
		var ends []int
		for j := i; j < len(found) && found[j].polygon == found[i].polygon; j++ {
			path := points[found[j].from:found[j].to]
			for _, v := range path {
				flat = append(flat, metres(p.x[v]+a.ox), metres(p.y[v]+a.oy))
			}
			flat = append(flat, metres(p.x[path[0]]+a.ox), metres(p.y[path[0]]+a.oy))
			ends = append(ends, len(flat))
		}
		endss = append(endss, ends)
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, endss)
}

// compareRings orders rings by their lowest vertex. Rings that touch there differ in the next one, as they share no border.
func (a *Arrangement) compareRings(x, y ring) int {
	points := a.rings.points
	return cmp.Or(a.compareVertices(points[x.from], points[y.from]), a.compareVertices(points[x.from+1], points[y.from+1]))
}

func (a *Arrangement) compareVertices(u, v int32) int {
	switch {
	case u == v:
		return 0
	case a.lower(u, v):
		return -1
	}
	return 1
}

// findRings follows every border between two classes once, with the class on its left.
func (a *Arrangement) findRings(class []int32) {
	h, r := &a.halfEdges, &a.rings
	r.found, r.points = r.found[:0], r.points[:0]
	r.done = resized(r.done, len(h.next))
	clear(r.done)
	r.seen = resized(r.seen, int(a.vertices.len()))
	clear(r.seen)
	a.joinFaces(class)
	for first := range int32(len(h.next)) {
		c := class[a.faces.label[h.cycle[first]]]
		if c < 0 || r.done[first] || class[a.faces.label[h.cycle[first^1]]] == c {
			continue
		}
		polygon := r.root(h.cycle[first])
		r.path = r.path[:0]
		for half := first; !r.done[half]; {
			r.done[half] = true
			a.step(h.origin(half), c, polygon)
			half = h.next[half]
			for class[a.faces.label[h.cycle[half^1]]] == c { // no border here: on to the next clockwise
				half = h.next[half^1]
			}
		}
		a.step(h.origin(first), c, polygon)
		r.seen[h.origin(first)] = 0
	}
}

// step goes on to vertex v. Where the path has been there, what lies between is a ring of its own: ground that touches
// itself in a point is no simple ring.
func (a *Arrangement) step(v, class, polygon int32) {
	r := &a.rings
	if at := r.seen[v]; at > 0 {
		a.cutRing(r.path[at-1:], class, polygon)
		for _, u := range r.path[at:] {
			r.seen[u] = 0
		}
		r.path = r.path[:at-1]
	}
	r.path = append(r.path, v)
	r.seen[v] = int32(len(r.path))
}

// cutRing keeps a simple ring, begun at its lowest vertex. It is a hole if it turns right there.
func (a *Arrangement) cutRing(path []int32, class, polygon int32) {
	r, p := &a.rings, &a.vertices
	lowest := 0
	for i, v := range path {
		if a.lower(v, path[lowest]) {
			lowest = i
		}
	}
	v, before, after := path[lowest], path[(lowest+len(path)-1)%len(path)], path[(lowest+1)%len(path)]
	turn := crossSign(p.x[v]-p.x[before], p.y[v]-p.y[before], p.x[after]-p.x[v], p.y[after]-p.y[v])
	from := int32(len(r.points))
	r.points = append(append(r.points, path[lowest:]...), path[:lowest]...)
	r.found = append(r.found, ring{class: class, polygon: polygon, hole: turn < 0, from: from, to: int32(len(r.points))})
}

// joinFaces unites the faces of one class that share a border.
func (a *Arrangement) joinFaces(class []int32) {
	h, f, r := &a.halfEdges, &a.faces, &a.rings
	r.parent = resized(r.parent, len(f.label))
	for c := range r.parent {
		r.parent[c] = int32(c)
	}
	for c, face := range f.face {
		if face >= 0 {
			r.join(int32(c), face)
		}
	}
	for e := range a.edges.len() {
		l, right := h.cycle[2*e], h.cycle[2*e+1]
		if class[f.label[l]] == class[f.label[right]] && class[f.label[l]] >= 0 {
			r.join(l, right)
		}
	}
}

func (r *rings) root(c int32) int32 {
	for r.parent[c] != c {
		r.parent[c] = r.parent[r.parent[c]]
		c = r.parent[c]
	}
	return c
}

func (r *rings) join(a, b int32) {
	a, b = r.root(a), r.root(b)
	r.parent[max(a, b)] = min(a, b)
}
