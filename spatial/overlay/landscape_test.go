package overlay_test

import (
	"math"
	"math/rand/v2"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// landscape is invented ground with cells, on the intake grid.
type landscape struct{ zones, cells []*geom.MultiPolygon }

// landscapes are the kinds of trouble that borders make, by name. Metres around (0, 0).
var landscapes = map[string]func(*rand.Rand) landscape{
	"fractal borders":               fractals,
	"cells are parts of zones":      sharedBorders,
	"T-junctions off the grid":      tJunctions,
	"collinear overlaps":            collinear,
	"slivers of millimetres":        slivers,
	"holes that touch the border":   touchingHoles,
	"islands in islands":            islands,
	"equal, nested, duplicated":     duplicates,
	"multipolygons":                 multis,
	"almost parallel":               almostParallel,
	"thinned borders":               thinned,
	"huge over tiny":                hugeOverTiny,
	"tiny in huge":                  tinyInHuge,
	"stars through common vertices": stars,
}

func fractals(rng *rand.Rand) (out landscape) {
	zones := newMesh(rng, 2, 3, plane{0, 0, 1000, 0})
	cells := newMesh(rng, 3, 3, randomPlane(rng, 800))
	for i := range 4 {
		out.zones = append(out.zones, shape(zones.block(i%2, i/2, 1, 1)))
	}
	for i := range 9 {
		if rng.IntN(9) > 0 {
			out.cells = append(out.cells, shape(cells.block(i%3, i/3, 1, 1)))
		}
	}
	out.cells = append(out.cells, shape(cells.block(0, 1, 2, 1)), shape(zones.block(0, 0, 2, 1))) // over others
	return out
}

func sharedBorders(rng *rand.Rand) (out landscape) {
	m := newMesh(rng, 4, 3, randomPlane(rng, 500))
	for i := range 4 {
		out.zones = append(out.zones, shape(m.block(i%2*2, i/2*2, 2, 2)))
	}
	for i := range 16 {
		if rng.IntN(8) > 0 {
			out.cells = append(out.cells, shape(m.block(i%4, i/4, 1, 1)))
		}
	}
	out.cells = append(out.cells, shape(m.block(1, 1, 2, 2)), shape(m.block(0, 0, 2, 2)))
	return out
}

// tJunctions cuts turned squares by cells whose corners lie on the squares' sides as well as 1 mm allows.
func tJunctions(rng *rand.Rand) (out landscape) {
	p := randomPlane(rng, 700)
	out.zones = append(out.zones, shape(p.box(0, 0, 1, 1)), shape(p.box(1, 0, 1, 1)))
	u := 0.0
	for u < 2 {
		w := 0.05 + rng.Float64()*0.5
		cut := rng.Float64()
		if rng.IntN(6) > 0 {
			out.cells = append(out.cells, shape(p.box(u, 0, w, cut)))
		}
		out.cells = append(out.cells, shape(p.box(u, cut, w, 1-cut)))
		u += w
	}
	return out
}

// collinear takes boxes along a lattice whose slanted directions are whole numbers, so that borders coincide exactly.
func collinear(rng *rand.Rand) (out landscape) {
	p := [...]plane{{0, 0, 40, 0}, {0, 0, 30, 40}, {0, 0, -7, 24}, {0, 0, 12.345, 6.789}}[rng.IntN(4)]
	box := func() *geom.MultiPolygon {
		return shape(p.box(float64(rng.IntN(12)), float64(rng.IntN(12)), float64(1+rng.IntN(9)), float64(1+rng.IntN(9))))
	}
	for range 3 {
		out.zones = append(out.zones, box())
	}
	for range 8 {
		out.cells = append(out.cells, box())
	}
	return out
}

// slivers shifts and grows boxes by 0 to 3 mm, in lines that are not parallel to any axis.
func slivers(rng *rand.Rand) (out landscape) {
	p := randomPlane(rng, 1)
	hair := func() float64 { return 0.0005 * float64(rng.IntN(7)-3) }
	for i := range 3 {
		out.zones = append(out.zones, shape(p.box(float64(i)*300, 0, 300, 400)))
	}
	for i := range 6 {
		out.cells = append(out.cells, shape(p.box(float64(i)*150+hair(), hair(), 150+hair(), 400+hair())))
	}
	at := 900 * rng.Float64()
	out.cells = append(out.cells, shape(p.box(at, -50, 0.001, 500)), shape(p.ring(0, 100, 900, 100+hair(), 900, 100.002)))
	return out
}

func touchingHoles(rng *rand.Rand) (out landscape) {
	p := [...]plane{{0, 0, 50, 0}, {0, 0, 30, 40}, {5, 6, 12, 51}}[rng.IntN(3)]
	ring := func(u, v float64) *geom.MultiPolygon {
		hole := [...][]float64{
			p.ring(u, v+5, u+4, v+3, u+6, v+7),       // touches a side
			p.ring(u, v, u+3, v+6, u+6, v+3),         // a corner
			p.ring(u+5, v, u+8, v+5, u+5, v+10-0.01), // a side, and almost another
		}[rng.IntN(3)]
		if rng.IntN(2) == 0 {
			return shape(p.box(u, v, 10, 10), hole)
		}
		return shape(p.box(u, v, 10, 10), p.ring(u+1, v+1, u+5, v+2, u+5, v+5), p.ring(u+5, v+5, u+9, v+6, u+9, v+9)) // holes touch
	}
	out.zones = append(out.zones, ring(0, 0), ring(10, 0))
	for range 4 {
		out.cells = append(out.cells, ring(float64(rng.IntN(14)-2), float64(rng.IntN(8)-4)))
	}
	return out
}

func islands(rng *rand.Rand) (out landscape) {
	p := randomPlane(rng, 10)
	nest := func(u, v, size float64) *geom.MultiPolygon {
		var parts []*geom.MultiPolygon
		for size > 1 {
			w := size * (0.2 + 0.6*rng.Float64())
			inner := size * (0.1 + 0.5*rng.Float64())
			parts = append(parts, shape(p.box(u-size, v-w, 2*size, 2*w), p.box(u-inner, v-w/2, 2*inner, w)))
			if size = min(inner, w/2) * 0.9; rng.IntN(4) == 0 {
				parts = append(parts, shape(p.box(u-size/2, v-size/2, size, size)))
				break
			}
		}
		return together(parts...)
	}
	out.zones = append(out.zones, nest(0, 0, 100), nest(300, 0, 60))
	for range 5 {
		out.cells = append(out.cells, nest(200*rng.Float64()-50, 60*rng.Float64()-30, 20+80*rng.Float64()))
	}
	return out
}

func duplicates(rng *rand.Rand) (out landscape) {
	m := newMesh(rng, 2, 3, randomPlane(rng, 300))
	for i := range 4 {
		z := shape(m.block(i%2, i/2, 1, 1))
		out.zones = append(out.zones, z)
		for range rng.IntN(3) {
			out.cells = append(out.cells, z)
		}
	}
	ring := m.block(0, 0, 2, 2)
	for scale := 1.0; scale > 0.2; scale -= 0.3 {
		var inner []float64
		for i := 0; i < len(ring); i += 2 {
			inner = append(inner, ring[0]+scale*(ring[i]-ring[0]), ring[1]+scale*(ring[i+1]-ring[1]))
		}
		out.cells = append(out.cells, shape(inner))
	}
	return out
}

func multis(rng *rand.Rand) (out landscape) {
	m := newMesh(rng, 4, 2, randomPlane(rng, 200))
	chequer := func(from int) *geom.MultiPolygon { // touches itself in corners only
		var parts []*geom.MultiPolygon
		for i := range 16 {
			if (i+i/4)%2 == from && rng.IntN(5) > 0 {
				parts = append(parts, shape(m.block(i%4, i/4, 1, 1)))
			}
		}
		return together(parts...)
	}
	out.zones = append(out.zones, chequer(0), chequer(1))
	other := newMesh(rng, 3, 2, randomPlane(rng, 260))
	for i := range 3 {
		out.cells = append(out.cells, together(shape(other.block(i, 0, 1, 1)), shape(other.block((i+1)%3, 2, 1, 1))))
	}
	out.cells = append(out.cells, chequer(rng.IntN(2)))
	return out
}

// almostParallel fans borders of kilometres that part by millimetres.
func almostParallel(rng *rand.Rand) (out landscape) {
	p := randomPlane(rng, 1)
	long := 1000 * math.Pow(10, 2*rng.Float64())
	wedge := func() *geom.MultiPolygon {
		hair := func() float64 { return math.Round(20*rng.Float64()) / 1000 }
		return shape(p.ring(-rng.Float64(), -50+hair(), long, hair(), long*(0.5+rng.Float64()/2), 50*rng.Float64()+hair(), rng.Float64(), hair()))
	}
	out.zones = append(out.zones, shape(p.box(0, -10, long, 20)), wedge())
	for range 6 {
		out.cells = append(out.cells, wedge())
	}
	return out
}

// thinned gives cells every second vertex of the zones' borders.
func thinned(rng *rand.Rand) (out landscape) {
	m := newMesh(rng, 3, 3, randomPlane(rng, 400))
	for i := range 9 {
		ring := m.block(i%3, i/3, 1, 1)
		out.zones = append(out.zones, shape(ring))
		var thin []float64
		for j := 0; j < len(ring); j += 4 {
			thin = append(thin, ring[j], ring[j+1])
		}
		out.cells = append(out.cells, shape(thin))
	}
	return out
}

func hugeOverTiny(rng *rand.Rand) (out landscape) {
	tiny := newMesh(rng, 1, 2, randomPlane(rng, 20))
	out.zones = append(out.zones, shape(tiny.block(0, 0, 1, 1)))
	for range 5 {
		p := randomPlane(rng, 1e6)
		p.x += (p.uy - p.ux) * rng.Float64() * 0.3
		p.y += -(p.ux + p.uy) * rng.Float64() * 0.3
		out.cells = append(out.cells, shape(newMesh(rng, 1, 2+rng.IntN(5), p).block(0, 0, 1, 1)))
	}
	for range 3 { // a corner within the tiny one, the others far away
		p := plane{60 + 20*rng.Float64(), 60 + 20*rng.Float64(), 0, 0}
		p.ux, p.uy = 5e5*(rng.Float64()-0.5), 5e5*(rng.Float64()-0.5)
		out.cells = append(out.cells, shape(p.box(0, 0, 1, 1)))
	}
	return out
}

func tinyInHuge(rng *rand.Rand) (out landscape) {
	huge := newMesh(rng, 1, 6, plane{-4e5, -4e5, 8e5, 0})
	out.zones = append(out.zones, shape(huge.block(0, 0, 1, 1)))
	for range 8 {
		size := math.Pow(10, -2+7*rng.Float64())
		out.cells = append(out.cells, shape(newMesh(rng, 1, 2, randomPlane(rng, size)).block(0, 0, 1, 1)))
	}
	return out
}

func stars(rng *rand.Rand) (out landscape) {
	points := make([][2]float64, 12)
	for i := range points {
		points[i] = [2]float64{spatial.SnapToGrid(200 * rng.Float64()), spatial.SnapToGrid(200 * rng.Float64())}
	}
	star := func() *geom.MultiPolygon { // through some of the points, by angle around their middle
		var ring [][2]float64
		var cx, cy float64
		for _, i := range rng.Perm(len(points))[:3+rng.IntN(6)] {
			ring = append(ring, points[i])
			cx, cy = cx+points[i][0], cy+points[i][1]
		}
		n := float64(len(ring))
		angle := func(p [2]float64) float64 { return math.Atan2(p[1]-cy/n, p[0]-cx/n) }
		for i := range ring {
			for j := range i {
				if angle(ring[i]) < angle(ring[j]) {
					ring[i], ring[j] = ring[j], ring[i]
				}
			}
		}
		var flat []float64
		for _, p := range ring {
			flat = append(flat, p[0], p[1])
		}
		return shape(flat)
	}
	for range 3 {
		out.zones = append(out.zones, star())
	}
	for range 7 {
		out.cells = append(out.cells, star())
	}
	return out
}
