package overlay

import (
	"context"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// Pair is ground shared by features A < B of one layer.
type Pair struct {
	A, B  int32
	Shape *geom.MultiPolygon
}

// Pairs returns the shared ground of any two features that comparable allows (nil: any two), more than [Dust] of it, ordered by A,
// then B. known (nil: nothing is) returns what an earlier run found for a pair, nil for no shared ground. Errors are those of
// [Each].
func Pairs(ctx context.Context, p *spatial.Polygons, comparable func(a, b int) bool, known func(a, b int) (*geom.MultiPolygon, bool), o Options) ([]Pair, error) {
	index := spatial.NewIndex(p)
	found := make([][]Pair, p.Len())
	err := Each(ctx, p.Len(), o, func(a *arrange.Arrangement, i int) error {
		var others []int
		shapes := map[int]*geom.MultiPolygon{} // by other
		for _, b := range index.Query(p.Bounds(i)) {
			if b <= i || comparable != nil && !comparable(i, b) {
				continue
			}
			if known != nil {
				if shape, ok := known(i, b); ok {
					shapes[b] = shape
					continue
				}
			}
			others = append(others, b)
		}
		if err := sharedGround(a, p, i, others, shapes); err != nil {
			return err
		}
		for _, b := range index.Query(p.Bounds(i)) {
			if shape := shapes[b]; shape != nil {
				found[i] = append(found[i], Pair{int32(i), int32(b), shape})
			}
		}
		return nil
	})
	var out []Pair
	for _, f := range found {
		out = append(out, f...)
	}
	return out, err
}

// sharedGround puts feature f's common ground with each of the others into shapes. Whether there is any is asked of all
// at once; each pair is then drawn by itself, so that its shape does not depend on who else is there.
func sharedGround(a *arrange.Arrangement, p *spatial.Polygons, f int, others []int, shapes map[int]*geom.MultiPolygon) error {
	if len(others) == 0 {
		return nil
	}
	if err := divide(a, p, f, p, others); err != nil {
		return err
	}
	var meeting []int
	for k := range others {
		for l := 1; l < a.Labels(); l++ {
			if set := a.Label(l); set[0] == 0 && contains(set, int32(k)+1) {
				meeting = append(meeting, others[k])
				break
			}
		}
	}
	for _, o := range meeting {
		shape, err := Common(a, p, f, p, o)
		if err != nil {
			return err
		}
		if shape.NumPolygons() > 0 {
			shapes[o] = shape
		}
	}
	return nil
}

// contains tells whether an ascending set holds k.
func contains(set []int32, k int32) bool {
	_, in := slices.BinarySearch(set, k)
	return in
}

// Select draws the ground of all labels whose sets of polygons are wanted. It holds nothing where there is none.
func Select(a *arrange.Arrangement, wanted func(set []int32) bool) *geom.MultiPolygon {
	class := make([]int32, a.Labels())
	for l := range class {
		if l == 0 || !wanted(a.Label(l)) {
			class[l] = -1
		}
	}
	if shape := a.Polygons(class, 1)[0]; shape != nil {
		return shape
	}
	return geom.NewMultiPolygon(geom.XY)
}
