package data

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// unassigned lists the polygons, at or above the tolerance, of demanded ground that the given zones hold and none of
// their children does. It is drawn from the faces, as the figures are.
func (s *Snapshot) unassigned(ctx context.Context, zones []int32, demand Demand) ([]Spot, error) {
	in, faces := membership(zones), map[int32][]int{}
	var parents []int32
	for face, z := range s.Facts.FaceZone {
		if s.Zones.Leaf(z) || !in(z) {
			continue
		}
		if faces[z] == nil {
			parents = append(parents, z)
		}
		faces[z] = append(faces[z], face)
	}
	woods := s.forest(demand)
	found := make([][]Spot, len(parents))
	err := overlay.EachWorker(ctx, len(parents), overlay.Options{Workers: runtime.NumCPU()}, func(w *overlay.Worker, i int) error {
		z := parents[i]
		ground, err := united(w, s.Facts.Faces, faces[z])
		if err == nil {
			ground, err = woods.of(w, ground)
		}
		if err != nil {
			return fmt.Errorf("unassigned ground of zone %s: %w", s.Zones.Code[z], err)
		}
		mp, err := ground.Multi()
		if err != nil {
			return err
		}
		for _, p := range s.spotsOf(z, mp) {
			if p.above(s.Manifest.Rules.Coverage) {
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
