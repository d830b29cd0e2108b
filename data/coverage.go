package data

import (
	"context"
	"slices"

	"github.com/qingshan-gis/qingshan/data/once"
)

// CoverageQuery asks how much of each zone's demand is covered. The zero value asks for everything by the project's
// rules on the snapshot's date.
type CoverageQuery struct {
	On     Date   `help:"${on}" placeholder:"DATE"`
	Demand Demand `help:"${demand}" enum:"all,forest," default:""`
	InPost bool   `help:"${in_post}"`                     // only cells with a ranger in post count
	Planar string `help:"${planar}" placeholder:"EPSG:N"` // "EPSG:N" for planar areas, "" for ellipsoidal ones
	Zone   string `help:"${zone}" placeholder:"CODE"`     // only this zone's subtree
	Level  Level  `help:"${level}" placeholder:"LEVEL"`   // only rows of this level
}

// CoverageRow is one zone's coverage.
type CoverageRow struct {
	Zone   string `json:"zone"`
	Name   string `json:"name"`
	Level  Level  `json:"level"`
	Parent string `json:"parent"`
	Totals
}

// Coverage answers a [CoverageQuery].
type Coverage struct {
	Snapshot   SnapshotID    `json:"snapshot"`
	On         Date          `json:"on"`
	Demand     Demand        `json:"demand"`
	InPost     bool          `json:"in_post"`
	AreaMethod string        `json:"area_method"`
	Zone       string        `json:"zone"`
	Level      Level         `json:"level"`
	Rows       []CoverageRow `json:"rows"` // parents before children
	Total      CoverageTotal `json:"total"`
	// Missing are the zones of the scope that are in no row, Refused the rows of other layers that are in no figure.
	Missing []MissingZone `json:"missing_zones,omitempty"`
	Refused []RefusedRows `json:"refused_rows,omitempty"`

	Found *Found `json:"-"` // the geometry behind the numbers, of all zones
}

// CoverageTotal sums the roots of the scope, and counts the overlapping pairs of cells of the whole snapshot.
type CoverageTotal struct {
	Totals
	OverlapPairs   int     `json:"overlap_pairs"`
	OverlapPairsM2 float64 `json:"overlap_pairs_m2"` // summed over pairs, outside of zones too
}

// Coverage answers from the facts. The geometry of gaps is computed once per date and demand and kept.
func (e *CoverageEngine) Coverage(ctx context.Context, q CoverageQuery) (*Coverage, error) {
	q, scope, err := e.settled(q)
	if err != nil {
		return nil, err
	}
	view, err := e.viewOf(ctx, viewKey{q.On, q.Demand, q.InPost, q.Planar})
	if err != nil {
		return nil, err
	}
	out := &Coverage{
		Snapshot: e.Manifest.ID, On: q.On, Demand: q.Demand, InPost: q.InPost, AreaMethod: view.method,
		Zone: q.Zone, Level: q.Level, Rows: []CoverageRow{}, Found: view.found,
		Missing: e.missingUnder(scope), Refused: e.Manifest.Refused,
	}
	for _, i := range e.Zones.Subtree(scope) {
		if q.Level == "" || e.Zones.Level[i] == q.Level {
			out.Rows = append(out.Rows, e.coverageRow(i, view.totals))
		}
	}
	out.Total = view.total(e.Zones, scope)
	return out, nil
}

// settled fills in what a query leaves to the project, and finds the zone it is about; -1 for all.
func (e *CoverageEngine) settled(q CoverageQuery) (CoverageQuery, int32, error) {
	if q.On == NoDate {
		q.On = e.Manifest.On
	}
	if q.Demand == "" {
		q.Demand = e.Manifest.Rules.Coverage.Demand
	}
	if q.Zone == "" {
		return q, -1, nil
	}
	scope, ok := e.Zones.Find(q.Zone)
	if !ok {
		return q, -1, &UnknownZoneError{q.Zone}
	}
	return q, scope, nil
}

func (e *CoverageEngine) coverageRow(i int32, totals []Totals) CoverageRow {
	row := CoverageRow{Zone: e.Zones.Code[i], Name: e.Zones.Name[i], Level: e.Zones.Level[i], Totals: totals[i]}
	if p := e.Zones.Parent[i]; p >= 0 {
		row.Parent = e.Zones.Code[p]
	}
	row.share()
	return row
}

