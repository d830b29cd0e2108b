package coverage

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Unassigned lists the polygons, at or above the tolerance, of demanded ground that the given zones hold and none of their
// children does. It is drawn from the faces, as the figures are. It returns an error that names the zone if its faces cannot be
// united, or ctx's.
func (e *Engine) Unassigned(ctx context.Context, zones []int32, demand rules.Demand) ([]Finding, error) {
	in, faces := snapshot.Membership(zones), map[int32][]int{}
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
	found := make([][]Finding, len(parents))
	err := overlay.Each(ctx, len(parents), overlay.Options{Workers: runtime.NumCPU()}, func(a *arrange.Arrangement, i int) error {
		z := parents[i]
		shapes, err := finder.draw(a, faces[z], make([]int, len(faces[z])), 1)
		if err != nil {
			return fmt.Errorf("unassigned ground of zone %s: %w", e.Zones.Code[z], err)
		}
		for _, p := range FindingsIn(&e.Tables, z, shapes[0]) {
			if p.Above(e.Manifest.Rules.Coverage) {
				found[i] = append(found[i], p)
			}
		}
		return nil
	})
	var out []Finding
	for _, f := range found {
		out = append(out, f...)
	}
	return out, err
}
