package arrange

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Arrangement divides a window of the plane by the borders of the polygons added to it. The zero value is ready for
// [Arrangement.Reset]. It keeps its memory from one use to the next and belongs to one goroutine.
type Arrangement struct {
	// Bound ends [Arrangement.Divide] early.
	Bound Bound

	ox, oy   float64 // units; coordinates below are relative to them
	window   frame
	polygons int32

	vertices points
	borders  borders // as added, equal ones merged
	grid     grid
	cuts     cuts
	edges    borders // noded

	halfEdges halfEdges
	faces     faces
	labels    labels

	rings rings
}

// Reset empties the arrangement and sets the window. Faces that reach beyond it are not to be relied on; what lies in it
// is exact, however far the polygons reach.
func (a *Arrangement) Reset(window spatial.Box) {
	cx, cy := window.Center()
	a.ox, a.oy = units(cx), units(cy)
	a.window.set(units(window.MinX)-a.ox, units(window.MinY)-a.oy, units(window.MaxX)-a.ox, units(window.MaxY)-a.oy)
	a.polygons = 0
	a.vertices.reset()
	a.borders.reset()
}

// Add puts feature f of a layer into the arrangement as its next polygon; the first is number 0. Its ground is what an
// odd number of its rings surround.
func (a *Arrangement) Add(p *spatial.Polygons, f int) {
	polygon := a.polygons
	a.polygons++
	p.EachRing(f, func(_, _ int, xy []float64) { a.addRing(polygon, xy) })
}

// addRing adds a closed ring. Runs of it that pass by outside the window are replaced by a path over the frame's places,
// which winds around the window in the same way: each side of a run stays in one half-plane beyond the window.
func (a *Arrangement) addRing(polygon int32, xy []float64) {
	n := len(xy) - 2
	if n < 6 {
		return
	}
	path := path{a: a, polygon: polygon, at: -1}
	px, py := units(xy[0])-a.ox, units(xy[1])-a.oy
	pc, exact := a.window.outcode(px, py), false // whether the path is at p itself, not at p's place
	for i := 2; i <= n; i += 2 {
		qx, qy := units(xy[i])-a.ox, units(xy[i+1])-a.oy
		qc := a.window.outcode(qx, qy)
		if pc&qc != 0 {
			if exact || path.at < 0 {
				path.goTo(a.window.place(pc))
			}
			if exact = false; pc != qc {
				path.goTo(a.window.place(qc))
			}
		} else {
			if !exact {
				path.goTo(px, py)
			}
			path.goTo(qx, qy)
			exact = true
		}
		px, py, pc = qx, qy, qc
	}
	a.borders.toggle(path.at, path.first, polygon)
}

// path is a ring on its way in.
type path struct {
	a         *Arrangement
	polygon   int32
	first, at int32 // vertices; -1 before the first
}

func (p *path) goTo(x, y float64) {
	v := p.a.vertices.at(x, y)
	if p.at < 0 {
		p.first = v
	} else {
		p.a.borders.toggle(p.at, v, p.polygon)
	}
	p.at = v
}

// Divide nodes the borders and labels the faces. An error means that the input cannot be divided exactly, or not within the bound
// ([ErrTooFine], [ErrEnded]); it names the reason and leaves nothing to be read.
func (a *Arrangement) Divide() error {
	if err := a.node(); err != nil {
		return err
	}
	a.halfEdges.build(&a.vertices, &a.edges)
	if err := a.label(); err != nil {
		return fmt.Errorf("arrangement of %d polygons around %.3f, %.3f: %w", a.polygons, metres(a.ox), metres(a.oy), err)
	}
	return nil
}

// Labels is the number of labels, 0 (held by nothing) included. Faces with one label need not be connected.
func (a *Arrangement) Labels() int { return len(a.faces.labels) }

// Label lists the polygons that hold the faces with this label, ascending. The slice is the arrangement's.
func (a *Arrangement) Label(l int) []int32 { return a.labels.of(a.faces.labels[l]) }

// Count is the number of counted features that hold the faces with this label.
func (a *Arrangement) Count(l int) int { return int(a.labels.counts[a.faces.labels[l]]) }

// frame is the window, with a place for each of the eight regions around it.
type frame struct {
	minX, minY, maxX, maxY float64
	places                 [16][2]float64 // by outcode
}

const (
	left, right, below, above = 1, 2, 4, 8
	// away is how far beyond the window, in units, its places lie at least.
	away = 1 << 20
)

func (w *frame) set(minX, minY, maxX, maxY float64) {
	w.minX, w.minY, w.maxX, w.maxY = minX, minY, maxX, maxY
	far := away + math.Floor(math.Max(maxX-minX, maxY-minY)/16)
	xs := [3]float64{math.Floor((minX + maxX) / 2), minX - far, maxX + far}
	ys := [3]float64{math.Floor((minY + maxY) / 2), minY - far, maxY + far}
	for i, sx := range [3]int{0, left, right} {
		for j, sy := range [3]int{0, below, above} {
			w.places[sx|sy] = [2]float64{xs[i], ys[j]}
		}
	}
}

func (w *frame) outcode(x, y float64) int {
	c := 0
	if x < w.minX {
		c = left
	} else if x > w.maxX {
		c = right
	}
	if y < w.minY {
		c |= below
	} else if y > w.maxY {
		c |= above
	}
	return c
}

func (w *frame) place(code int) (x, y float64) { return w.places[code][0], w.places[code][1] }
