package spatial

import (
	"slices"

	"github.com/tidwall/rtree"
)

// Index is an R-tree over the bounding boxes of a packed layer's features. It is read-only after [NewIndex] and safe for
// concurrent queries.
type Index struct{ tree rtree.RTreeG[int32] }

// NewIndex indexes the features of p that have parts.
func NewIndex(p *Polygons) *Index {
	ix := &Index{}
	for f := range p.Len() {
		ix.insert(p, f)
	}
	return ix
}

// NewIndexOf indexes the given features of p.
func NewIndexOf(p *Polygons, which []int) *Index {
	ix := &Index{}
	for _, f := range which {
		ix.insert(p, f)
	}
	return ix
}

func (ix *Index) insert(p *Polygons, f int) {
	if b := p.Bounds(f); !b.Empty() {
		ix.tree.Insert([2]float64{b.MinX, b.MinY}, [2]float64{b.MaxX, b.MaxY}, int32(f))
	}
}

// Query returns the features whose bounding boxes meet b, in ascending order, so that what is made from them does not
// depend on the shape of the tree.
func (ix *Index) Query(b Box) []int {
	var out []int
	ix.tree.Search([2]float64{b.MinX, b.MinY}, [2]float64{b.MaxX, b.MaxY}, func(_, _ [2]float64, f int32) bool {
		out = append(out, int(f))
		return true
	})
	slices.Sort(out)
	return out
}
