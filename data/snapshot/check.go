package snapshot

import (
	"fmt"
	"slices"
)

// check tests that the columns fit together, so that a damaged pack is refused instead of making an answer panic.
func (s *Tables) check() error {
	z, c, a, p, f := s.Zones, s.Cells, s.Accepted, s.Parcels, s.Facts
	covers := c.Len() + a.Len()
	tests := []struct {
		what string
		ok   bool
	}{
		{"zones", same(z.Len(), len(z.Name), len(z.Level), len(z.Parent), len(z.Ellipsoidal), len(z.Planar), z.Shapes.Len()) && within(z.Parent, -1, z.Len())},
		{"cells", same(c.Len(), len(c.Ranger), len(c.ValidFrom), len(c.ValidTo), c.Shapes.Len())},
		{"accepted", same(a.Len(), len(a.Reason), len(a.Approver), len(a.ValidFrom), len(a.ValidTo), a.Shapes.Len())},
		{"parcels", same(p.Len(), len(p.Class), len(p.Category), len(p.StatedM2), p.Shapes.Len())},
		{"permitted", same(s.Permitted.Len(), len(s.Permitted.Permit), len(s.Permitted.ValidFrom), len(s.Permitted.ValidTo), s.Permitted.Shapes.Len())},
		{"series", s.seriesFit()},
		{"faces", same(len(f.FaceZone), len(f.FaceSet), f.Faces.Len()) && within(f.FaceZone, 0, z.Len()) && within(f.FaceSet, 0, len(f.Sets))},
		{"facts", same(len(f.Face), len(f.Parcel), len(f.Ellipsoidal), len(f.Planar)) && within(f.Face, 0, len(f.FaceZone)) && within(f.Parcel, -1, p.Len())},
		{"contested", s.Contested.fits(z.Len())},
		{"cell_pairs", s.CellPairs.fits(c.Len())},
		{"gaps", s.Found.Gaps.fits(z.Len(), len(f.Sets)) && same(s.Found.Gaps.Len(), len(s.Found.Gaps.FirstSeen), len(s.Found.Gaps.SplitFrom))},
		{"overlaps", s.Found.Overlaps.fits(z.Len(), len(f.Sets))},
		{"residue", s.Found.Residue.fits(z.Len(), len(f.Sets))},
	}
	for _, t := range tests {
		if !t.ok {
			return fmt.Errorf("snapshot %s: the columns of %s do not fit together", s.Manifest.ID, t.what)
		}
	}
	for _, set := range f.Sets {
		if !within(set, 0, covers) {
			return fmt.Errorf("snapshot %s: a set of covers names cell %v of %d", s.Manifest.ID, set, covers)
		}
	}
	for i, parent := range z.Parent {
		if int(parent) >= i {
			return fmt.Errorf("snapshot %s: zone %s comes before its parent", s.Manifest.ID, z.Code[i])
		}
	}
	for _, ch := range s.Changes {
		if err := s.checkChange(ch); err != nil {
			return err
		}
	}
	return nil
}

func (s *Tables) checkChange(c *Change) error {
	p, q := &c.Patches, &c.Parts
	ok := c.Zones.fits(s.Zones.Len()) && c.Cells.fits(s.Cells.Len()) && c.Parcels.fits(s.Parcels.Len()) &&
		same(len(p.Pixels), len(p.ID), len(p.FirstSeen), len(p.LastSeen), len(p.Recorded), len(p.SplitFrom), len(p.Mean), len(p.Extreme), len(p.Ellipsoidal), len(p.Planar), p.Shapes.Len()) &&
		same(len(q.Patch), len(q.Zone), len(q.Set), len(q.Parcel), len(q.Ellipsoidal), len(q.Planar), q.Shapes.Len()) &&
		within(q.Patch, 0, len(p.Pixels)) && within(q.Zone, -1, s.Zones.Len()) && within(q.Set, -1, len(s.Facts.Sets)) && within(q.Parcel, -1, s.Parcels.Len())
	if !ok {
		return fmt.Errorf("snapshot %s: the columns of change rule %s do not fit together", s.Manifest.ID, c.Rule.Name)
	}
	return nil
}

func (z *ZonalStats) fits(n int) bool {
	return same(n, len(z.Count), len(z.Mean), len(z.Stdev), len(z.Min), len(z.Max), len(z.ValidShare), len(z.LaterShare)) && !slices.ContainsFunc(z.Quantiles, func(q []float64) bool { return len(q) != n })
}

func (s *Shared) fits(n int) bool {
	return same(len(s.A), len(s.B), len(s.Ellipsoidal), len(s.Planar), s.Shapes.Len()) && within(s.A, 0, n) && within(s.B, 0, n)
}

func (s *FindingTable) fits(zones, sets int) bool {
	return same(s.Len(), len(s.Zone), len(s.Set), len(s.Ellipsoidal), len(s.Planar), s.Shapes.Len()) && within(s.Zone, 0, zones) && within(s.Set, -1, sets)
}

func same(n int, others ...int) bool {
	for _, o := range others {
		if o != n {
			return false
		}
	}
	return true
}

func within(values []int32, low, high int) bool {
	for _, v := range values {
		if int(v) < low || int(v) >= high {
			return false
		}
	}
	return true
}
