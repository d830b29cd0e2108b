package change

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// changedGround is, by feature of a layer, the ground of patches in it: m2, and apart from it residue. Both are ellipsoidal
// m² and add up to all ground of patches in the feature.
//
// What a patch has in a feature is residue where no polygon of it is at or above the tolerance for gaps (min_area_m2 and
// min_width_m of the coverage rule): a border drawn along pixels meets the neighbour's patch by slivers of rounding, and no
// feature has changed by these.
type changedGround struct{ m2, residue []float64 }

func newChangedGround(n int) changedGround {
	return changedGround{make([]float64, n), make([]float64, n)}
}

// share is what one patch has in one feature.
type share struct {
	m2    float64
	above bool // in some polygon at or above the tolerance
}

func (g *changedGround) add(shares map[int32]share) {
	for f, s := range shares {
		if s.above {
			g.m2[f] += s.m2
		} else {
			g.residue[f] += s.m2
		}
	}
}

// changedIn sums the patches' ground by feature of a layer; for zones the whole subtree's. Ground in several cells or parcels
// counts in each. Snapshots of older rules know no residue, and give ground in several parcels to the first.
func (e *Engine) changedIn(ctx context.Context, c *snapshot.Change, layer string) (changedGround, error) {
	var n int
	var features func(part int) []int32
	switch layer {
	case "parcels":
		return e.changedInParcels(ctx, c)
	case "cells":
		n = e.Cells.Len()
		features = func(part int) []int32 { return e.ValidCells(c.Parts.Set[part], c.T1.Date) }
	default:
		n = e.Zones.Len()
		features = func(part int) []int32 { return e.Zones.Chain(c.Parts.Zone[part]) }
	}
	out := newChangedGround(n)
	e.eachPatch(c, features, func(_ int32, shares map[int32]share) { out.add(shares) })
	return out, nil
}

// eachPatch calls do for each patch that has parts, with what it has in each of the parts' features.
func (e *Engine) eachPatch(c *snapshot.Change, features func(part int) []int32, do func(patch int32, shares map[int32]share)) {
	above := e.above[c]()
	for from := 0; from < len(c.Parts.Patch); {
		patch, shares, i := c.Parts.Patch[from], map[int32]share{}, from
		for ; i < len(c.Parts.Patch) && c.Parts.Patch[i] == patch; i++ {
			for _, f := range features(i) {
				known := shares[f]
				shares[f] = share{known.m2 + c.Parts.Ellipsoidal[i], known.above || above[i]}
			}
		}
		do(patch, shares)
		from = i
	}
}

// aboveTolerance tells which parts have a polygon at or above the tolerance. The largest part of a patch always has: a patch
// is never residue as a whole, whatever the size of its pixels. Of a patch that goes on outside of a part of a snapshot the largest is
// taken to lie there where there is more of it than of any part inside.
func (e *Engine) aboveTolerance(c *snapshot.Change) []bool {
	out := make([]bool, len(c.Parts.Patch))
	largest := map[int32]int{}
	for i, patch := range c.Parts.Patch {
		out[i] = e.Manifest.Accounting < 1 || e.anyAbove(c.Parts.Shapes, i)
		if k, known := largest[patch]; !known || c.Parts.Ellipsoidal[i] > c.Parts.Ellipsoidal[k] {
			largest[patch] = i
		}
	}
	outside := e.outside(c)
	for patch, i := range largest {
		out[i] = out[i] || outside[patch] <= c.Parts.Ellipsoidal[i]
	}
	return out
}

// outside is, by patch, the ground that lies outside of a part of a snapshot, in m²; nil of the whole.
func (e *Engine) outside(c *snapshot.Change) map[int32]float64 {
	if !e.Part {
		return nil
	}
	out := map[int32]float64{}
	for patch, m2 := range c.Patches.Ellipsoidal {
		out[int32(patch)] = m2
	}
	for i, patch := range c.Parts.Patch {
		out[patch] -= c.Parts.Ellipsoidal[i]
	}
	return out
}

// anyAbove tells whether a polygon of a feature is at or above the tolerance.
func (e *Engine) anyAbove(p *spatial.Polygons, f int) bool {
	for _, spot := range coverage.FindingsIn(&e.Tables, -1, p.Feature(f)) {
		if spot.Above(e.Manifest.Rules.Coverage) {
			return true
		}
	}
	return false
}

