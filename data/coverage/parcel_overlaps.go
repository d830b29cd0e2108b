package coverage

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// ParcelOverlap is ground that parcels A < B both hold; ellipsoidal m², in polygons at or above the tolerance of the coverage
// rule, and below it.
type ParcelOverlap struct {
	A, B              int32
	AreaM2, ResidueM2 float64
}

// ParcelOverlaps lists the pairs of parcels that share ground, by A, then B. Which parcels share any is counted first, which costs
// little where parcels tile the ground. It returns an error if parcels cannot be cut, or ctx's.
func ParcelOverlaps(ctx context.Context, s *snapshot.Tables) ([]ParcelOverlap, error) {
	o := overlay.Options{Workers: runtime.NumCPU(), Name: func(i int) string { return "parcel " + s.Parcels.ID[i] }}
	shapes := s.Parcels.Shapes
	mesh, err := arrange.NewMesh(ctx, shapes, nil, o.Workers)
	if err != nil {
		return nil, err
	}
	covers, err := overlay.Covers(ctx, shapes, mesh, []area.Measure{area.Planar()}, o)
	if err != nil {
		return nil, fmt.Errorf("overlapping parcels: %w", err)
	}
	sharing := func(p int) bool { return covers[p].OverlapAreas[0] >= overlay.Dust }
	pairs, err := overlay.Pairs(ctx, shapes, func(a, b int) bool { return sharing(a) && sharing(b) }, nil, o)
	if err != nil {
		return nil, fmt.Errorf("overlapping parcels: %w", err)
	}
	out := make([]ParcelOverlap, len(pairs))
	for i, p := range pairs {
		out[i] = ParcelOverlap{A: p.A, B: p.B}
		for _, spot := range FindingsIn(s, -1, p.Shape) {
			if spot.Above(s.Manifest.Rules.Coverage) {
				out[i].AreaM2 += spot.Ellipsoidal
			} else {
				out[i].ResidueM2 += spot.Ellipsoidal
			}
		}
	}
	return out, nil
}
