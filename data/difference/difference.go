package difference

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Query asks what changed between two snapshots. The zero value takes each one's own demand and date.
type Query struct {
	Demand rules.Demand   `help:"@diff_demand" enum:"all,forest," default:""`
	InPost bool           `help:"@in_post"`
	Zone   string         `help:"@zone" placeholder:"CODE"`   // only this zone's subtree
	Level  snapshot.Level `help:"@level" placeholder:"LEVEL"` // only rows of this level
}

// DiffPart is one cause of change. The order is that in which a snapshot's inputs are replaced by the other's.
type DiffPart int

// The parts, in order. Each is the change of gap area when one more input becomes the later snapshot's, all earlier ones
// having become so before: what two edits do only together is the later one's part.
const (
	PartZones    DiffPart = iota // borders, parents, zones that came or went
	PartForest                   // parcels: geometry and land class
	PartCells                    // geometry of cells, cells that came or went
	PartAccepted                 // exceptions: geometry, validity
	PartValidity                 // the date, the cells' own validity, and with in_post the registry
	PartRules                    // demand and forest classes
	diffParts
)

// DiffAreas are a zone's gap area in two snapshots and what the change is made of, m². ToM2 − FromM2 = ChangeM2 is exactly
// the sum of the parts: areas are counted in whole mm².
type DiffAreas struct {
	FromM2     SquareMillimetres `json:"from_m2"`
	ToM2       SquareMillimetres `json:"to_m2"`
	ChangeM2   SquareMillimetres `json:"change_m2"`
	ZonesM2    SquareMillimetres `json:"zones_m2"`
	ForestM2   SquareMillimetres `json:"forest_m2"`
	CellsM2    SquareMillimetres `json:"cells_m2"`
	AcceptedM2 SquareMillimetres `json:"accepted_m2"`
	ValidityM2 SquareMillimetres `json:"validity_m2"`
	RulesM2    SquareMillimetres `json:"rules_m2"`
	RoundingM2 SquareMillimetres `json:"rounding_m2"` // what the two snapshots measure differently of the same ground
}

func (d *DiffAreas) parts() [diffParts]*SquareMillimetres {
	return [diffParts]*SquareMillimetres{&d.ZonesM2, &d.ForestM2, &d.CellsM2, &d.AcceptedM2, &d.ValidityM2, &d.RulesM2}
}

// still tells that nothing happened: every part is 0 but for rounding, as where ground goes from one child to another.
func (d *DiffAreas) still() bool {
	for _, p := range d.parts() {
		if !coverage.Near(p.M2(), 0, max(d.FromM2.M2(), d.ToM2.M2())) {
			return false
		}
	}
	return true
}

func (d *DiffAreas) add(o DiffAreas) {
	d.FromM2 += o.FromM2
	d.ToM2 += o.ToM2
	d.ChangeM2 += o.ChangeM2
	d.RoundingM2 += o.RoundingM2
	theirs := o.parts()
	for i, p := range d.parts() {
		*p += *theirs[i]
	}
}

// SquareMillimetres is an area in whole square millimetres, written in m²: integers add up exactly.
type SquareMillimetres int64

func squareOf(m2 float64) SquareMillimetres { return SquareMillimetres(math.Round(m2 * 1e6)) }

// M2 is the area in m².
func (s SquareMillimetres) M2() float64 { return float64(s) / 1e6 }

// MarshalJSON writes m² with as many of six decimals as are needed. It returns no error.
func (s SquareMillimetres) MarshalJSON() ([]byte, error) { return []byte(s.String()), nil }

func (s SquareMillimetres) String() string {
	sign, n := "", uint64(s)
	if s < 0 {
		sign, n = "-", uint64(-s)
	}
	if n%1e6 == 0 {
		return fmt.Sprintf("%s%d", sign, n/1e6)
	}
	text := fmt.Sprintf("%s%d.%06d", sign, n/1e6, n%1e6)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	return text
}

// Cause is an edit behind a part of the change.
type Cause struct {
	Part  string `json:"part"`  // zones, forest, cells, accepted, validity or rules
	Layer string `json:"layer"` // zones, parcels, cells, accepted, or project
	ID    string `json:"id"`
	Edit  string `json:"edit"` // added, removed, reshaped, reordered, class, from → to …
}

// Row is one zone's change.
type Row struct {
	Zone   string         `json:"zone"`
	Name   string         `json:"name"`
	Level  snapshot.Level `json:"level"`
	Parent string         `json:"parent"`
	DiffAreas
	Causes []Cause `json:"causes"`
}

// Answer answers a [Query]. Rows come for zones in which something changed, parents before children.
type Answer struct {
	From       snapshot.ID    `json:"from"`
	To         snapshot.ID    `json:"to"`
	FromOn     snapshot.Date  `json:"from_on"`
	ToOn       snapshot.Date  `json:"to_on"`
	FromDemand rules.Demand   `json:"from_demand"`
	ToDemand   rules.Demand   `json:"to_demand"`
	InPost     bool           `json:"in_post"`
	AreaMethod string         `json:"area_method"`
	Zone       string         `json:"zone"`
	Level      snapshot.Level `json:"level"`
	Rows       []Row          `json:"rows"`
	Total      DiffAreas      `json:"total"`
	Gaps       DiffGaps       `json:"gaps"`
}

