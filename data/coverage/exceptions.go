package coverage

import (
	"cmp"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// ExceptionsOf lists the exceptions in force that take uncovered ground of the zones out of the gap, largest first; and the faces
// where they do. Errors are those of [Engine.AreasBy].
func (e *Engine) ExceptionsOf(q Query, within func(zone int32) bool) (list []ExceptionOf, faces []int, err error) {
	k := ViewKey{q.On, q.Demand, q.InPost, q.Planar}
	pick, err := e.AreasBy(k)
	if err != nil {
		return nil, nil, err
	}
	states, demanded, f := coverStatesOf(&e.Tables, k.On, k.InPost), demands(&e.Tables, k.Demand), e.Facts
	sums := make([]float64, e.Accepted.Len())
	for row, face := range f.Face {
		state := states[f.FaceSet[face]]
		if !within(f.FaceZone[face]) || state.cells > 0 || !state.accepted {
			continue
		}
		if !demanded(row) {
			continue
		}
		for _, c := range f.Sets[f.FaceSet[face]] {
			if i := int(c) - e.Cells.Len(); i >= 0 && k.On.Within(e.Accepted.ValidFrom[i], e.Accepted.ValidTo[i]) {
				sums[i] += pick.facts[row]
				if n := len(faces); n == 0 || faces[n-1] != int(face) {
					faces = append(faces, int(face))
				}
				break
			}
		}
	}
	list = []ExceptionOf{}
	for i, sum := range sums {
		if sum > 0 {
			list = append(list, ExceptionOf{e.Accepted.ID[i], e.Accepted.Reason[i], e.Accepted.Approver[i], e.Accepted.ValidTo[i], sum})
		}
	}
	slices.SortStableFunc(list, func(a, b ExceptionOf) int { return cmp.Compare(b.AreaM2, a.AreaM2) })
	return list, faces, nil
}

// ExceptionOf is an approved exception with the uncovered ground that it takes out of the gap; of several on the same
// ground the first counts, so that the areas add up to accepted_m2.
type ExceptionOf struct {
	ID       string        `json:"id"`
	Reason   string        `json:"reason"`
	Approver string        `json:"approver"`
	Expires  snapshot.Date `json:"expires"` // "" for no end
	AreaM2   float64       `json:"area_m2"`
}
