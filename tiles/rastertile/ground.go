package rastertile

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// ground is what a part of a snapshot shows: that of its zones without a parent, borders included. Immutable.
type ground struct {
	work    *crsapprox.Warp // degrees to the working CRS
	degrees spatial.Box     // holds the ground
	borders []*spatial.Border
}

// newGround is the ground of a snapshot.
func newGround(s *snapshot.Snapshot) *ground {
	g := &ground{work: s.Manifest.FromLonLat}
	box := spatial.EmptyBox()
	for _, z := range s.Zones.Roots() {
		g.borders = append(g.borders, spatial.NewBorder(s.Zones.Shapes, int(z)))
		box = box.Union(s.Zones.Shapes.Bounds(int(z)))
	}
	if box.Empty() {
		g.degrees = spatial.EmptyBox()
		return g
	}
	b := s.LonLatBounds(box)
	g.degrees = spatial.Box{MinX: b[0], MinY: b[1], MaxX: b[2], MaxY: b[3]}
	return g
}

// holds tells whether a place of the working CRS lies in the ground or on its border.
func (g *ground) holds(x, y float64) bool {
	for _, b := range g.borders {
		if b.Covers(x, y) {
			return true
		}
	}
	return false
}

// parted tells whether a border runs through a box of the working CRS.
func (g *ground) parted(box spatial.Box) bool {
	for _, b := range g.borders {
		if b.Meets(box) {
			return true
		}
	}
	return false
}

// shown tells which pixels of a tile show ground.
type shown struct {
	any    bool
	pixels []bool // row by row; nil for all
}

// blank takes the values out that are not shown.
func (s shown) blank(values []float32) {
	for i, in := range s.pixels {
		if !in {
			values[i] = float32(math.NaN())
		}
	}
}

// in tells which pixels of a tile have their middles in the ground: exactly, by the polygons and the manifest's transformation to the
// working CRS. Squares of pixels through which no border runs are decided by one of them.
func (g *ground) in(f *frame) shown {
	if g == nil {
		return shown{any: true}
	}
	if g.degrees.Empty() {
		return shown{}
	}
	b := g.degrees.Pad(0.01 * max(g.degrees.Width(), g.degrees.Height())) // borders bend between the places by which the box is found
	b = spatial.Box{MinX: max(b.MinX, g.work.Box.MinX), MinY: max(b.MinY, g.work.Box.MinY), MaxX: min(b.MaxX, g.work.Box.MaxX), MaxY: min(b.MaxY, g.work.Box.MaxY)}
	r := f.within(b.MinX, b.MinY, b.MaxX, b.MaxY)
	if r.empty() {
		return shown{}
	}
	m := mask{ground: g, frame: f}
	if r == (rect{0, 0, f.size, f.size}) && !g.parted(m.box(r)) { // most tiles
		return shown{any: g.holds(m.at(0, 0))}
	}
	m.pixels = make([]bool, f.size*f.size)
	m.square(r)
	switch m.count {
	case 0:
		return shown{}
	case len(m.pixels):
		return shown{any: true}
	}
	return shown{any: true, pixels: m.pixels}
}

// mask is a [shown] in the making.
type mask struct {
	ground *ground
	frame  *frame
	pixels []bool
	count  int
}

// smallest is the side of the squares whose pixels are decided one by one.
const smallest = 4

func (m *mask) square(r rect) {
	w, h := r.x1-r.x0, r.y1-r.y0
	switch {
	case w <= smallest && h <= smallest:
		for y := r.y0; y < r.y1; y++ {
			for x := r.x0; x < r.x1; x++ {
				m.set(x, y, m.ground.holds(m.at(x, y)))
			}
		}
	case !m.ground.parted(m.box(r)):
		if m.ground.holds(m.at(r.x0, r.y0)) {
			for y := r.y0; y < r.y1; y++ {
				for x := r.x0; x < r.x1; x++ {
					m.set(x, y, true)
				}
			}
		}
	case w >= h:
		middle := r.x0 + w/2
		m.square(rect{r.x0, r.y0, middle, r.y1})
		m.square(rect{middle, r.y0, r.x1, r.y1})
	default:
		middle := r.y0 + h/2
		m.square(rect{r.x0, r.y0, r.x1, middle})
		m.square(rect{r.x0, middle, r.x1, r.y1})
	}
}

func (m *mask) set(x, y int, in bool) {
	if in {
		m.pixels[y*m.frame.size+x] = true
		m.count++
	}
}

// at is the middle of a pixel in the working CRS.
func (m *mask) at(x, y int) (float64, float64) {
	return m.ground.work.At(m.frame.degrees(float64(x)+0.5, float64(y)+0.5))
}

// box holds the middles of a rect's pixels: the rect's sides bend by far less between their ends and middles than a tenth of its size.
func (m *mask) box(r rect) spatial.Box {
	box := spatial.EmptyBox()
	for _, x := range [3]int{r.x0, (r.x0 + r.x1) / 2, r.x1 - 1} {
		for _, y := range [3]int{r.y0, (r.y0 + r.y1) / 2, r.y1 - 1} {
			box = box.Extend(m.at(x, y))
		}
	}
	return box.Pad(0.1 * max(box.Width(), box.Height()))
}
