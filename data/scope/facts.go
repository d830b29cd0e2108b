package scope

import (
	"context"
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// copyFacts copies faces, facts and findings of the part's zones.
func (c *cutter) copyFacts(context.Context) error {
	from, out := c.s.Facts, c.out.Facts
	c.sets, c.interned = map[int32]int32{}, snapshot.NewSetTable(out)
	faces := keeping(len(from.FaceZone), func(i int) bool { return c.shown(from.FaceZone[i]) })
	out.FaceZone, out.Faces = places(from.FaceZone, faces, c.zones), selected(from.Faces, faces)
	out.FaceSet = c.setsOf(from.FaceSet, faces)
	facts := keeping(len(from.Face), func(i int) bool { return faces.at[from.Face[i]] >= 0 })
	out.Face, out.Parcel = places(from.Face, facts, faces), places(from.Parcel, facts, c.parcels.rows)
	out.Ellipsoidal, out.Planar = pick(from.Ellipsoidal, facts), pick(from.Planar, facts)
	found := c.s.Found
	c.out.Found.Gaps, c.out.Found.Overlaps, c.out.Found.Residue = c.findings(&found.Gaps), c.findings(&found.Overlaps), c.findings(&found.Residue)
	return nil
}

// setOf is a set of covers in the part's numbers.
func (c *cutter) setOf(set int32) int32 {
	if set < 0 {
		return -1
	}
	to, known := c.sets[set]
	if !known {
		n := int32(c.s.Cells.Len())
		covers := make([]int32, 0, len(c.s.Facts.Sets[set]))
		for _, cover := range c.s.Facts.Sets[set] {
			if cover < n {
				covers = append(covers, c.cells.at[cover])
			} else {
				covers = append(covers, int32(len(c.cells.which))+c.accepted.at[cover-n])
			}
		}
		to = c.interned.At(covers)
		c.sets[set] = to
	}
	return to
}

func (c *cutter) setsOf(column []int32, r rows) []int32 {
	out := make([]int32, len(r.which))
	for k, i := range r.which {
		out[k] = c.setOf(column[i])
	}
	return out
}

// findings copies those of the part's zones. The gap that one was split from is named where its zone is in the part.
func (c *cutter) findings(f *snapshot.FindingTable) snapshot.FindingTable {
	r := keeping(f.Len(), func(i int) bool { return c.shown(f.Zone[i]) })
	out := snapshot.FindingTable{ID: pick(f.ID, r), Zone: places(f.Zone, r, c.zones), Set: c.setsOf(f.Set, r), Ellipsoidal: pick(f.Ellipsoidal, r), Planar: pick(f.Planar, r),
		FirstSeen: pick(f.FirstSeen, r), SplitFrom: pick(f.SplitFrom, r), Shapes: selected(f.Shapes, r)}
	if c.zones.all() || f.SplitFrom == nil {
		return out
	}
	codes := map[string]bool{}
	for _, code := range c.out.Zones.Code {
		codes[code] = true
	}
	from := out.SplitFrom
	out.SplitFrom = make([]string, len(from))
	for k, id := range from {
		if at := strings.LastIndexByte(id, '-'); at >= 0 && codes[id[:at]] {
			out.SplitFrom[k] = id
		}
	}
	return out
}

// cutPairs keeps contested ground where both zones are in the part: with one alone it cannot be told without the other, and no row of a
// zone counts it, since it belongs to what is above both. Of the ground that two cells share the part inside is kept.
func (c *cutter) cutPairs(ctx context.Context) error {
	contested := &c.s.Contested
	both := keeping(len(contested.A), func(i int) bool { return c.shown(contested.A[i]) && c.shown(contested.B[i]) })
	c.out.Contested = snapshot.Shared{A: places(contested.A, both, c.zones), B: places(contested.B, both, c.zones), Ellipsoidal: pick(contested.Ellipsoidal, both),
		Planar: pick(contested.Planar, both), Shapes: selected(contested.Shapes, both)}

	pairs := &c.s.CellPairs
	if !c.everywhere {
		pairs = c.pairsOf(pairs)
	}
	f, err := c.cutLayer(ctx, pairs.Shapes, nil)
	if err != nil {
		return fmt.Errorf("overlapping cells: %w", err)
	}
	out := &c.out.CellPairs
	*out = snapshot.Shared{A: places(pairs.A, f.rows, c.cells.rows), B: places(pairs.B, f.rows, c.cells.rows), Ellipsoidal: make([]float64, len(f.which)),
		Planar: make([]float64, len(f.which)), Shapes: f.shapes}
	for k, i := range f.which {
		out.Ellipsoidal[k], out.Planar[k] = pairs.Ellipsoidal[i], pairs.Planar[i]
		if f.cut[k] {
			out.Ellipsoidal[k], out.Planar[k] = c.measure(f.shapes, k)
		}
	}
	return nil
}

// pairsOf are the pairs of which the part has both cells.
func (c *cutter) pairsOf(p *snapshot.Shared) *snapshot.Shared {
	r := keeping(len(p.A), func(i int) bool { return c.cells.at[p.A[i]] >= 0 && c.cells.at[p.B[i]] >= 0 })
	return &snapshot.Shared{A: pick(p.A, r), B: pick(p.B, r), Ellipsoidal: pick(p.Ellipsoidal, r), Planar: pick(p.Planar, r), Shapes: selected(p.Shapes, r)}
}

// measure is the area of a feature that was cut, in m².
func (c *cutter) measure(p *spatial.Polygons, f int) (ellipsoidal, planar float64) {
	return float64(c.s.Manifest.Ellipsoid.Feature(p, f)), float64(area.Planar().Feature(p, f))
}
