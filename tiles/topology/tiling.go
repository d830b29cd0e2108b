package topology

// Tiling cuts a lattice into square tiles that overlap: tile x, y holds Size·x − Pad to Size·(x+1) + Pad per axis, where
// lattice point −Origin is the corner of tile 0, 0.
type Tiling struct {
	Origin    int64 // added to coordinates before they are divided
	Size, Pad int32
}

// TileOf is the tile that a point lies in.
func (t Tiling) TileOf(p Point) (x, y int32) {
	return floorDiv(int64(p.X)+t.Origin, int64(t.Size)), floorDiv(int64(p.Y)+t.Origin, int64(t.Size))
}

// Corner is the corner of a tile without its pad.
func (t Tiling) Corner(x, y int32) Point {
	return Point{int32(int64(x)*int64(t.Size) - t.Origin), int32(int64(y)*int64(t.Size) - t.Origin)}
}

// span is the range of tiles whose padded extent has more than a border in common with lo to hi.
func (t Tiling) span(lo, hi int32) (from, to int32) {
	o, s, p := t.Origin, int64(t.Size), int64(t.Pad)
	return floorDiv(int64(lo)+o-p, s), floorDiv(int64(hi)+o+p-1, s)
}

func floorDiv(a, b int64) int32 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return int32(q)
}

// Cut calls emit for every tile that shows something of a feature, with its rings there: outer ones, each followed by its
// holes. What it is given is valid until the next call. Tiles come in no order; each comes once for each polygon. It returns
// false if a polygon was left out since it spans more than [MaxTiles].
func (m *Polygons) Cut(f int, t Tiling, emit func(x, y int32, rings [][]Point)) bool {
	all := true
	for r := m.Features[f]; r < m.Features[f+1]; {
		next := r + 1
		for next < m.Features[f+1] && m.ringArea(m.Ring(next)) < 0 {
			next++
		}
		all = m.cutPolygon(r, next, t, emit) && all
		r = next
	}
	return all
}

// MaxTiles bounds the tiles that one polygon's box may span: at level 16 about a quarter of China.
const MaxTiles = 1 << 22

func (m *Polygons) cutPolygon(first, end int32, t Tiling, emit func(x, y int32, rings [][]Point)) bool {
	outer := m.Ring(first)
	box := Box{m.Points[outer[0]], m.Points[outer[0]]}
	for _, v := range outer {
		p := m.Points[v]
		box.Lo.X, box.Lo.Y = min(box.Lo.X, p.X), min(box.Lo.Y, p.Y)
		box.Hi.X, box.Hi.Y = max(box.Hi.X, p.X), max(box.Hi.Y, p.Y)
	}
	var s span
	s.x0, s.x1 = t.span(box.Lo.X, box.Hi.X)
	s.y0, s.y1 = t.span(box.Lo.Y, box.Hi.Y)
	if (int64(s.x1)-int64(s.x0)+1)*(int64(s.y1)-int64(s.y0)+1) > MaxTiles {
		return false
	}
	whole := true // no tile of the span cuts it
	for x := s.x0; x <= s.x1 && whole; x++ {
		for y := s.y0; y <= s.y1 && whole; y++ {
			whole = t.box(x, y).holds(box)
		}
	}
	if whole {
		rings := make([][]Point, 0, end-first)
		for r := first; r < end; r++ {
			ring := make([]Point, len(m.Ring(r)))
			for i, v := range m.Ring(r) {
				ring[i] = m.Points[v]
			}
			rings = append(rings, ring)
		}
		for x := s.x0; x <= s.x1; x++ {
			for y := s.y0; y <= s.y1; y++ {
				emit(x, y, rings)
			}
		}
		return true
	}
	p := make(polygon, 0, end-first)
	for r := first; r < end; r++ {
		ids := m.Ring(r)
		ring := make([]corner, len(ids))
		for i, v := range ids {
			a, b := m.Points[v], m.Points[ids[(i+1)%len(ids)]]
			ring[i] = corner{a, a, b}
		}
		p = append(p, ring)
	}
	halve(p, s, t, emit)
	return true
}

// Clip returns what of a polygon, outer rings each followed by their holes, lies in the square of the given size at a corner,
// widened by pad.
func Clip(rings [][]Point, at Point, size, pad int32) [][]Point {
	box := Box{Point{at.X - pad, at.Y - pad}, Point{at.X + size + pad, at.Y + size + pad}}
	var out [][]Point
	for i := 0; i < len(rings); {
		j := i + 1
		for j < len(rings) && TwiceArea(rings[j]) < 0 {
			j++
		}
		p := make(polygon, 0, j-i)
		for _, ring := range rings[i:j] {
			corners := make([]corner, len(ring))
			for k, a := range ring {
				corners[k] = corner{a, a, ring[(k+1)%len(ring)]}
			}
			p = append(p, corners)
		}
		for _, s := range box.sides() {
			if p = s.cut(p); p == nil {
				break
			}
		}
		if p != nil {
			out = append(out, box.sort(p)...)
		}
		i = j
	}
	return out
}

func (t Tiling) box(x, y int32) Box {
	c := t.Corner(x, y)
	return Box{Point{c.X - t.Pad, c.Y - t.Pad}, Point{c.X + t.Size + t.Pad, c.Y + t.Size + t.Pad}}
}

// span is a rectangle of tiles, its ends included.
type span struct{ x0, y0, x1, y1 int32 }

// halve cuts a polygon for halves of a span until a tile is left.
func halve(p polygon, s span, t Tiling, emit func(x, y int32, rings [][]Point)) {
	if s.x0 == s.x1 && s.y0 == s.y1 {
		if rings := t.box(s.x0, s.y0).sort(p); len(rings) > 0 {
			emit(s.x0, s.y0, rings)
		}
		return
	}
	low, high, below, above := s.halves(t)
	if q := below.cut(p); q != nil {
		halve(q, low, t, emit)
	}
	if q := above.cut(p); q != nil {
		halve(q, high, t, emit)
	}
}

// halves are the two halves of a span of several tiles, and the half planes that hold all that either shows.
func (s span) halves(t Tiling) (low, high span, below, above side) {
	low, high = s, s
	if s.x1-s.x0 >= s.y1-s.y0 {
		mid := s.x0 + (s.x1-s.x0)/2
		low.x1, high.x0 = mid, mid+1
		return low, high, side{sign: -1, at: t.box(mid, 0).Hi.X}, side{sign: 1, at: t.box(mid+1, 0).Lo.X}
	}
	mid := s.y0 + (s.y1-s.y0)/2
	low.y1, high.y0 = mid, mid+1
	return low, high, side{y: true, sign: -1, at: t.box(0, mid).Hi.Y}, side{y: true, sign: 1, at: t.box(0, mid+1).Lo.Y}
}