// coverageView is everything one (date, demand, in post, area method) has to say.
type coverageView struct {
	method string
	own    []Totals // by zone, of the ground that it accounts for itself
	totals []Totals // by zone, its subtree summed
	found  *Found
	gaps   once.Cache[gapScope, []Gap] // worked out when first asked for
	// contestedRoots is contested ground of two zones under different roots; no row can show it, only the total.
	contestedRoots float64
	pairs          int
	pairsM2        float64
}

func (e *CoverageEngine) buildView(ctx context.Context, k viewKey) (*coverageView, error) {
	pick, err := e.areaPick(k)
	if err != nil {
		return nil, err
	}
	v := &coverageView{method: pick.method, totals: make([]Totals, e.Zones.Len())}
	v.gaps.Limit, v.gaps.Cost = maxGaps, func(_ gapScope, gaps []Gap) int { return 1 + len(gaps) }
	states := coverStatesOf(&e.Tables, k.on, k.inPost)
	e.sumFacts(v, k, states, pick.facts)
	for i, a := range pick.of(e.Contested.Shapes, e.Contested.Ellipsoidal, e.Contested.Planar) {
		if p := e.Zones.within(e.Contested.A[i], e.Contested.B[i]); p >= 0 {
			v.totals[p].ContestedM2 += a
		} else {
			v.contestedRoots += a
		}
	}
	valid := func(c int32) bool { return k.on.Within(e.Cells.ValidFrom[c], e.Cells.ValidTo[c]) }
	for i, a := range pick.of(e.CellPairs.Shapes, e.CellPairs.Ellipsoidal, e.CellPairs.Planar) {
		if valid(e.CellPairs.A[i]) && valid(e.CellPairs.B[i]) {
			v.pairs++
			v.pairsM2 += a
		}
	}
	found, err := e.find(ctx, k, states)
	if err != nil {
		return nil, err
	}
	if found, err = e.named(ctx, found); err != nil {
		return nil, err
	}
	v.found = measured(found, pick)
	for _, z := range v.found.Gaps.Zone {
		v.totals[z].Gaps++
	}
	for i, z := range v.found.Residue.Zone {
		if v.found.Residue.Set[i] < 0 {
			v.totals[z].ResidueM2 += v.found.Residue.Area[i]
		}
	}
	v.own = v.totals
	v.totals = subtrees(e.Zones, v.own)
	return v, nil
}

// subtrees adds up what zones account for themselves.
func subtrees(z *Zones, own []Totals) []Totals {
	out := slices.Clone(own)
	for i := z.Len() - 1; i >= 0; i-- { // children come after their parents
		if p := z.Parent[i]; p >= 0 {
			out[p].add(out[i])
		}
	}
	return out
}

// total sums a zone's subtree, or all roots for -1.
func (v *coverageView) total(z *Zones, scope int32) CoverageTotal {
	var out CoverageTotal
	if scope >= 0 {
		out.add(v.totals[scope])
	} else {
		for _, root := range z.Roots() {
			out.add(v.totals[root])
		}
		out.ContestedM2 += v.contestedRoots
	}
	out.share()
	out.OverlapPairs, out.OverlapPairsM2 = v.pairs, v.pairsM2
	return out
}

// sumFacts fills each zone's own ground; subtrees are summed later.
func (e *CoverageEngine) sumFacts(v *coverageView, k viewKey, states []coverState, areas []float64) {
	demanded, f := demands(&e.Tables, k.demand), e.Facts
	for row, face := range f.Face {
		z := f.FaceZone[face]
		a := areas[row]
		t := &v.totals[z]
		if !demanded(row) {
			continue
		}
		t.DemandM2 += a
		if !e.Zones.Leaf(z) {
			t.UnassignedM2 += a
		}
		switch st := states[f.FaceSet[face]]; {
		case st.cells > 0:
			t.CoveredM2 += a
			if st.cells > 1 {
				t.OverlapM2 += a
			}
		case st.accepted:
			t.AcceptedM2 += a
		default:
			t.GapM2 += a
		}
	}
}
