package paper

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"strconv"

	"github.com/mattn/go-runewidth"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// maxMap is the size in bytes from which the map is drawn more coarsely.
const maxMap = 150 << 10

// Above these numbers single cells and stands would only make the map dark.
const (
	maxCells  = 120
	maxStands = 2500
	maxNames  = 24
)

// drawing is one map under construction.
type drawing struct {
	frame
	s       *snapshot.Snapshot
	c       *certificate.Certificate
	zone    int32
	numbers map[string]int // by gap id: those that the table lists
	out     bytes.Buffer
	labels  labeller
	stands  bool // the demanded forest is drawn stand by stand
}

// svg draws the zone with its findings. It starts fine and becomes coarser until the file stays small.
func svg(c *certificate.Certificate, s *snapshot.Snapshot, numbers map[string]int) (text []byte, stands bool) {
	zone, _ := s.Zones.Find(c.Statement.Zone)
	f := frameOf(s.Zones.Shapes.Bounds(int(zone)))
	for {
		d := &drawing{frame: f, s: s, c: c, zone: zone, numbers: numbers}
		d.draw()
		if d.out.Len() <= maxMap || f.tolerance > perMM {
			return d.out.Bytes(), d.stands
		}
		f.tolerance *= 2
	}
}

func (d *drawing) draw() {
	fmt.Fprintf(&d.out, `<svg class="map" viewBox="0 0 %g %g" role="img" aria-label="%s"><defs>`, mapWidth, mapHeight, html.EscapeString(d.s.Zones.Name[d.zone]))
	d.out.WriteString(`<pattern id="hatch" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="14" height="14" fill="#f6c9bf"/><path d="M0 0v14" stroke="#a3201b" stroke-width="7"/></pattern>` +
		`<pattern id="dots" width="18" height="18" patternUnits="userSpaceOnUse"><rect width="18" height="18" fill="#dfe8f1"/><circle cx="9" cy="9" r="3.4" fill="#47698c"/></pattern>` +
		`<pattern id="cross" width="20" height="20" patternUnits="userSpaceOnUse"><path d="M0 0l20 20M20 0l-20 20" stroke="#9a6a00" stroke-width="2.4"/></pattern>`)
	outline := d.path(d.s.Zones.Shapes, int(d.zone))
	fmt.Fprintf(&d.out, `<clipPath id="zone"><path clip-rule="evenodd" d="%s"/></clipPath></defs>`, outline)
	d.neighbours()
	d.covered(outline)
	d.out.WriteString(`<g clip-path="url(#zone)">`)
	d.cells()
	d.out.WriteString(`</g>`)
	d.layer("unassigned", d.unassigned())
	d.layer("accepted", d.accepted())
	d.children()
	numbers := d.gaps()
	fmt.Fprintf(&d.out, `<path class="outline" d="%s"/>`, outline)
	d.furniture()
	d.writeLabels(numbers)
	d.names()
	d.out.WriteString(`</svg>`)
}

func (d *drawing) path(p *spatial.Polygons, f int) []byte {
	out, _ := d.appendPath(nil, p, f)
	return out
}

func (d *drawing) layer(class string, path []byte) {
	if len(path) > 0 {
		fmt.Fprintf(&d.out, `<path class="%s" d="%s"/>`, class, path)
	}
}

// neighbours are the other zones of the level, as far as the map shows them.
func (d *drawing) neighbours() {
	z := d.s.Zones
	var path []byte
	for i := range z.Len() {
		if int32(i) != d.zone && z.Level[i] == z.Level[d.zone] && z.Shapes.Bounds(i).Intersects(d.box) {
			path, _ = d.appendPath(path, z.Shapes, i)
		}
	}
	d.layer("neighbour", path)
}

// covered is the demanded ground as covered ground; what is not is drawn over it.
func (d *drawing) covered(outline []byte) {
	st := &d.c.Statement
	if st.Demand != rules.DemandForest {
		d.layer("covered", outline)
		return
	}
	classes := map[string]bool{}
	for _, c := range st.ForestClasses {
		classes[c] = true
	}
	box, p := d.s.Zones.Shapes.Bounds(int(d.zone)), d.s.Parcels
	var path []byte
	n := 0
	for i := range p.Len() {
		if (len(classes) == 0 || classes[p.Class[i]]) && p.Shapes.Bounds(i).Intersects(box) {
			path, _ = d.appendPath(path, p.Shapes, i)
			n++
		}
	}
	if d.stands = n <= maxStands; !d.stands {
		d.layer("covered", outline)
		return
	}
	d.layer("ground", outline)
	d.out.WriteString(`<g clip-path="url(#zone)">`)
	if len(path) > 0 { // stands may touch: nonzero, so that a shared part is no hole
		fmt.Fprintf(&d.out, `<path class="covered" fill-rule="nonzero" d="%s"/>`, path)
	}
	d.out.WriteString(`</g>`)
}

func (d *drawing) cells() {
	c, st := d.s.Cells, &d.c.Statement
	box := d.s.Zones.Shapes.Bounds(int(d.zone))
	var path []byte
	n := 0
	for i := range c.Len() {
		if st.On.Within(c.ValidFrom[i], c.ValidTo[i]) && c.Shapes.Bounds(i).Intersects(box) && (!st.InPost || d.s.RangerOf(i, st.On) != "") {
			path, _ = d.appendPath(path, c.Shapes, i)
			n++
		}
	}
	if n <= maxCells {
		d.layer("cell", path)
	}
}

