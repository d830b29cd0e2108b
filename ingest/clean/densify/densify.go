package densify

import (
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// MaxStray is how far a point of an edge may stray from its true place when only the edge's ends are transformed: half
// the intake grid.
const MaxStray = spatial.GridStep / 2

// Polygons transforms a geometry and adds vertices where straight edges of the source would bend in the target by more
// than [MaxStray]. An edge gets the same vertices in either direction, so that shared borders stay shared.
func Polygons(mp *geom.MultiPolygon, f func(xs, ys []float64) error) (*geom.MultiPolygon, error) {
	var out []float64
	var endss [][]int
	start := 0
	for _, ends := range mp.Endss() {
		var kept []int
		for _, e := range ends {
			ring, err := densifyRing(mp.FlatCoords()[start:e], f)
			if err != nil {
				return nil, err
			}
			out = append(out, ring...)
			kept = append(kept, len(out))
			start = e
		}
		endss = append(endss, kept)
	}
	return geom.NewMultiPolygonFlat(geom.XY, out, endss), nil
}

// vertex is a point before and after the transformation; whole says that the edge that starts here needs no more points.
type vertex struct {
	sx, sy, tx, ty float64
	whole          bool
}

func densifyRing(ring []float64, f func(xs, ys []float64) error) ([]float64, error) {
	vs := make([]vertex, len(ring)/2)
	for i := range vs {
		vs[i] = vertex{sx: ring[2*i], sy: ring[2*i+1]}
	}
	if err := transform(vs, f); err != nil {
		return nil, err
	}
	for range 24 { // each round halves the edges that still bend
		mids := make([]vertex, 0, len(vs))
		for i := 0; i+1 < len(vs); i++ {
			if !vs[i].whole {
				mids = append(mids, vertex{sx: (vs[i].sx + vs[i+1].sx) / 2, sy: (vs[i].sy + vs[i+1].sy) / 2})
			}
		}
		if len(mids) == 0 {
			break
		}
		if err := transform(mids, f); err != nil {
			return nil, err
		}
		next, m := make([]vertex, 0, len(vs)+len(mids)), 0
		for i, v := range vs {
			if i+1 == len(vs) || v.whole {
				next = append(next, v)
				continue
			}
			mid := mids[m]
			m++
			if stray(v, vs[i+1], mid) <= MaxStray {
				v.whole = true
				next = append(next, v)
			} else {
				next = append(next, v, mid)
			}
		}
		vs = next
	}
	out := make([]float64, 0, 2*len(vs))
	for _, v := range vs {
		out = append(out, v.tx, v.ty)
	}
	return out, nil
}

func transform(vs []vertex, f func(xs, ys []float64) error) error {
	xs, ys := make([]float64, len(vs)), make([]float64, len(vs))
	for i, v := range vs {
		xs[i], ys[i] = v.sx, v.sy
	}
	if err := f(xs, ys); err != nil {
		return err
	}
	for i := range vs {
		vs[i].tx, vs[i].ty = xs[i], ys[i]
	}
	return nil
}

// stray is the distance of m's place from the straight edge a–b, computed the same for b–a.
func stray(a, b, m vertex) float64 {
	if b.tx < a.tx || b.tx == a.tx && b.ty < a.ty {
		a, b = b, a
	}
	dx, dy := b.tx-a.tx, b.ty-a.ty
	length := math.Hypot(dx, dy)
	if length == 0 {
		return math.Hypot(m.tx-a.tx, m.ty-a.ty)
	}
	return math.Abs(dx*(m.ty-a.ty)-dy*(m.tx-a.tx)) / length
}
