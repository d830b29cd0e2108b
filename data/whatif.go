package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// WhatIfRow is the coverage of one zone that edited cells bear on, or of one above it.
type WhatIfRow struct {
	Zone   string `json:"zone"`
	Name   string `json:"name"`
	Level  Level  `json:"level"`
	Parent string `json:"parent"`
	Before Totals `json:"before"`
	After  Totals `json:"after"`
	Change Totals `json:"change"` // after − before
}

// WhatIfTotal sums the roots of the scope, as [CoverageTotal] does.
type WhatIfTotal struct {
	Before CoverageTotal `json:"before"`
	After  CoverageTotal `json:"after"`
	Change CoverageTotal `json:"change"`
}

// NewOverlap is ground that edited cells would share with others, and that one cell or none holds as it is.
type NewOverlap struct {
	Cells     [2]string `json:"cells"`
	AreaM2    float64   `json:"area_m2"`    // in polygons at or above the tolerance
	ResidueM2 float64   `json:"residue_m2"` // in smaller ones
	Lon       float64   `json:"lon"`
	Lat       float64   `json:"lat"`

	shape int // in WhatIf.NewShapes
}

// WhatIf answers how coverage would be with some cells added, changed or removed.
type WhatIf struct {
	Snapshot    SnapshotID   `json:"snapshot"`
	On          Date         `json:"on"`
	Demand      Demand       `json:"demand"`
	InPost      bool         `json:"in_post"`
	AreaMethod  string       `json:"area_method"`
	Zone        string       `json:"zone"`
	Level       Level        `json:"level"`
	Cells       EditCounts   `json:"cells"`
	Rows        []WhatIfRow  `json:"rows"` // zones that hold ground of an edited cell, then or now, and those above; parents first
	Total       WhatIfTotal  `json:"total"`
	Gaps        []SpotInfo   `json:"gaps"` // as they would be, in the zones that hold ground of an edited cell
	NewOverlaps []NewOverlap `json:"new_overlaps"`

	Found     *Found            `json:"-"` // the geometry behind Gaps, of zones beyond the scope too
	NewShapes *spatial.Polygons `json:"-"` // of NewOverlaps
	inScope   func(zone int32) bool
}

// WhatIfQuery asks for coverage with edited cells, or with Assign for a proposal: [Snapshot.WhatIf] answers the one, [Snapshot.Propose]
// the other.
type WhatIfQuery struct {
	CoverageQuery
	Assign bool `help:"Propose for each gap the cell to extend." zh:"为每处空白区建议由哪个网格扩展接管。"`
}

// WhatIf answers a coverage query as if the edits had been ingested; nothing is written. Zones of whose
// ground no edited cell holds any, before or after, keep their figures; the others are computed anew by the code that an
// ingest and a query run. What is beyond the limits is refused with a [QueryError].
func (e *ScenarioEngine) WhatIf(ctx context.Context, given []CellEdit, q CoverageQuery, most EditLimits) (*WhatIf, error) {
	h, err := e.suppose(ctx, given, q, most)
	if err != nil {
		return nil, err
	}
	return h.answer(ctx)
}

// hypothesis is a question with everything that its answer is drawn from.
type hypothesis struct {
	s             *ScenarioEngine
	q             CoverageQuery
	key           viewKey
	scope         int32
	e             *cellEdits
	now           *coverageView // of the whole snapshot
	was, part     *part         // the region as it is and as edited
	before, after *coverageView // of them
	touched       []bool        // by zone: it holds ground of an edited cell, then or now
}

func (s *ScenarioEngine) suppose(ctx context.Context, given []CellEdit, q CoverageQuery, most EditLimits) (h *hypothesis, err error) {
	defer func() { err = plain(ctx, err) }()
	q, scope, err := s.coverage.settled(q)
	if err != nil {
		return nil, err
	}
	h = &hypothesis{s: s, q: q, scope: scope, key: viewKey{q.On, q.Demand, q.InPost, q.Planar}, touched: make([]bool, s.Zones.Len())}
	if h.e, err = s.checkEdits(ctx, given, most); err != nil {
		return nil, err
	}
	if h.now, err = s.coverage.viewOf(ctx, h.key); err != nil {
		return nil, err
	}
	r, err := s.around(ctx, h.e)
	if err != nil {
		return nil, err
	}
	h.was = r.asItIs()
	if h.part, err = r.asEdited(ctx); err != nil {
		return nil, err
	}
	if h.before, err = h.was.buildView(ctx, h.key); err != nil {
		return nil, err
	}
	if h.after, err = h.part.buildView(ctx, h.key); err != nil {
		return nil, err
	}
	for _, z := range r.zones {
		h.touched[z] = true
	}
	return h, nil
}

// plain is an error about how the work was bounded as the one who asked needs it: the end of his own context, or what to change.
func plain(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, arrange.ErrEnded):
		return ctx.Err()
	case errors.Is(err, arrange.ErrTooFine):
		return &QueryError{fmt.Sprintf("the edited cells cannot be worked out: %v; draw them with fewer or plainer borders", err)}
	}
	return err
}

// would is the view of the whole as it would be; its findings are not filled in.
func (h *hypothesis) would() *coverageView {
	now := h.now
	v := &coverageView{method: now.method, own: slices.Clone(now.own), contestedRoots: now.contestedRoots, pairs: now.pairs, pairsM2: now.pairsM2}
	for z, touched := range h.touched {
		if touched {
			contested := v.own[z].ContestedM2 // cells do not bear on it
			v.own[z] = h.after.own[z]
			v.own[z].ContestedM2 = contested
		}
	}
	v.totals = subtrees(h.s.Zones, v.own)
	v.pairs += h.after.pairs - h.before.pairs
	if h.before.pairs+h.after.pairs > 0 {
		v.pairsM2 = math.Max(0, v.pairsM2+h.after.pairsM2-h.before.pairsM2)
	}
	return v
}

