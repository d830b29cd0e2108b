package raster

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Layer is a packed polygon layer in pixel coordinates of the scenes' grid.
type Layer struct {
	Shapes *spatial.Polygons
	// Parents, if given, names for each feature another one of the layer that it is said to be a part of, -1 for none. Where
	// the borders of a feature's parts add up to its own border, vertex by vertex and to the last bit, the parts divide it
	// exactly (no ground in none or two of them), and its statistics are the sum of theirs. Everywhere else it is measured by
	// itself, so that wrong parents cost time, never a wrong number.
	Parents []int32
}

// layer is a Layer made ready to be met window by window.
type layer struct {
	shapes *spatial.Polygons
	boxes  []spatial.Box
	area   []float64 // signed, in pixels
	sum    []int32   // the feature that f's statistics are added to, -1 none
	summed []bool    // is the sum of others
	start  []int32   // features by window: which[start[i]:start[i+1]]
	which  []int32
}

func newLayer(in Layer, t tiling) (*layer, error) {
	p := in.Shapes
	n := p.Len()
	l := &layer{shapes: p, boxes: make([]spatial.Box, n), area: make([]float64, n)}
	for f := range n {
		l.boxes[f] = p.Bounds(f)
		for r := p.Parts[p.Features[f]]; r < p.Parts[p.Features[f+1]]; r++ {
			l.area[f] += spatial.RingArea(p.Coords[2*p.Rings[r] : 2*p.Rings[r+1]])
		}
	}
	if err := l.findSums(in.Parents); err != nil {
		return nil, err
	}
	l.spread(t)
	return l, nil
}

// sign makes shares of feature f positive: the layer's winding seen in the pixel plane.
func (l *layer) sign(f int) float64 {
	if l.area[f] > 0 {
		return -1
	}
	return 1
}

// spread lists the features that meet each window, in the order of their lower ends.
func (l *layer) spread(t tiling) {
	order := make([]int32, len(l.boxes))
	for f := range order {
		order[f] = int32(f)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(l.boxes[a].MaxY, l.boxes[b].MaxY) })
	each := func(do func(f int32, window int)) {
		for _, f := range order {
			b := l.boxes[f]
			if l.summed[f] || b.Empty() || b.MaxX <= 0 || b.MaxY <= 0 || b.MinX >= float64(t.grid.Width) || b.MinY >= float64(t.grid.Height) {
				continue
			}
			x0, x1 := int(math.Max(0, b.MinX))/t.w, min(t.cols-1, int(b.MaxX)/t.w)
			y0, y1 := int(math.Max(0, b.MinY))/t.h, min(t.rows-1, int(b.MaxY)/t.h)
			for y := y0; y <= y1; y++ {
				for x := x0; x <= x1; x++ {
					do(f, y*t.cols+x)
				}
			}
		}
	}
	l.start = make([]int32, t.cols*t.rows+1)
	each(func(_ int32, i int) { l.start[i+1]++ })
	for i := range t.cols * t.rows {
		l.start[i+1] += l.start[i]
	}
	l.which = make([]int32, l.start[t.cols*t.rows])
	next := append([]int32(nil), l.start...)
	each(func(f int32, i int) {
		l.which[next[i]] = f
		next[i]++
	})
}

// in lists the features that meet a window, in the order of their lower ends.
func (l *layer) in(window int) []int32 { return l.which[l.start[window]:l.start[window+1]] }

// findSums decides which features are the sums of their parts.
func (l *layer) findSums(parents []int32) error {
	n := l.shapes.Len()
	l.sum, l.summed = make([]int32, n), make([]bool, n)
	for f := range l.sum {
		l.sum[f] = -1
	}
	if parents == nil {
		return nil
	}
	if len(parents) != n {
		return fmt.Errorf("%d parents for a layer of %d features", len(parents), n)
	}
	parts, wholes := map[int32]chain{}, make([]int32, 0)
	for f, up := range parents {
		if up < 0 {
			continue
		}
		if int(up) >= n || !climbs(parents, int32(f)) {
			return fmt.Errorf("feature %d of %d: its parent %d does not lead up to a feature without one", f, n, up)
		}
		if _, ok := parts[up]; !ok {
			wholes = append(wholes, up)
		}
		parts[up] = parts[up].plus(chainOf(l.shapes, f))
	}
	for _, up := range wholes {
		l.summed[up] = l.area[up] != 0 && parts[up] == chainOf(l.shapes, int(up))
	}
	for f, up := range parents {
		if up >= 0 && l.summed[up] {
			l.sum[f] = up
		}
	}
	return nil
}

// climbs tells whether going from parent to parent comes to an end.
func climbs(parents []int32, f int32) bool {
	for range parents {
		if f < 0 {
			return true
		}
		f = parents[f]
	}
	return f < 0
}

// chain is a fingerprint of a border as a sum of directed edges in which an edge and its opposite cancel: two borders with
// one sum are one border (but for a chance of 2⁻¹²⁸), and so enclose the same ground.
type chain [2]uint64

func (c chain) plus(o chain) chain { return chain{c[0] + o[0], c[1] + o[1]} }

func chainOf(p *spatial.Polygons, f int) (c chain) {
	p.EachRing(f, func(_, _ int, xy []float64) {
		for i := 0; i+3 < len(xy); i += 2 {
			ax, ay, bx, by := xy[i]+0, xy[i+1]+0, xy[i+2]+0, xy[i+3]+0 // +0 makes -0 the same number
			if ax == bx && ay == by {
				continue
			}
			if ax < bx || ax == bx && ay < by {
				c = c.plus(edgeHash(ax, ay, bx, by))
			} else {
				h := edgeHash(bx, by, ax, ay)
				c = c.plus(chain{-h[0], -h[1]})
			}
		}
	})
	return c
}

// edgeHash mixes an edge by wide multiplications with odd constants (the fractions of √2, √3, √5, √7).
func edgeHash(ax, ay, bx, by float64) chain {
	const k0, k1, k2, k3 = 0x6a09e667f3bcc909, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1
	a, b, c, d := math.Float64bits(ax), math.Float64bits(ay), math.Float64bits(bx), math.Float64bits(by)
	x := mix(a^k0, b^k1) ^ mix(c^k2, d^k3)
	y := mix(a^k2, c^k1) + mix(b^k0, d^k3)
	return chain{mix(x^k1, y^k2), mix(y^k3, x^k0)}
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return (hi ^ lo) * 0x9e3779b97f4a7c15
}
