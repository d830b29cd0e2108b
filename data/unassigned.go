package data

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// unassigned lists the polygons, at or above the tolerance, of demanded ground that the given zones hold and none of
// their children does. It is drawn from the faces, as the figures are.
func (e *CoverageEngine) unassigned(ctx context.Context, zones []int32, demand Demand) ([]Spot, error) {
	in, faces := membership(zones), map[int32][]int{}
	var parents []int32
	for face, z := range e.Facts.FaceZone {
		if e.Zones.Leaf(z) || !in(z) {
			continue
		}
		if faces[z] == nil {
			parents = append(parents, z)
		}
		faces[z] = append(faces[z], face)
	}
	finder := newFinder(&e.Tables, nil, demand, e.ParcelIndex)
	found := make([][]Spot, len(parents))
	err := overlay.Each(ctx, len(parents), overlay.Options{Workers: runtime.NumCPU()}, func(a *arrange.Arrangement, i int) error {
		z := parents[i]
		shapes, err := finder.draw(a, faces[z], make([]int, len(faces[z])), 1)
		if err != nil {
			return fmt.Errorf("unassigned ground of zone %s: %w", e.Zones.Code[z], err)
		}
		for _, p := range spotsOf(&e.Tables, z, shapes[0]) {
			if p.above(e.Manifest.Rules.Coverage) {
				found[i] = append(found[i], p)
			}
		}
		return nil
	})
	var out []Spot
	for _, f := range found {
		out = append(out, f...)
	}
	return out, err
}
