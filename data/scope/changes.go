package scope

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// cutChanges cuts the patches of every change.
func (c *cutter) cutChanges(ctx context.Context) error {
	for _, change := range c.s.Changes {
		out, err := c.cutChange(ctx, change)
		if err != nil {
			return fmt.Errorf("patches of %s: %w", change.Rule.Name, err)
		}
		c.out.Changes = append(c.out.Changes, out)
	}
	return nil
}

// cutChange keeps the parts in the part's zones and the patches that have one. Pixels are counted over a whole pair of scenes and are
// left out, as is the hash of what a change was made from.
func (c *cutter) cutChange(ctx context.Context, from *snapshot.Change) (*snapshot.Change, error) {
	out := &snapshot.Change{Rule: from.Rule, T0: plainScene(from.T0), T1: plainScene(from.T1), Baseline: from.Baseline}
	out.Zones, out.Cells, out.Parcels = zonal(&from.Zones, c.zones, nil), zonal(&from.Cells, c.cells.rows, c.cells.cut), zonal(&from.Parcels, c.parcels.rows, c.parcels.cut)
	q := &from.Parts
	parts := keeping(len(q.Patch), func(i int) bool { return c.everywhere || c.shown(q.Zone[i]) })
	has := make([]bool, len(from.Patches.Pixels))
	for _, i := range parts.which {
		has[q.Patch[i]] = true
	}
	patches := keeping(len(has), func(i int) bool { return c.everywhere || has[i] })
	out.Parts = snapshot.Parts{Patch: places(q.Patch, parts, patches), Zone: places(q.Zone, parts, c.zones), Set: c.setsOf(q.Set, parts), Parcel: places(q.Parcel, parts, c.parcels.rows),
		Ellipsoidal: pick(q.Ellipsoidal, parts), Planar: pick(q.Planar, parts), Shapes: selected(q.Shapes, parts)}
	p := &from.Patches
	out.Patches = snapshot.Patches{ID: pick(p.ID, patches), FirstSeen: pick(p.FirstSeen, patches), LastSeen: pick(p.LastSeen, patches), Recorded: pick(p.Recorded, patches),
		SplitFrom: pick(p.SplitFrom, patches), Pixels: pick(p.Pixels, patches), Mean: slices.Clone(pick(p.Mean, patches)), Extreme: slices.Clone(pick(p.Extreme, patches)),
		Ellipsoidal: pick(p.Ellipsoidal, patches), Planar: pick(p.Planar, patches), Shapes: selected(p.Shapes, patches)}
	stay := make([]bool, len(patches.which))
	for i := range stay {
		stay[i] = true
	}
	f, err := c.cutLayer(ctx, out.Patches.Shapes, stay)
	if err != nil {
		return nil, err
	}
	out.Patches.Shapes = f.shapes
	for i, cut := range f.cut {
		if cut {
			out.Patches.Mean[i], out.Patches.Extreme[i] = math.NaN(), math.NaN()
		}
	}
	return out, nil
}

// plainScene is a scene without its file, whose name may tell of other ground.
func plainScene(s snapshot.SceneInfo) snapshot.SceneInfo {
	s.Path, s.Resampled = "", ""
	return s
}

// zonal takes the statistics of a layer's features; of those that were cut there are none.
func zonal(z *snapshot.ZonalStats, r rows, cut []bool) snapshot.ZonalStats {
	take := func(column []float64) []float64 { return known(column, r, cut, 1) }
	out := snapshot.ZonalStats{Count: take(z.Count), Mean: take(z.Mean), Stdev: take(z.Stdev), Min: take(z.Min), Max: take(z.Max), ValidShare: take(z.ValidShare), LaterShare: take(z.LaterShare),
		Quantiles: make([][]float64, len(z.Quantiles))}
	for k, q := range z.Quantiles {
		out.Quantiles[k] = take(q)
	}
	return out
}

// known takes values of features, scene by scene; NaN for features that were cut.
func known(column []float64, r rows, cut []bool, scenes int) []float64 {
	n := len(r.at)
	out := make([]float64, 0, scenes*len(r.which))
	for t := range scenes {
		for k, i := range r.which {
			v := math.NaN()
			if cut == nil || !cut[k] {
				v = column[t*n+int(i)]
			}
			out = append(out, v)
		}
	}
	return out
}

// copySeries copies what every scene shows of the part's features.
func (c *cutter) copySeries() {
	for _, from := range c.s.Series {
		out := &snapshot.Series{Quantity: from.Quantity}
		for _, scene := range from.Scenes {
			out.Scenes = append(out.Scenes, plainScene(scene))
		}
		n := len(from.Scenes)
		out.Zones, out.Cells, out.Parcels = scenesOf(&from.Zones, c.zones, nil, n), scenesOf(&from.Cells, c.cells.rows, c.cells.cut, n), scenesOf(&from.Parcels, c.parcels.rows, c.parcels.cut, n)
		c.out.Series = append(c.out.Series, out)
	}
}

func scenesOf(z *snapshot.SceneStats, r rows, cut []bool, scenes int) snapshot.SceneStats {
	take := func(column []float64) []float64 { return known(column, r, cut, scenes) }
	out := snapshot.SceneStats{Count: take(z.Count), Mean: take(z.Mean), Stdev: take(z.Stdev), ValidShare: take(z.ValidShare), SinceShare: take(z.SinceShare)}
	if len(z.Classes) == 0 {
		return out
	}
	n, ends := len(r.at), z.ClassEnds()
	for t := range scenes {
		for k, i := range r.which {
			if cut != nil && cut[k] {
				out.Classes = append(out.Classes, nil)
				continue
			}
			at := t*n + int(i)
			out.Classes = append(out.Classes, z.Classes[at])
			out.ClassShares = append(out.ClassShares, z.ClassShares[ends[at]-len(z.Classes[at]):ends[at]]...)
		}
	}
	return out
}
