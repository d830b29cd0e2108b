package scenario

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// ProposalRow says which cell is to take a gap.
type ProposalRow struct {
	Gap      string  `json:"gap"` // as in the coverage answer; residue too
	Zone     string  `json:"zone"`
	ZoneName string  `json:"zone_name"`
	AreaM2   float64 `json:"area_m2"`
	Residue  bool    `json:"residue"`
	Cell     string  `json:"cell"` // "": residue that no cell can reach, which stays
	New      bool    `json:"new"`  // there is no cell beside it: Cell is a new one without a ranger
	// SharedBorderM is the length in metres of the working CRS of the gap's border with the cell, or, where Beside names a
	// gap, with the ground that the cell is to take anyway.
	SharedBorderM  float64 `json:"shared_border_m"`
	Beside         string  `json:"beside"` // a gap that the cell takes and over which this one reaches it; "" where it borders the cell
	Ranger         string  `json:"ranger"`
	RangerName     string  `json:"ranger_name"`
	RangerBeforeM2 float64 `json:"ranger_before_m2"` // all cells of the ranger on the date; the cell alone where nobody has it
	RangerAfterM2  float64 `json:"ranger_after_m2"`  // with every gap of the proposal
	Lon            float64 `json:"lon"`
	Lat            float64 `json:"lat"`

	gap int
}

// ProposalTotal sums a proposal up.
type ProposalTotal struct {
	Gaps     int     `json:"gaps"`
	Residue  int     `json:"residue"`
	AreaM2   float64 `json:"area_m2"` // of both
	Left     int     `json:"left"`    // residue among them that stays
	Extended int     `json:"extended"`
	New      int     `json:"new"`
}

// Proposal says for each gap of the scope which cell to extend over it, so that only accepted ground stays uncovered.
type Proposal struct {
	Snapshot   snapshot.ID   `json:"snapshot"`
	On         snapshot.Date `json:"on"`
	Demand     rules.Demand  `json:"demand"`
	AreaMethod string        `json:"area_method"`
	Zone       string        `json:"zone"`
	Rows       []ProposalRow `json:"rows"` // ordered by zone; its gaps, largest first, then its residue
	Total      ProposalTotal `json:"total"`
	WhatIf     *WhatIf       `json:"what_if"` // of the edits that were given

	gaps  *openGaps
	pool  *candidates
	taken map[int32][]int // by cell: gaps that it takes
	fresh []freshCell
}

// freshCell is a new cell made of gaps.
type freshCell struct {
	id   string
	gaps []int
}

// Shape is the feature of Shapes that row i is about.
func (p *Proposal) Shape(i int) int { return p.Rows[i].gap }

// Shapes are the gaps.
func (p *Proposal) Shapes() *spatial.Polygons { return p.gaps.whole }

// Propose proposes for each gap, residue included, the cell to extend: the one with the longest shared border among those
// valid on the date, then (equal to the millimetre) the one whose ranger has the least area, one with a ranger before one
// without, then the lower id. A gap without a cell beside it takes the cell of a neighbouring gap, over and over; what is
// left becomes a new cell for each connected group (residue alone stays as it is). Contested ground is a gap of two zones and
// goes to one cell: that of the first in the list. With demand forest only forest is given away. Edits, if any, are taken
// as done; what is beyond the limits is refused with a [snapshot.QueryError].
func (s *Engine) Propose(ctx context.Context, given []CellEdit, q coverage.Query, most EditLimits) (*Proposal, error) {
	if q.InPost {
		return nil, &snapshot.QueryError{Reason: "gaps can be assigned among all cells valid on a date only: ground in a cell without a ranger in post needs a ranger, not another cell"}
	}
	h, err := s.suppose(ctx, given, q, most)
	if err != nil {
		return nil, err
	}
	p := &Proposal{Snapshot: s.Manifest.ID, On: h.q.On, Demand: h.q.Demand, AreaMethod: h.now.Method, Zone: q.Zone, Rows: []ProposalRow{}, taken: map[int32][]int{}}
	if p.WhatIf, err = h.answer(ctx); err != nil {
		return nil, err
	}
	pick, err := s.coverage.AreasBy(coverage.ViewKey{Planar: q.Planar})
	if err != nil {
		return nil, err
	}
	if p.gaps, err = h.openGaps(); err != nil {
		return nil, err
	}
	if err := p.gaps.separate(ctx, pick.Measure); err != nil {
		return nil, err
	}
	p.pool = newPool(s.Snapshot, h.e, h.q.On, pick.Measure)
	if err := p.gaps.findNeighbours(ctx, p.pool); err != nil {
		return nil, err
	}
	p.describe(s.Snapshot, p.assign())
	return p, nil
}

// describe writes the rows and sums.
func (p *Proposal) describe(s *snapshot.Snapshot, chosen []choice) {
	g := p.gaps
	more := map[string]float64{} // by ranger
	for i, c := range chosen {
		if c.cell >= 0 {
			p.taken[c.cell] = append(p.taken[c.cell], i)
			more[p.pool.ranger(c.cell)] += g.left[i]
		}
	}
	p.fresh = p.groups(chosen)
	freshOf := map[int]string{}
	freshArea := map[string]float64{}
	for _, f := range p.fresh {
		for _, i := range f.gaps {
			freshOf[i] = f.id
			freshArea[f.id] += g.left[i]
		}
	}
	for i, c := range chosen {
		row := ProposalRow{Gap: g.id[i], Zone: s.ZoneCode(g.zone[i]), ZoneName: s.Zones.Name[g.zone[i]], AreaM2: g.area[i], Residue: g.residue[i], gap: i}
		row.Lon, row.Lat = s.PlaceOf(g.whole.InnerPoint(i))
		switch id, fresh := freshOf[i]; {
		case fresh:
			row.Cell, row.New, row.RangerAfterM2 = id, true, freshArea[id]
		case c.cell < 0:
			p.Total.Left++
		default:
			row.Cell, row.SharedBorderM, row.Ranger = p.pool.cell(c.cell).ID, float64(c.mm)/1000, p.pool.ranger(c.cell)
			row.RangerName, row.RangerBeforeM2 = s.Registry.Name(row.Ranger), p.pool.load(c.cell)
			row.RangerAfterM2 = row.RangerBeforeM2 + more[row.Ranger]
			if row.Ranger == "" {
				row.RangerAfterM2 = row.RangerBeforeM2 + g.sum(p.taken[c.cell])
			}
			if c.beside >= 0 {
				row.Beside = g.id[c.beside]
			}
		}
		p.Rows = append(p.Rows, row)
		p.Total.AreaM2 += g.area[i]
		if g.residue[i] {
			p.Total.Residue++
		} else {
			p.Total.Gaps++
		}
	}
	p.Total.Extended, p.Total.New = len(p.taken), len(p.fresh)
}
