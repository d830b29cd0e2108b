package scenario

import (
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// candidates is the snapshot's cells with edits applied, as they are on a date. A cell goes by its number in the snapshot; an
// edited one by the number of the snapshot's cells + its place among the edits.
type candidates struct {
	s       *snapshot.Snapshot
	e       *cellEdits
	on      snapshot.Date
	measure area.Measure
	edited  *spatial.Index
	held    map[string][]int32 // by ranger: cells valid on the date
	areas   map[int32]float64  // by cell, as far as asked for
}

func newPool(s *snapshot.Snapshot, e *cellEdits, on snapshot.Date, m area.Measure) *candidates {
	p := &candidates{s: s, e: e, on: on, measure: m, edited: spatial.NewIndex(e.shapes), held: map[string][]int32{}, areas: map[int32]float64{}}
	p.each(func(c int32) {
		if p.valid(c) {
			p.held[p.ranger(c)] = append(p.held[p.ranger(c)], c)
		}
	})
	return p
}

// each calls do for every cell that there would be, the edited ones last.
func (p *candidates) each(do func(c int32)) {
	for i := range int32(p.s.Cells.Len()) {
		if _, edited := p.e.of[i]; !edited {
			do(i)
		}
	}
	for k, g := range p.e.list {
		if g.Shape != nil {
			do(int32(p.s.Cells.Len() + k))
		}
	}
}

// cell is a cell's row without its shape.
func (p *candidates) cell(c int32) CellEdit {
	if k := int(c) - p.s.Cells.Len(); k >= 0 {
		return p.e.list[k]
	}
	cells := p.s.Cells
	return CellEdit{ID: cells.ID[c], Ranger: cells.Ranger[c], ValidFrom: cells.ValidFrom[c], ValidTo: cells.ValidTo[c]}
}

func (p *candidates) shape(c int32) *geom.MultiPolygon {
	if k := int(c) - p.s.Cells.Len(); k >= 0 {
		return p.e.shapes.Feature(k)
	}
	return p.s.Cells.Shapes.Feature(int(c))
}

func (p *candidates) valid(c int32) bool {
	cell := p.cell(c)
	return p.on.Within(cell.ValidFrom, cell.ValidTo)
}

// ranger is the id of the cell's ranger on the date, as [snapshot.Tables.RangerOf] gives it.
func (p *candidates) ranger(c int32) string {
	cell := p.cell(c)
	if person, known := p.s.Registry.Ranger(cell.ID, p.on); known {
		return person
	}
	return cell.Ranger
}

// near lists the cells valid on the date whose boxes meet b.
func (p *candidates) near(b spatial.Box) []int32 {
	var out []int32
	for _, i := range p.s.CellIndex().Query(b) {
		if _, edited := p.e.of[int32(i)]; !edited && p.valid(int32(i)) {
			out = append(out, int32(i))
		}
	}
	for _, k := range p.edited.Query(b) {
		if c := int32(p.s.Cells.Len() + k); p.valid(c) {
			out = append(out, c)
		}
	}
	return out
}

// load is the area in m² that the cell's ranger has in all cells on the date; that of the cell alone where nobody has it.
func (p *candidates) load(c int32) float64 {
	ranger := p.ranger(c)
	if ranger == "" {
		return p.areaOf(c)
	}
	sum := 0.0
	for _, o := range p.held[ranger] {
		sum += p.areaOf(o)
	}
	return sum
}

func (p *candidates) areaOf(c int32) float64 {
	a, known := p.areas[c]
	if !known {
		a = float64(p.measure.Multi(p.shape(c)))
		p.areas[c] = a
	}
	return a
}
