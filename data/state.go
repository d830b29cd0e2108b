package data

import "encoding/binary"

// coverState is what a set of covers amounts to on a date.
type coverState struct {
	cells    int // valid cells (with a ranger in post, if asked)
	accepted bool
	alike    int32 // the first set in which the same cells count
}

func (c coverState) gap() bool { return c.cells == 0 && !c.accepted }

// coverStates judges every set of covers once, so that sums over facts look up a small table.
func (s *Snapshot) coverStates(on Date, inPost bool) []coverState {
	valid := make([]bool, s.Cells.Len()+s.Accepted.Len())
	for i := range s.Cells.Len() {
		valid[i] = s.inForce(i, on, inPost)
	}
	for i := range s.Accepted.Len() {
		valid[s.Cells.Len()+i] = on.Within(s.Accepted.ValidFrom[i], s.Accepted.ValidTo[i])
	}
	states := make([]coverState, len(s.Facts.Sets))
	first := map[string]int32{} // by the cells that count
	var counted []byte
	for i, set := range s.Facts.Sets {
		counted = counted[:0]
		for _, c := range set {
			switch {
			case !valid[c]:
			case int(c) < s.Cells.Len():
				states[i].cells++
				counted = binary.LittleEndian.AppendUint32(counted, uint32(c))
			default:
				states[i].accepted = true
			}
		}
		alike, known := first[string(counted)]
		if !known {
			alike = int32(i)
			first[string(counted)] = alike
		}
		states[i].alike = alike
	}
	return states
}

// inForce tells whether a cell covers ground on the date; in post, only with a ranger.
func (s *Snapshot) inForce(cell int, on Date, inPost bool) bool {
	return on.Within(s.Cells.ValidFrom[cell], s.Cells.ValidTo[cell]) && (!inPost || s.RangerOf(cell, on) != "")
}

// RangerOf is the id of the cell's ranger on the date, "" for nobody: the registry's word where it ever assigned one to
// this cell, else the cell layer's.
func (s *Snapshot) RangerOf(cell int, on Date) string {
	if person, known := s.Registry.Ranger(s.Cells.ID[cell], on); known {
		return person
	}
	return s.Cells.Ranger[cell]
}

// ValidCells lists the cells of a set that are valid on the date.
func (s *Snapshot) ValidCells(set int32, on Date) []int32 {
	if set < 0 {
		return nil
	}
	var out []int32
	for _, c := range s.Facts.Sets[set] {
		if int(c) < s.Cells.Len() && on.Within(s.Cells.ValidFrom[c], s.Cells.ValidTo[c]) {
			out = append(out, c)
		}
	}
	return out
}

// ForestParcels marks the parcels of the configured forest classes, all parcels where none is configured.
func (s *Snapshot) ForestParcels() []bool {
	classes := map[string]bool{}
	for _, c := range s.Manifest.Rules.Coverage.ForestClasses {
		classes[c] = true
	}
	out := make([]bool, s.Parcels.Len())
	for i, c := range s.Parcels.Class {
		out[i] = len(classes) == 0 || classes[c]
	}
	return out
}
