package coverage

import (
	"context"
	"slices"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Query asks how much of each zone's demand is covered. The zero value asks for everything by the project's
// rules on the snapshot's date.
type Query struct {
	On     snapshot.Date  `help:"@on" placeholder:"DATE"`
	Demand rules.Demand   `help:"@demand" enum:"all,forest," default:""`
	InPost bool           `help:"@in_post"`                     // only cells with a ranger in post count
	Planar string         `help:"@planar" placeholder:"EPSG:N"` // "EPSG:N" for planar areas, "" for ellipsoidal ones
	Zone   string         `help:"@zone" placeholder:"CODE"`     // only this zone's subtree
	Level  snapshot.Level `help:"@level" placeholder:"LEVEL"`   // only rows of this level
}

// Row is one zone's coverage.
type Row struct {
	Zone   string         `json:"zone"`
	Name   string         `json:"name"`
	Level  snapshot.Level `json:"level"`
	Parent string         `json:"parent"`
	snapshot.Totals
}

// Answer answers a [Query].
type Answer struct {
	Snapshot   snapshot.ID    `json:"snapshot"`
	On         snapshot.Date  `json:"on"`
	Demand     rules.Demand   `json:"demand"`
	InPost     bool           `json:"in_post"`
	AreaMethod string         `json:"area_method"`
	Zone       string         `json:"zone"`
	Level      snapshot.Level `json:"level"`
	Rows       []Row          `json:"rows"` // parents before children
	Total      Total          `json:"total"`
	// Missing are the zones of the scope that are in no row, Refused the rows of other layers that are in no figure.
	Missing []snapshot.MissingZone `json:"missing_zones,omitempty"`
	Refused []snapshot.RefusedRows `json:"refused_rows,omitempty"`

	Found *snapshot.Findings `json:"-"` // the geometry behind the numbers, of all zones
}

// Total sums the roots of the scope, and counts the overlapping pairs of cells of the whole snapshot.
type Total struct {
	snapshot.Totals
	OverlapPairs   int     `json:"overlap_pairs"`
	OverlapPairsM2 float64 `json:"overlap_pairs_m2"` // summed over pairs, outside of zones too
}

// Coverage answers from the facts. The geometry of gaps is computed once per date and demand and kept. Errors are a
// [*snapshot.UnknownZoneError], those of [Engine.AreasBy], or ctx's.
func (e *Engine) Coverage(ctx context.Context, q Query) (*Answer, error) {
	q, scope, err := e.WithDefaults(q)
	if err != nil {
		return nil, err
	}
	view, err := e.View(ctx, ViewKey{q.On, q.Demand, q.InPost, q.Planar})
	if err != nil {
		return nil, err
	}
	out := &Answer{
		Snapshot: e.Manifest.ID, On: q.On, Demand: q.Demand, InPost: q.InPost, AreaMethod: view.Method,
		Zone: q.Zone, Level: q.Level, Rows: []Row{}, Found: view.Found,
		Missing: e.MissingUnder(scope), Refused: e.Manifest.Refused,
	}
	for _, i := range e.Zones.Subtree(scope) {
		if q.Level == "" || e.Zones.Level[i] == q.Level {
			out.Rows = append(out.Rows, e.CoverageRow(i, view.Totals))
		}
	}
	out.Total = view.Total(e.Zones, scope)
	return out, nil
}

// WithDefaults fills in what a query leaves to the project, and finds the zone it is about; -1 for all. A code that names no zone
// is a [*snapshot.UnknownZoneError].
func (e *Engine) WithDefaults(q Query) (Query, int32, error) {
	if q.On == snapshot.NoDate {
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
		return q, -1, &snapshot.UnknownZoneError{Code: q.Zone}
	}
	return q, scope, nil
}

// CoverageRow is the row of zone i, whose subtree is summed in totals.
func (e *Engine) CoverageRow(i int32, totals []snapshot.Totals) Row {
	row := Row{Zone: e.Zones.Code[i], Name: e.Zones.Name[i], Level: e.Zones.Level[i], Totals: totals[i]}
	if p := e.Zones.Parent[i]; p >= 0 {
		row.Parent = e.Zones.Code[p]
	}
	row.Share()
	return row
}

// View is everything one (date, demand, in post, area method) has to say.
type View struct {
	Method string
	Own    []snapshot.Totals // by zone, of the ground that it accounts for itself
	Totals []snapshot.Totals // by zone, its subtree summed
	Found  *snapshot.Findings
	// ContestedRoots is contested ground of two zones under different roots; no row can show it, only the total.
	ContestedRoots float64
	Pairs          int
	PairsM2        float64
}

// BuildView computes a coverage view anew; [Engine.View] keeps it. Errors are those of [Engine.AreasBy], of drawing the gaps, or
// ctx's.
func (e *Engine) BuildView(ctx context.Context, k ViewKey) (*View, error) {
	pick, err := e.AreasBy(k)
	if err != nil {
		return nil, err
	}
	v := &View{Method: pick.Method, Totals: make([]snapshot.Totals, e.Zones.Len())}
	states := coverStatesOf(&e.Tables, k.On, k.InPost)
	e.sumFacts(v, k, states, pick.facts)
	for i, a := range pick.Of(e.Contested.Shapes, e.Contested.Ellipsoidal, e.Contested.Planar) {
		if p := e.Zones.LowestCommon(e.Contested.A[i], e.Contested.B[i]); p >= 0 {
			v.Totals[p].ContestedM2 += a
		} else {
			v.ContestedRoots += a
		}
	}
	valid := func(c int32) bool { return k.On.Within(e.Cells.ValidFrom[c], e.Cells.ValidTo[c]) }
	for i, a := range pick.Of(e.CellPairs.Shapes, e.CellPairs.Ellipsoidal, e.CellPairs.Planar) {
		if valid(e.CellPairs.A[i]) && valid(e.CellPairs.B[i]) {
			v.Pairs++
			v.PairsM2 += a
		}
	}
	found, err := e.find(ctx, k, states)
	if err != nil {
		return nil, err
	}
	if found, err = e.named(ctx, found); err != nil {
		return nil, err
	}
	v.Found = measured(found, pick)
	for _, z := range v.Found.Gaps.Zone {
		v.Totals[z].Gaps++
	}
	for i, z := range v.Found.Residue.Zone {
		if v.Found.Residue.Set[i] < 0 {
			v.Totals[z].ResidueM2 += v.Found.Residue.Area[i]
		}
	}
	v.Own = v.Totals
	v.Totals = Subtrees(e.Zones, v.Own)
	return v, nil
}

// Subtrees adds up what zones account for themselves.
func Subtrees(z *snapshot.Zones, own []snapshot.Totals) []snapshot.Totals {
	out := slices.Clone(own)
	for i := z.Len() - 1; i >= 0; i-- { // children come after their parents
		if p := z.Parent[i]; p >= 0 {
			out[p].Add(out[i])
		}
	}
	return out
}

// Total sums a zone's subtree, or all roots for -1.
func (v *View) Total(z *snapshot.Zones, scope int32) Total {
	var out Total
	if scope >= 0 {
		out.Add(v.Totals[scope])
	} else {
		for _, root := range z.Roots() {
			out.Add(v.Totals[root])
		}
		out.ContestedM2 += v.ContestedRoots
	}
	out.Share()
	out.OverlapPairs, out.OverlapPairsM2 = v.Pairs, v.PairsM2
	return out
}

// sumFacts fills each zone's own ground; subtrees are summed later.
func (e *Engine) sumFacts(v *View, k ViewKey, states []coverState, areas []float64) {
	demanded, f := demands(&e.Tables, k.Demand), e.Facts
	for row, face := range f.Face {
		z := f.FaceZone[face]
		a := areas[row]
		t := &v.Totals[z]
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