// Compare explains how the gap area of an earlier snapshot became that of a later one. Errors are a [*snapshot.QueryError] if the
// snapshots lie in different planes, a [*snapshot.UnknownZoneError], or ctx's.
func Compare(ctx context.Context, from, s *coverage.Engine, q Query) (*Answer, error) {
	if from.Manifest.CRS.WKT != s.Manifest.CRS.WKT {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("snapshots %s and %s lie in different planes (%s and %s), so that their ground cannot be compared exactly; set `crs:` in the project file to keep one",
			from.Manifest.ID, s.Manifest.ID, from.Manifest.CRS.Name, s.Manifest.CRS.Name)}
	}
	c := newComparison(from, s, q)
	within, err := c.scope(q.Zone)
	if err != nil {
		return nil, err
	}
	own, err := c.explain(ctx)
	if err != nil {
		return nil, err
	}
	out := &Answer{From: from.Manifest.ID, To: s.Manifest.ID, FromOn: from.Manifest.On, ToOn: s.Manifest.On, FromDemand: c.demand[0], ToDemand: c.demand[1],
		InPost: q.InPost, AreaMethod: coverage.Ellipsoidal, Zone: q.Zone, Level: q.Level, Rows: []Row{}}
	for _, row := range c.rows(own) {
		if row.Zone == q.Zone {
			out.Total = row.DiffAreas
		}
		if within(row.Zone) && !row.still() && (q.Level == "" || row.Level == q.Level) {
			out.Rows = append(out.Rows, row)
		}
	}
	if q.Zone == "" {
		for _, change := range own {
			out.Total.add(change.DiffAreas)
		}
	}
	out.Gaps, err = c.gaps(ctx, within)
	return out, err
}

// zoneChange is the change of a zone's own ground: a leaf's, or what a parent holds beyond its children.
type zoneChange struct {
	DiffAreas
	causes []Cause
}

// rows sums every zone's subtree: the earlier figure along the earlier tree, all others along the later one. A zone that
// moves to another parent changes both parents' zones part.
func (c *comparison) rows(own map[string]*zoneChange) []Row {
	index := map[string]int{}
	var out []Row
	for v := 1; v >= 0; v-- { // the later tree first; then what is only in the earlier
		z := c.at[v].Zones
		for _, i := range z.Subtree(-1) {
			if _, there := index[z.Code[i]]; !there {
				index[z.Code[i]] = len(out)
				out = append(out, Row{Zone: z.Code[i], Name: z.Name[i], Level: z.Level[i], Parent: c.at[v].ZoneCode(z.Parent[i]), Causes: []Cause{}})
			}
		}
	}
	for code, change := range own {
		above := [2][]string{c.above(0, code), c.above(1, code)}
		causes := change.causes
		if above[0] != nil && above[1] != nil && !slices.Equal(above[0], above[1]) && change.FromM2 != 0 {
			causes = append(slices.Clone(causes), Cause{PartZones.String(), "zones", code, "another parent"})
		}
		for _, up := range above[0] {
			r := &out[index[up]]
			r.FromM2 += change.FromM2
			r.ZonesM2 -= change.FromM2
		}
		for _, up := range above[1] {
			r := &out[index[up]]
			r.ToM2 += change.ToM2
			r.ZonesM2 += change.FromM2
			later := change.DiffAreas
			later.FromM2, later.ToM2 = 0, 0
			r.add(later)
		}
		for _, up := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(above[0], above[1])))) {
			r := &out[index[up]]
			r.Causes = append(r.Causes, causes...)
		}
	}
	for i := range out {
		r := &out[i]
		r.ChangeM2 = r.ToM2 - r.FromM2
		r.Causes = sortedCauses(r.Causes)
	}
	return out
}

// above lists a zone and its ancestors in one of the trees, nil where it is not in it.
func (c *comparison) above(v int, code string) []string {
	z := c.at[v].Zones
	i, ok := z.Find(code)
	if !ok {
		return nil
	}
	var out []string
	for _, up := range z.Chain(i) {
		out = append(out, z.Code[up])
	}
	return out
}

func sortedCauses(list []Cause) []Cause {
	slices.SortFunc(list, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(slices.Index(partNames[:], a.Part), slices.Index(partNames[:], b.Part)), cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Edit, b.Edit))
	})
	return slices.Compact(list)
}

var partNames = [diffParts]string{"zones", "forest", "cells", "accepted", "validity", "rules"}

func (p DiffPart) String() string { return partNames[p] }

// scope resolves a zone code of either snapshot to a test for "in its subtree, in either of the trees".
func (c *comparison) scope(code string) (func(code string) bool, error) {
	if code == "" {
		return func(string) bool { return true }, nil
	}
	in := map[string]bool{}
	for _, s := range c.at {
		if root, ok := s.Zones.Find(code); ok {
			for _, i := range s.Zones.Subtree(root) {
				in[s.Zones.Code[i]] = true
			}
		}
	}
	if len(in) == 0 {
		return nil, &snapshot.UnknownZoneError{Code: code}
	}
	return func(code string) bool { return in[code] }, nil
}
