package arrange

import (
	"context"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Mesh is a layer whose features are counted rather than told apart: a face knows how many of them hold it. Where two
// features share a border from either side, nothing changes across it; such borders are found once for the layer and left
// out of every arrangement, so that of a grid of cells without gap or overlap next to nothing is left to divide.
// Immutable, safe for concurrent use.
type Mesh struct {
	Shapes *spatial.Polygons
	Index  *spatial.Index // of the features that count
	inner  []bool         // by vertex: whether nothing changes across the border from it to the next
}

// NewMesh prepares a layer; wanted (nil: all) tells which features count. Features wind as package spatial promises. The mesh
// aliases p. It returns ctx's error.
func NewMesh(ctx context.Context, p *spatial.Polygons, wanted func(f int) bool, workers int) (*Mesh, error) {
	m := &Mesh{Shapes: p, inner: make([]bool, p.Vertices())}
	var which []int
	for f := range p.Len() {
		if wanted == nil || wanted(f) {
			which = append(which, f)
		}
	}
	m.Index = spatial.NewIndexOf(p, which)
	return m, m.pairBorders(ctx, which, workers)
}

// AddCounted adds feature f of a mesh to what is counted. All features of the mesh whose boxes meet the window must be
// added: borders between two of them are left out.
func (a *Arrangement) AddCounted(m *Mesh, f int) {
	p := m.Shapes
	for q := p.Features[f]; q < p.Features[f+1]; q++ {
		for r := p.Parts[q]; r < p.Parts[q+1]; r++ {
			a.countRing(p.Coords[2*p.Rings[r]:2*p.Rings[r+1]], m.inner[p.Rings[r]:p.Rings[r+1]])
		}
	}
}

// countRing adds a closed ring as addRing does. A border inside the mesh is left out where it could meet the window: the
// feature on its other side leaves it out too, since that one's box then meets the window as well.
func (a *Arrangement) countRing(xy []float64, inner []bool) {
	w := &a.window
	n := len(xy)
	px, py := units(xy[n-4])-a.ox, units(xy[n-3])-a.oy
	pc := w.outcode(px, py)
	qx, qy := units(xy[0])-a.ox, units(xy[1])-a.oy
	qc := w.outcode(qx, qy)
	before := pc&qc == 0 // whether the border into p could meet the window
	for v := range len(inner) - 1 {
		px, py, pc = qx, qy, qc
		qx, qy = units(xy[2*v+2])-a.ox, units(xy[2*v+3])-a.oy
		qc = w.outcode(qx, qy)
		near := pc&qc == 0
		if near != before { // here a run beyond the window begins or ends
			direction := int32(1)
			if near {
				direction = -1
			}
			a.borders.count(a.vertices.at(px, py), a.vertices.at(w.place(pc)), direction)
		}
		switch {
		case near && !inner[v]:
			a.borders.count(a.vertices.at(px, py), a.vertices.at(qx, qy), 1)
		case !near && pc != qc:
			a.borders.count(a.vertices.at(w.place(pc)), a.vertices.at(w.place(qc)), 1)
		}
		before = near
	}
}

// Uniform tells whether no border added so far could meet the window, and how many counted features hold all of it then.
func (a *Arrangement) Uniform() (count int, uniform bool) {
	w, p, s := &a.window, &a.vertices, &a.borders
	// What goes around the window from place to place crosses the ray east of its middle once for every feature.
	x, y := w.place(0)
	for e := range s.len() {
		if s.empty(e) {
			continue
		}
		ax, ay, bx, by := p.x[s.a[e]], p.y[s.a[e]], p.x[s.b[e]], p.y[s.b[e]]
		if w.outcode(ax, ay)&w.outcode(bx, by) == 0 {
			return 0, false
		}
		if ax > x && bx > x && (ay > y) != (by > y) {
			if by > ay {
				count += int(s.net[e])
			} else {
				count -= int(s.net[e])
			}
		}
	}
	return count, true
}