// changedInParcels takes what the parts say of patches whose parcels do not overlap; all others are cut by their parcels anew,
// since a part names one parcel only.
func (e *Engine) changedInParcels(ctx context.Context, c *snapshot.Change) (changedGround, error) {
	out := newChangedGround(e.Parcels.Len())
	crowded, err := e.crowded(ctx, c)
	if err != nil {
		return out, err
	}
	var which []int
	e.eachPatch(c, func(part int) []int32 {
		if p := c.Parts.Parcel[part]; p >= 0 {
			return []int32{p}
		}
		return nil
	}, func(patch int32, shares map[int32]share) {
		if crowded[patch] {
			which = append(which, int(patch))
			return
		}
		out.add(shares)
	})
	if len(which) == 0 {
		return out, nil
	}
	var patches spatial.Builder
	for _, p := range which {
		patches.AddFrom(c.Patches.Shapes, p)
	}
	parcels, numbers := e.parcelsNear(c, which)
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: patches.Build(), Covers: parcels, Parcels: new(spatial.Builder).Build(),
		Measures: []area.Measure{e.Manifest.Ellipsoid}}, overlay.Options{Workers: runtime.NumCPU()})
	if err != nil {
		return out, fmt.Errorf("patches of %s in overlapping parcels: %w", c.Rule.Name, err)
	}
	for _, shares := range e.sharesOf(a, len(which), numbers) {
		out.add(shares)
	}
	return out, nil
}

// sharesOf is, by ground of an arrangement, what it has in each cover. The largest face of a ground is never residue.
func (e *Engine) sharesOf(a *overlay.Arrangement, grounds int, numbers []int32) []map[int32]share {
	m2 := make([]float64, len(a.Faces))
	for _, f := range a.Facts {
		m2[f.Face] += f.Areas[0]
	}
	largest := make([]int, grounds)
	for i := range largest {
		largest[i] = -1
	}
	for i, f := range a.Faces {
		if k := largest[f.Ground]; k < 0 || m2[i] > m2[k] {
			largest[f.Ground] = i
		}
	}
	out := make([]map[int32]share, grounds)
	for i, f := range a.Faces {
		if out[f.Ground] == nil {
			out[f.Ground] = map[int32]share{}
		}
		above := largest[f.Ground] == i
		for _, spot := range coverage.FindingsIn(&e.Tables, -1, f.Shape) {
			above = above || spot.Above(e.Manifest.Rules.Coverage)
		}
		for _, k := range f.Covers {
			known := out[f.Ground][numbers[k]]
			out[f.Ground][numbers[k]] = share{known.m2 + m2[i], known.above || above}
		}
	}
	return out
}

// crowded tells which patches have ground in several parcels.
func (e *Engine) crowded(ctx context.Context, c *snapshot.Change) ([]bool, error) {
	out := make([]bool, c.Patches.Shapes.Len())
	if e.Manifest.Accounting < 1 || len(out) == 0 {
		return out, nil
	}
	all := make([]int, len(out))
	for i := range all {
		all[i] = i
	}
	parcels, _ := e.parcelsNear(c, all)
	mesh, err := arrange.NewMesh(ctx, parcels, nil, runtime.NumCPU())
	if err != nil {
		return nil, err
	}
	covers, err := overlay.Covers(ctx, c.Patches.Shapes, mesh, []area.Measure{area.Planar()}, overlay.Options{Workers: runtime.NumCPU()})
	if err != nil {
		return nil, fmt.Errorf("patches of %s in overlapping parcels: %w", c.Rule.Name, err)
	}
	for i := range out {
		out[i] = covers[i].OverlapAreas[0] >= overlay.Dust
	}
	return out, nil
}

// parcelsNear packs the parcels whose boxes meet those of the given patches, and says which they are.
func (e *Engine) parcelsNear(c *snapshot.Change, patches []int) (*spatial.Polygons, []int32) {
	boxes := make([]spatial.Box, len(patches))
	for k, p := range patches {
		boxes[k] = c.Patches.Shapes.Bounds(p)
	}
	return spatial.Meeting(e.Parcels.Shapes, e.ParcelIndex(), boxes)
}
