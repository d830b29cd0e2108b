package coverage

import (
	"cmp"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// cellsInForce are the cells that cover ground in a view. Safe for concurrent use.
type cellsInForce struct {
	s      *snapshot.Snapshot
	on     snapshot.Date
	index  *spatial.Index
	extent spatial.Box
}

func (e *Engine) cellsInForce(k ViewKey) *cellsInForce {
	out := &cellsInForce{s: e.Snapshot, on: k.On, extent: spatial.EmptyBox()}
	var which []int
	for i := range e.Cells.Len() {
		if e.InForce(i, k.On, k.InPost) {
			which = append(which, i)
			out.extent = out.extent.Union(e.Cells.Shapes.Bounds(i))
		}
	}
	out.index = spatial.NewIndexOf(e.Cells.Shapes, which)
	return out
}

// neighbours lists the cells that share at least a millimetre of border with a gap.
func (v *cellsInForce) neighbours(border *spatial.Border, box spatial.Box) []Neighbour {
	out, s := []Neighbour{}, v.s
	for _, c := range v.index.Query(box.Pad(spatial.GridStep)) {
		if m := border.Shared(s.Cells.Shapes, c, spatial.GridStep); m >= spatial.GridStep {
			out = append(out, Neighbour{s.Cells.ID[c], s.Registry.Name(s.RangerOf(c, v.on)), math.Round(m*1000) / 1000})
		}
	}
	slices.SortStableFunc(out, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(b.BorderM, a.BorderM), cmp.Compare(a.Cell, b.Cell))
	})
	return out
}

// firstReach is how far around a gap cells are looked for at first, in metres; it doubles until one is found.
const firstReach = 100.0

// nearest is the cell nearest to a gap: the neighbour with the longest border where it has one, nil where no cell is in force.
func (v *cellsInForce) nearest(border *spatial.Border, box spatial.Box, neighbours []Neighbour) *NearestCell {
	if len(neighbours) > 0 {
		return &NearestCell{neighbours[0].Cell, 0}
	}
	if v.extent.Empty() {
		return nil
	}
	all, shapes := v.extent.Union(box), v.s.Cells.Shapes
	for reach := firstReach; ; reach *= 2 {
		best, cell := math.Inf(1), -1
		for _, c := range v.index.Query(box.Pad(reach)) {
			if d := border.Distance(shapes, c, best); d < best {
				best, cell = d, c
			}
		}
		whole := reach > all.Width() && reach > all.Height()
		if cell >= 0 && (best <= reach || whole) {
			if best <= spatial.GridStep {
				best = 0
			}
			return &NearestCell{v.s.Cells.ID[cell], math.Round(best*1000) / 1000}
		}
		if whole {
			return nil
		}
	}
}

// ExceptionState says why an approved exception does not excuse a gap.
type ExceptionState string

// The states. An exception is outgrown where bare ground goes on beyond its approved shape.
const (
	ExceptionExpired  ExceptionState = "expired"
	ExceptionNotYet   ExceptionState = "not_yet_valid"
	ExceptionOutgrown ExceptionState = "outgrown"
)

// Exception points from a gap to an approved exception.
type Exception struct {
	Accepted  string         `json:"accepted"` // its id
	State     ExceptionState `json:"state"`
	Reason    string         `json:"reason"`
	Approver  string         `json:"approver"`
	ValidFrom snapshot.Date  `json:"valid_from"`
	ValidTo   snapshot.Date  `json:"valid_to"`
	// AreaM2 is the gap's ground inside an exception that is not valid, or beyond one that is.
	AreaM2 float64 `json:"area_m2"`
}

// exceptions lists what was approved about the ground of a gap and no longer holds, or never held for all of it. excepted
// is the gap's ground in exceptions: none of those is valid on the date.
func (s *Engine) exceptions(border *spatial.Border, spots *snapshot.FindingTable, i int, on snapshot.Date, excepted map[int]float64) []Exception {
	out, a := []Exception{}, s.Accepted
	box := spots.Shapes.Bounds(i).Pad(spatial.GridStep)
	for _, x := range s.AcceptedIndex().Query(box) {
		e := Exception{Accepted: a.ID[x], Reason: a.Reason[x], Approver: a.Approver[x], ValidFrom: a.ValidFrom[x], ValidTo: a.ValidTo[x], AreaM2: excepted[x]}
		switch {
		case !on.Within(a.ValidFrom[x], a.ValidTo[x]):
			if e.AreaM2 < lineage.LeastCommon {
				continue
			}
			e.State = ExceptionExpired
			if on.Within(snapshot.NoDate, a.ValidTo[x]) {
				e.State = ExceptionNotYet
			}
		case border.Shared(a.Shapes, x, spatial.GridStep) >= spatial.GridStep:
			e.State, e.AreaM2 = ExceptionOutgrown, spots.Ellipsoidal[i]
		default:
			continue
		}
		out = append(out, e)
	}
	return out
}