func (h *hypothesis) answer(ctx context.Context) (out *WhatIf, err error) {
	defer func() { err = plain(ctx, err) }()
	s, q := h.s, h.q
	inScope, err := s.scope(q.Zone)
	if err != nil {
		return nil, err
	}
	inScopeTouched := func(z int32) bool { return h.touched[z] && inScope(z) }
	out = &WhatIf{
		Snapshot: s.Manifest.ID, On: q.On, Demand: q.Demand, InPost: q.InPost, AreaMethod: h.now.method, Zone: q.Zone, Level: q.Level,
		Cells: h.e.counts, Rows: []WhatIfRow{}, Found: h.after.found, inScope: inScopeTouched,
	}
	would := h.would()
	shown := make([]bool, s.Zones.Len())
	for z, touched := range h.touched {
		if touched {
			for _, up := range s.Zones.Chain(int32(z)) {
				shown[up] = true
			}
		}
	}
	for _, z := range s.Zones.Subtree(h.scope) {
		if shown[z] && (q.Level == "" || s.Zones.Level[z] == q.Level) {
			b, a := s.coverage.coverageRow(z, h.now.totals), s.coverage.coverageRow(z, would.totals)
			out.Rows = append(out.Rows, WhatIfRow{b.Zone, b.Name, b.Level, b.Parent, b.Totals, a.Totals, a.minus(b.Totals)})
		}
	}
	t := &out.Total
	t.Before, t.After = h.now.total(s.Zones, h.scope), would.total(s.Zones, h.scope)
	t.Change = CoverageTotal{t.After.minus(t.Before.Totals), t.After.OverlapPairs - t.Before.OverlapPairs, t.After.OverlapPairsM2 - t.Before.OverlapPairsM2}
	out.Gaps = h.part.SpotList(&h.after.found.Gaps, inScopeTouched, q.On)
	return out, h.newOverlaps(ctx, out)
}

// roundingWidth is the width in metres up to which two overlaps may differ because their borders were noded with others.
const roundingWidth = 8 * arrange.Unit

// newOverlaps lists the pairs of cells, one of them edited, that would share ground on the date which no two cells share
// as it is; the largest comes first.
func (h *hypothesis) newOverlaps(ctx context.Context, out *WhatIf) error {
	out.NewOverlaps = []NewOverlap{}
	pick, err := h.s.coverage.areaPick(h.key)
	if err != nil {
		return err
	}
	var shapes spatial.Builder
	a := h.e.bounded().Arrangement(ctx)
	pairs, cells, rule := &h.part.CellPairs, h.part.Cells, h.s.Manifest.Rules.Coverage
	for i := range pairs.A {
		if err := ctx.Err(); err != nil {
			return err
		}
		x, y := pairs.A[i], pairs.B[i]
		if !h.q.On.Within(cells.ValidFrom[x], cells.ValidTo[x]) || !h.q.On.Within(cells.ValidFrom[y], cells.ValidTo[y]) {
			continue
		}
		ground, err := overlay.Remainder(a, pairs.Shapes, i, h.s.CellPairs.Shapes, h.sharedNow(pairs.Shapes.Bounds(i)))
		if err != nil {
			return fmt.Errorf("overlap of cells %s and %s: %w", cells.ID[x], cells.ID[y], err)
		}
		if ground == nil {
			continue
		}
		o := NewOverlap{Cells: [2]string{cells.ID[x], cells.ID[y]}, shape: shapes.Len()}
		for _, p := range spotsOf(&h.s.Tables, -1, ground) {
			switch {
			case p.WidthM < roundingWidth:
			case !p.above(rule):
				o.ResidueM2 += float64(pick.measure.Multi(p.Shape))
			default:
				o.AreaM2 += float64(pick.measure.Multi(p.Shape))
			}
		}
		if o.AreaM2+o.ResidueM2 > 0 {
			shapes.Add(ground)
			out.NewOverlaps = append(out.NewOverlaps, o)
		}
	}
	out.NewShapes = shapes.Build()
	for i := range out.NewOverlaps {
		o := &out.NewOverlaps[i]
		o.Lon, o.Lat = h.s.placeOf(out.NewShapes.InnerPoint(o.shape))
	}
	slices.SortStableFunc(out.NewOverlaps, func(a, b NewOverlap) int {
		return cmp.Or(cmp.Compare(b.AreaM2, a.AreaM2), cmp.Compare(b.ResidueM2, a.ResidueM2))
	})
	return nil
}

// sharedNow lists the overlapping pairs of the snapshot in a box of which both cells are valid on the date.
func (h *hypothesis) sharedNow(box spatial.Box) []int {
	c, pairs := h.s.Cells, &h.s.CellPairs
	valid := func(i int32) bool { return h.q.On.Within(c.ValidFrom[i], c.ValidTo[i]) }
	return slices.DeleteFunc(h.s.PairIndex().Query(box), func(k int) bool { return !valid(pairs.A[k]) || !valid(pairs.B[k]) })
}

// Overlap is the feature of NewShapes that NewOverlaps[i] is about.
func (w *WhatIf) Overlap(i int) int { return w.NewOverlaps[i].shape }

// Holds tells whether a zone is one whose gaps are listed.
func (w *WhatIf) Holds(zone int32) bool { return w.inScope(zone) }