func (d *drawing) unassigned() []byte {
	var b spatial.Builder
	for _, u := range d.c.Unassigned {
		b.Add(u.Shape)
	}
	p := b.Build()
	var path []byte
	for i := range p.Len() {
		path, _ = d.appendPath(path, p, i)
	}
	return path
}

func (d *drawing) accepted() []byte {
	var path []byte
	for _, f := range d.c.AcceptedFaces {
		path, _ = d.appendPath(path, d.s.Facts.Faces, f)
	}
	return path
}

func (d *drawing) children() {
	var path []byte
	for _, c := range d.s.Zones.Children(d.zone) {
		path, _ = d.appendPath(path, d.s.Zones.Shapes, int(c))
	}
	d.layer("child", path)
}

// gaps draws every gap: as polygon, or as a dot where it would be too small to be seen. It returns where numbers go.
func (d *drawing) gaps() []label {
	in := map[int32]bool{}
	for _, z := range d.s.Zones.Subtree(d.zone) {
		in[z] = true
	}
	spots := &d.c.Found.Gaps
	var path, dots []byte
	numbers := make([]label, len(d.numbers)+1)
	for i, z := range spots.Zone {
		if !in[z] {
			continue
		}
		b := spots.Shapes.Bounds(i)
		size := math.Max(b.Width(), b.Height()) * d.scale
		x, y := spots.Shapes.InnerPoint(i)
		u, v := d.at(x, y)
		before := len(path)
		var seen bool
		if path, seen = d.appendPath(path, spots.Shapes, i); !seen || size < 0.9*perMM {
			path = path[:before]
			dots = fmt.Appendf(dots, "M%d %dh0", int(math.Round(u)), int(math.Round(v)))
		}
		if n := d.numbers[spots.ID[i]]; n > 0 {
			numbers[n] = label{n: n, fromX: u, fromY: v, x: math.Min(b.Width(), b.Height()) * d.scale}
		}
	}
	d.layer("gap", path)
	d.layer("dot", dots)
	return numbers[1:]
}

// writeLabels places numbers, largest gap first.
func (d *drawing) writeLabels(numbers []label) {
	for _, at := range numbers {
		l := d.labels.number(at.n, at.fromX, at.fromY, at.x)
		if l.led {
			fmt.Fprintf(&d.out, `<path class="lead" d="M%.0f %.0fL%.0f %.0f"/>`, l.fromX, l.fromY, l.x, l.y)
		}
		fmt.Fprintf(&d.out, `<circle class="number" cx="%.0f" cy="%.0f" r="%.0f"/><text class="number" x="%.0f" y="%.0f">%d</text>`, l.x, l.y, labelRadius, l.x, l.y+14, l.n)
	}
}

// names writes the names of the zones below, as far as there is room, and of neighbours.
func (d *drawing) names() {
	z := d.s.Zones
	children := z.Children(d.zone)
	if len(children) <= maxNames {
		for _, c := range children {
			d.placeName("name", c)
		}
	}
	for i := range z.Len() {
		if int32(i) != d.zone && z.Level[i] == z.Level[d.zone] && z.Shapes.Bounds(i).Intersects(d.box) {
			d.placeName("context", int32(i))
		}
	}
}

func (d *drawing) placeName(class string, zone int32) {
	const size = 2.1 * perMM
	x, y := d.at(d.s.Zones.Shapes.InnerPoint(int(zone)))
	name := runewidth.Truncate(d.s.Zones.Name[zone], 16, "…")
	if d.labels.name(x, y, float64(runewidth.StringWidth(name))*size/2, size) {
		fmt.Fprintf(&d.out, `<text class="%s" x="%.0f" y="%.0f">%s</text>`, class, x, y+size/3, html.EscapeString(name))
	}
}

// furniture is the scale bar and the arrow to true north.
func (d *drawing) furniture() {
	metres, units := d.scaleBar()
	text := strconv.FormatFloat(metres, 'f', -1, 64) + " m"
	if metres >= 1000 {
		text = strconv.FormatFloat(metres/1000, 'f', -1, 64) + " km"
	}
	x, y := 3.0*perMM, mapHeight-3.0*perMM
	fmt.Fprintf(&d.out, `<g class="scale"><path d="M%.0f %.0fh%.0fv-56h-%.0fz"/><path class="bar" d="M%.1f %.0fv-14h%.1fv14z"/><text x="%.0f" y="%.0f">%s</text></g>`,
		x-20, y+16, units+160, units+160, x, y, units, x+units+16, y+2, text)
	d.labels.taken = append(d.labels.taken, spatial.Box{MinX: x - 20, MinY: y - 40, MaxX: x + units + 240, MaxY: y + 14})
	nx, ny := mapWidth-5*perMM, 7.0*perMM
	fmt.Fprintf(&d.out, `<g class="north" transform="translate(%.0f %.0f) rotate(%.2f)"><circle r="86"/><path d="M0-74L34 56 0 32-34 56z"/><path class="half" d="M0-74L-34 56 0 32z"/></g><text class="north" x="%.0f" y="%.0f">北 N</text>`,
		nx, ny, d.north(), nx, ny+6.6*perMM)
	d.labels.taken = append(d.labels.taken, box(nx, ny, 90, 140))
}

// north is the angle in degrees, clockwise, from the grid's north to true north at the middle of the map.
func (d *drawing) north() float64 {
	x, y := d.box.Center()
	lon, lat := d.s.LonLat(x, y)
	nx, ny := d.s.Manifest.FromLonLat.At(lon, lat+0.01)
	return math.Atan2(nx-x, ny-y) * 180 / math.Pi
}
