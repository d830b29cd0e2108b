package scenario

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// WhatIfRow is the coverage of one zone that edited cells bear on, or of one above it.
type WhatIfRow struct {
	Zone   string          `json:"zone"`
	Name   string          `json:"name"`
	Level  snapshot.Level  `json:"level"`
	Parent string          `json:"parent"`
	Before snapshot.Totals `json:"before"`
	After  snapshot.Totals `json:"after"`
	Change snapshot.Totals `json:"change"` // after − before
}

// WhatIfTotal sums the roots of the scope, as [coverage.Total] does.
type WhatIfTotal struct {
	Before coverage.Total `json:"before"`
	After  coverage.Total `json:"after"`
	Change coverage.Total `json:"change"`
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
	Snapshot    snapshot.ID            `json:"snapshot"`
	On          snapshot.Date          `json:"on"`
	Demand      rules.Demand           `json:"demand"`
	InPost      bool                   `json:"in_post"`
	AreaMethod  string                 `json:"area_method"`
	Zone        string                 `json:"zone"`
	Level       snapshot.Level         `json:"level"`
	Cells       EditCounts             `json:"cells"`
	Rows        []WhatIfRow            `json:"rows"` // zones that hold ground of an edited cell, then or now, and those above; parents first
	Total       WhatIfTotal            `json:"total"`
	Gaps        []coverage.FindingInfo `json:"gaps"` // as they would be, in the zones that hold ground of an edited cell
	NewOverlaps []NewOverlap           `json:"new_overlaps"`

	Found     *snapshot.Findings `json:"-"` // the geometry behind Gaps, of zones beyond the scope too
	NewShapes *spatial.Polygons  `json:"-"` // of NewOverlaps
	inScope   func(zone int32) bool
}

// WhatIfQuery asks for coverage with edited cells, or with Assign for a proposal: [Engine.WhatIf] answers the one, [Engine.Propose]
// the other.
type WhatIfQuery struct {
	coverage.Query
	Assign bool `help:"@assign"`
}

// WhatIf answers a coverage query as if the edits had been ingested; nothing is written. Zones of whose
// ground no edited cell holds any, before or after, keep their figures; the others are computed anew by the code that an
// ingest and a query run. What is beyond the limits is refused with a [snapshot.QueryError].
func (e *Engine) WhatIf(ctx context.Context, given []CellEdit, q coverage.Query, most EditLimits) (*WhatIf, error) {
	h, err := e.suppose(ctx, given, q, most)
	if err != nil {
		return nil, err
	}
	return h.answer(ctx)
}

// hypothesis is a question with everything that its answer is drawn from.
type hypothesis struct {
	s             *Engine
	q             coverage.Query
	key           coverage.ViewKey
	scope         int32
	e             *cellEdits
	now           *coverage.View // of the whole snapshot
	was, part     *part          // the region as it is and as edited
	before, after *coverage.View // of them
	touched       []bool         // by zone: it holds ground of an edited cell, then or now
}

func (s *Engine) suppose(ctx context.Context, given []CellEdit, q coverage.Query, most EditLimits) (h *hypothesis, err error) {
	defer func() { err = plain(ctx, err) }()
	q, scope, err := s.coverage.WithDefaults(q)
	if err != nil {
		return nil, err
	}
	h = &hypothesis{s: s, q: q, scope: scope, key: coverage.ViewKey{On: q.On, Demand: q.Demand, InPost: q.InPost, Planar: q.Planar}, touched: make([]bool, s.Zones.Len())}
	if h.e, err = s.checkEdits(ctx, given, most); err != nil {
		return nil, err
	}
	if h.now, err = s.coverage.View(ctx, h.key); err != nil {
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
	if h.before, err = h.was.BuildView(ctx, h.key); err != nil {
		return nil, err
	}
	if h.after, err = h.part.BuildView(ctx, h.key); err != nil {
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
		return &snapshot.QueryError{Reason: fmt.Sprintf("the edited cells cannot be worked out: %v; draw them with fewer or plainer borders", err)}
	}
	return err
}

// would is the view of the whole as it would be; its findings are not filled in.
func (h *hypothesis) would() *coverage.View {
	now := h.now
	v := &coverage.View{Method: now.Method, Own: slices.Clone(now.Own), ContestedRoots: now.ContestedRoots, Pairs: now.Pairs, PairsM2: now.PairsM2}
	for z, touched := range h.touched {
		if touched {
			contested := v.Own[z].ContestedM2 // cells do not bear on it
			v.Own[z] = h.after.Own[z]
			v.Own[z].ContestedM2 = contested
		}
	}
	v.Totals = coverage.Subtrees(h.s.Zones, v.Own)
	v.Pairs += h.after.Pairs - h.before.Pairs
	if h.before.Pairs+h.after.Pairs > 0 {
		v.PairsM2 = math.Max(0, v.PairsM2+h.after.PairsM2-h.before.PairsM2)
	}
	return v
}

func (h *hypothesis) answer(ctx context.Context) (out *WhatIf, err error) {
	defer func() { err = plain(ctx, err) }()
	s, q := h.s, h.q
	inScope, err := s.Scope(q.Zone)
	if err != nil {
		return nil, err
	}
	inScopeTouched := func(z int32) bool { return h.touched[z] && inScope(z) }
	out = &WhatIf{
		Snapshot: s.Manifest.ID, On: q.On, Demand: q.Demand, InPost: q.InPost, AreaMethod: h.now.Method, Zone: q.Zone, Level: q.Level,
		Cells: h.e.counts, Rows: []WhatIfRow{}, Found: h.after.Found, inScope: inScopeTouched,
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
			b, a := s.coverage.CoverageRow(z, h.now.Totals), s.coverage.CoverageRow(z, would.Totals)
			out.Rows = append(out.Rows, WhatIfRow{b.Zone, b.Name, b.Level, b.Parent, b.Totals, a.Totals, a.Minus(b.Totals)})
		}
	}
	t := &out.Total
	t.Before, t.After = h.now.Total(s.Zones, h.scope), would.Total(s.Zones, h.scope)
	t.Change = coverage.Total{Totals: t.After.Minus(t.Before.Totals), OverlapPairs: t.After.OverlapPairs - t.Before.OverlapPairs, OverlapPairsM2: t.After.OverlapPairsM2 - t.Before.OverlapPairsM2}
	out.Gaps = h.part.FindingList(&h.after.Found.Gaps, inScopeTouched, q.On)
	return out, h.newOverlaps(ctx, out)
}

// roundingWidth is the width in metres up to which two overlaps may differ because their borders were noded with others.
const roundingWidth = 8 * arrange.Unit

// newOverlaps lists the pairs of cells, one of them edited, that would share ground on the date which no two cells share
// as it is; the largest comes first.
func (h *hypothesis) newOverlaps(ctx context.Context, out *WhatIf) error {
	out.NewOverlaps = []NewOverlap{}
	pick, err := h.s.coverage.AreasBy(h.key)
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
		for _, p := range coverage.FindingsIn(&h.s.Tables, -1, ground) {
			switch {
			case p.WidthM < roundingWidth:
			case !p.Above(rule):
				o.ResidueM2 += float64(pick.Measure.Multi(p.Shape))
			default:
				o.AreaM2 += float64(pick.Measure.Multi(p.Shape))
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
		o.Lon, o.Lat = h.s.PlaceOf(out.NewShapes.InnerPoint(o.shape))
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
