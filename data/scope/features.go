package scope

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Masked stands for a ranger whose name and id are not shown: the cell has one.
const Masked = "***"

// named are the features that rows of the part's zones name; these are there whatever rounding makes of their ground.
type named struct{ cells, accepted, parcels []bool }

// namedBy gathers what faces, facts and parts of patches in the part's zones name.
func (c *cutter) namedBy() *named {
	s := c.s
	n := &named{make([]bool, s.Cells.Len()), make([]bool, s.Accepted.Len()), make([]bool, s.Parcels.Len())}
	inSet := make([]bool, len(s.Facts.Sets))
	for face, zone := range s.Facts.FaceZone {
		if c.shown(zone) {
			inSet[s.Facts.FaceSet[face]] = true
		}
	}
	for row, face := range s.Facts.Face {
		if p := s.Facts.Parcel[row]; p >= 0 && c.shown(s.Facts.FaceZone[face]) {
			n.parcels[p] = true
		}
	}
	for _, change := range s.Changes {
		for i, zone := range change.Parts.Zone {
			if !c.shown(zone) {
				continue
			}
			if set := change.Parts.Set[i]; set >= 0 {
				inSet[set] = true
			}
			if p := change.Parts.Parcel[i]; p >= 0 {
				n.parcels[p] = true
			}
		}
	}
	for set, in := range inSet {
		if in {
			n.add(s.Facts.Sets[set])
		}
	}
	return n
}

// add names the covers of a set.
func (n *named) add(covers []int32) {
	for _, cover := range covers {
		if k := int(cover) - len(n.cells); k >= 0 {
			n.accepted[k] = true
		} else {
			n.cells[cover] = true
		}
	}
}

// cutFeatures cuts cells, exceptions, parcels and permitted areas.
func (c *cutter) cutFeatures(ctx context.Context) (err error) {
	s := c.s
	n := c.namedBy()
	if c.cells, err = c.cutLayer(ctx, s.Cells.Shapes, n.cells); err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	if c.accepted, err = c.cutLayer(ctx, s.Accepted.Shapes, n.accepted); err != nil {
		return fmt.Errorf("exceptions: %w", err)
	}
	if c.parcels, err = c.cutLayer(ctx, s.Parcels.Shapes, n.parcels); err != nil {
		return fmt.Errorf("parcels: %w", err)
	}
	permitted, err := c.cutLayer(ctx, s.Permitted.Shapes, nil)
	if err != nil {
		return fmt.Errorf("permitted areas: %w", err)
	}
	p, r := s.Permitted, permitted.rows
	*c.out.Permitted = snapshot.Permitted{ID: pick(p.ID, r), Permit: pick(p.Permit, r), ValidFrom: pick(p.ValidFrom, r), ValidTo: pick(p.ValidTo, r), Shapes: permitted.shapes}
	c.fillCells()
	c.fillAccepted()
	c.fillParcels()
	return nil
}

// fillCells masks the rangers of cells that lie in zones without the group Work alone.
func (c *cutter) fillCells() {
	from, r := c.s.Cells, c.cells.rows
	out := c.out.Cells
	*out = snapshot.Cells{ID: pick(from.ID, r), Ranger: make([]string, len(r.which)), ValidFrom: pick(from.ValidFrom, r), ValidTo: pick(from.ValidTo, r), Shapes: c.cells.shapes}
	c.cellsAtWork, c.acceptedAtWork = c.atWork()
	for k, i := range r.which {
		out.Ranger[k] = masked(from.Ranger[i], c.cellsAtWork[k])
	}
}

// masked is a person as he is shown; nobody stays nobody.
func masked(person string, shown bool) string {
	if shown || person == "" {
		return person
	}
	return Masked
}

// atWork tells of the part's cells and exceptions which have ground in a zone of which Work is shown.
func (c *cutter) atWork() (cells, accepted []bool) {
	s := c.s
	cells, accepted = make([]bool, len(c.cells.which)), make([]bool, len(c.accepted.which))
	seen := map[int32]bool{} // sets
	for face, zone := range s.Facts.FaceZone {
		set := s.Facts.FaceSet[face]
		if !c.shown(zone) || !c.groups[zone].Has(Work) || seen[set] {
			continue
		}
		seen[set] = true
		for _, cover := range s.Facts.Sets[set] {
			if k := int(cover) - s.Cells.Len(); k >= 0 {
				accepted[c.accepted.at[k]] = true
			} else {
				cells[c.cells.at[cover]] = true
			}
		}
	}
	return cells, accepted
}

// fillAccepted leaves out who approved an exception where Work is not shown: that may be a person.
func (c *cutter) fillAccepted() {
	from, r := c.s.Accepted, c.accepted.rows
	out := c.out.Accepted
	*out = snapshot.Accepted{ID: pick(from.ID, r), Reason: pick(from.Reason, r), Approver: make([]string, len(r.which)), ValidFrom: pick(from.ValidFrom, r), ValidTo: pick(from.ValidTo, r), Shapes: c.accepted.shapes}
	for k, i := range r.which {
		if c.acceptedAtWork[k] {
			out.Approver[k] = from.Approver[i]
		}
	}
}

// fillParcels leaves out the stated area of a parcel that was cut.
func (c *cutter) fillParcels() {
	from, r := c.s.Parcels, c.parcels.rows
	out := c.out.Parcels
	*out = snapshot.Parcels{ID: pick(from.ID, r), Class: pick(from.Class, r), Category: pick(from.Category, r), StatedM2: make([]float64, len(r.which)), Shapes: c.parcels.shapes}
	for k, i := range r.which {
		if !c.parcels.cut[k] {
			out.StatedM2[k] = from.StatedM2[i]
		}
	}
}
