package tiles

import (
	"slices"

	"github.com/tidwall/rtree"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Field describes an attribute for TileJSON.
type Field struct{ Name, Description string }

// Layer is a tiled layer: polygons or points in world steps with their attributes. Immutable once built, safe for
// concurrent use.
type Layer struct {
	Name, Description string
	MinZoom           int
	Fields            []Field

	points                 bool
	coords                 []uint32 // x, y interleaved
	rings, parts, features []int32  // offsets as in spatial.Polygons; nil for points
	tree                   rtree.RTreeGN[uint32, int32]
	values                 func(i int) []any // along Fields: string, float64, int64 or bool
}

// project maps working-CRS coordinates to degrees.
type project func(x, y float64) (lon, lat float64)

func polygonLayer(l Layer, p *spatial.Polygons, to project, values func(i int) []any) *Layer {
	l.values = values
	l.rings, l.parts, l.features = p.Rings, p.Parts, p.Features
	l.coords = make([]uint32, len(p.Coords))
	for i := 0; i < len(p.Coords); i += 2 {
		l.coords[i], l.coords[i+1] = Mercator(to(p.Coords[i], p.Coords[i+1]))
	}
	for f := range p.Len() {
		a, b := l.rings[l.parts[l.features[f]]], l.rings[l.parts[l.features[f+1]]]
		if a < b {
			lo, hi := bounds(l.coords[2*a : 2*b])
			l.tree.Insert(lo, hi, int32(f))
		}
	}
	return &l
}

func pointLayer(l Layer, xy []uint32, values func(i int) []any) *Layer {
	l.points, l.values, l.coords = true, values, xy
	for i := 0; i < len(xy); i += 2 {
		at := [2]uint32{xy[i], xy[i+1]}
		l.tree.Insert(at, at, int32(i/2))
	}
	return &l
}

func bounds(xy []uint32) (lo, hi [2]uint32) {
	lo, hi = [2]uint32{xy[0], xy[1]}, [2]uint32{xy[0], xy[1]}
	for i := 2; i < len(xy); i += 2 {
		lo[0], lo[1] = min(lo[0], xy[i]), min(lo[1], xy[i+1])
		hi[0], hi[1] = max(hi[0], xy[i]), max(hi[1], xy[i+1])
	}
	return lo, hi
}

// query lists the features whose boxes meet the tile and its buffer, in ascending order.
func (l *Layer) query(t tile) []int32 {
	var out []int32
	lo, hi := t.world()
	l.tree.Search(lo, hi, func(_, _ [2]uint32, f int32) bool {
		out = append(out, f)
		return true
	})
	slices.Sort(out)
	return out
}
