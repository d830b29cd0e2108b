package coverage

import (
	"encoding/binary"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// coverState is what a set of covers amounts to on a date.
type coverState struct {
	cells    int // valid cells (with a ranger in post, if asked)
	accepted bool
	alike    int32 // the first set in which the same cells count
}

func (c coverState) gap() bool { return c.cells == 0 && !c.accepted }

// coverStates judges every set of covers once, so that sums over facts look up a small table.
func coverStatesOf(s *snapshot.Tables, on snapshot.Date, inPost bool) []coverState {
	valid := make([]bool, s.Cells.Len()+s.Accepted.Len())
	for i := range s.Cells.Len() {
		valid[i] = s.InForce(i, on, inPost)
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
