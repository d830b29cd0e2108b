package change

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// PatchesQuery asks for the patches of one rule; the zero value takes the first rule and all zones.
type PatchesQuery struct {
	Rule   string         `help:"@changes_rule" placeholder:"NAME"`
	T1     snapshot.Date  `name:"t1" help:"@t1" placeholder:"DATE"`
	Zone   string         `help:"@changes_zone" placeholder:"CODE"`
	Level  snapshot.Level `help:"@changes_level" placeholder:"LEVEL"`
	Demand rules.Demand   `help:"@changes_demand" enum:"all,forest" default:"all"` // by the parcel's class
	On     snapshot.Date  `help:"@changes_on" placeholder:"DATE"`
	Planar string         `help:"@planar" placeholder:"EPSG:N"` // "" for ellipsoidal areas
}

// PatchPart is one patch's ground in one zone, set of cells and parcel. Sum PartM2, never PatchM2.
type PatchPart struct {
	Patch      string               `json:"patch"`
	Part       int                  `json:"part"`
	PartM2     float64              `json:"part_m2"`
	PatchM2    float64              `json:"patch_m2"`
	Zone       string               `json:"zone"` // leaf zone; "" outside all zones
	ZoneName   string               `json:"zone_name"`
	Cell       string               `json:"cell"` // the first of Cells; "" in a gap
	Cells      []string             `json:"cells"`
	Parcel     string               `json:"parcel"`
	Class      string               `json:"class"`
	Category   string               `json:"category"`
	Ranger     string               `json:"ranger"`
	Chain      []snapshot.ChainStep `json:"chain"`
	MeanChange snapshot.Number      `json:"mean_change"` // of the whole patch; null where some of it may not be seen
	MaxChange  snapshot.Number      `json:"max_change"`
	Lon        float64              `json:"lon"`
	Lat        float64              `json:"lat"`

	FirstSeen      snapshot.Date   `json:"first_seen"` // the first later scene that shows the patch
	LastSeen       snapshot.Date   `json:"last_seen"`
	SplitFrom      string          `json:"split_from"`
	Residue        bool            `json:"residue,omitempty"` // below the tolerance, beside larger parts of its patch
	MonitoredShare snapshot.Number `json:"monitored_share"`   // of the row's zone; null outside all zones
	Triage

	shape int
}

// PatchesTotal sums over the rows; parts and patches are those above the tolerance. Unobserved ground is never the same as unchanged ground. UnobservedM2 is what the later scene
// did not observe of the zone, as in all answers; MonitoredShare what both dates observed.
type PatchesTotal struct {
	Patches        int     `json:"patches"`
	Flagged        int     `json:"flagged"` // patches that are more than ordinary
	Parts          int     `json:"parts"`
	AreaM2         float64 `json:"area_m2"` // residue included
	ResidueParts   int     `json:"residue_parts,omitempty"`
	ResidueM2      float64 `json:"residue_m2,omitempty"`
	UnobservedM2   float64 `json:"unobserved_m2"`
	MonitoredShare float64 `json:"monitored_share"`
	// Outside is what of the above lies in no zone, where no chief answers for it.
	Outside OutsideTotal `json:"outside"`
}

// OutsideTotal sums over the rows outside every zone.
type OutsideTotal struct {
	Patches int     `json:"patches"` // without any ground in a zone
	Parts   int     `json:"parts"`
	AreaM2  float64 `json:"area_m2"`
}

// PatchesAnswer answers a [PatchesQuery].
type PatchesAnswer struct {
	Snapshot   snapshot.ID    `json:"snapshot"`
	On         snapshot.Date  `json:"on"`
	Rule       string         `json:"rule"`
	Definition RuleDoc        `json:"definition"`
	Quantity   string         `json:"quantity"`
	Measure    rules.Measure  `json:"measure"` // what mean_change and max_change are
	T0         snapshot.Date  `json:"t0"`
	T1         snapshot.Date  `json:"t1"`
	AreaMethod string         `json:"area_method"`
	Zone       string         `json:"zone"`
	Level      snapshot.Level `json:"level"`
	Demand     rules.Demand   `json:"demand"`
	Rows       []PatchPart    `json:"rows"`
	Total      PatchesTotal   `json:"total"`
	// Pixels are those of the whole scene, whatever the zone; nil of a part of a snapshot.
	Pixels *snapshot.PixelCounts `json:"pixels,omitempty"`

	Shapes *spatial.Polygons `json:"-"` // of the whole snapshot; see [PatchesAnswer.Shape]
}

// Shape is the feature of Shapes that row i is about.
func (c *PatchesAnswer) Shape(i int) int { return c.Rows[i].shape }

// ByRule returns what a rule found between its newest scenes; "" is the first rule. Errors are those of [Engine.At].
func (e *Engine) ByRule(rule string) (*snapshot.Change, error) { return e.At(rule, snapshot.NoDate) }

// At returns what a rule found up to a later scene; "" is the first rule, [snapshot.NoDate] the newest scene. Where there is no
// such rule or scene it returns a [*snapshot.QueryError] that names those there are.
func (e *Engine) At(rule string, t1 snapshot.Date) (*snapshot.Change, error) {
	var names, dates []string
	for i := len(e.Changes) - 1; i >= 0; i-- { // the newest pair of scenes of a rule comes last
		c := e.Changes[i]
		if c.Rule.Name == rule || rule == "" && c.Rule.Name == e.Changes[0].Rule.Name {
			if t1 == snapshot.NoDate || t1 == c.T1.Date {
				return c, nil
			}
			dates = append(dates, c.T1.Date.String())
		}
		if !slices.Contains(names, c.Rule.Name) {
			names = append(names, c.Rule.Name)
		}
	}
	if len(dates) > 0 {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("t1 %s: the rule has later scenes of %s", t1, strings.Join(dates, ", "))}
	}
	if len(names) == 0 {
		return nil, &snapshot.QueryError{Reason: "this snapshot has no change rule with two scenes; add scenes and rules.change to the project file and ingest"}
	}
	return nil, &snapshot.QueryError{Reason: fmt.Sprintf("rule %q: the snapshot has %s", rule, strings.Join(names, ", "))}
}

// Patches answers which patches a rule found and who answers for them. Errors are those of [Engine.At], a
// [*snapshot.UnknownZoneError], and a [*snapshot.QueryError] for a plane that is refused.
func (e *Engine) Patches(ctx context.Context, q PatchesQuery) (*PatchesAnswer, error) {
	c, err := e.At(q.Rule, q.T1)
	if err != nil {
		return nil, err
	}
	within, err := e.Scope(q.Zone)
	if err != nil {
		return nil, err
	}
	pick, err := e.coverage.AreasBy(coverage.ViewKey{Planar: q.Planar})
	if err != nil {
		return nil, err
	}
	if q.On == snapshot.NoDate {
		q.On = c.T1.Date
	}
	out := &PatchesAnswer{
		Snapshot: e.Manifest.ID, On: q.On, Rule: c.Rule.Name, Definition: docOf(c), Quantity: c.Rule.Quantity, Measure: c.Rule.Measure(), T0: c.T0.Date, T1: c.T1.Date,
		AreaMethod: pick.Method, Zone: q.Zone, Level: q.Level, Demand: cmp.Or(q.Demand, rules.DemandAll), Rows: []PatchPart{}, Shapes: c.Parts.Shapes,
	}
	if !e.Part {
		out.Pixels = &c.Pixels
	}
	parts := pick.Of(c.Parts.Shapes, c.Parts.Ellipsoidal, c.Parts.Planar)
	whole := pick.Of(c.Patches.Shapes, c.Patches.Ellipsoidal, c.Patches.Planar)
	triage, err := e.triageOf(ctx, c)
	if err != nil {
		return nil, err
	}
	forest, above := e.ForestParcels(), e.above[c]()
	inZone := make([]bool, len(c.Patches.Pixels))
	for i, patch := range c.Parts.Patch {
		inZone[patch] = inZone[patch] || c.Parts.Zone[i] >= 0 && above[i]
	}
	number, last, counted := 0, int32(-1), int32(-1)
	for i, patch := range c.Parts.Patch {
		if patch != last {
			number, last = 0, patch
		}
		number++
		parcel := c.Parts.Parcel[i]
		if !within(c.Parts.Zone[i]) || q.Demand == rules.DemandForest && (parcel < 0 || !forest[parcel]) {
			continue
		}
		row := e.partAt(c, i, q)
		row.Part, row.PartM2, row.PatchM2 = number, parts[i], whole[patch]
		row.Residue = !above[i]
		row.Triage = triage.of(e.Manifest.Rules.Triage, c, patch, whole)
		out.Rows = append(out.Rows, row)
		out.Total.add(&row, c.Parts.Zone[i] < 0, patch != counted, inZone[patch])
		if !row.Residue {
			counted = patch
		}
	}
	e.observed(&out.Total, c, q.Zone, pick)
	return out, nil
}

// partAt is a part under the zone of the level that the question names.
func (e *Engine) partAt(c *snapshot.Change, i int, q PatchesQuery) PatchPart {
	row := e.PartOf(c, i, q.On)
	for _, l := range row.Chain {
		if l.Level == q.Level {
			row.Zone, row.ZoneName = l.Zone, l.Name
		}
	}
	if z, ok := e.Zones.Find(row.Zone); ok {
		row.MonitoredShare = snapshot.Number(c.Zones.ValidShare[z])
	}
	return row
}

// add counts a row: outside tells that it lies in no zone, first that it is its patch's first that is no residue, inZone whether any
// ground of that patch is in a zone.
func (t *PatchesTotal) add(row *PatchPart, outside, first, inZone bool) {
	t.AreaM2 += row.PartM2
	if outside {
		t.Outside.AreaM2 += row.PartM2
	}
	if row.Residue {
		t.ResidueParts++
		t.ResidueM2 += row.PartM2
		return
	}
	t.Parts++
	if outside {
		t.Outside.Parts++
	}
	if !first {
		return
	}
	t.Patches++
	if !inZone {
		t.Outside.Patches++
	}
	if row.Severity != rules.Ordinary {
		t.Flagged++
	}
}

// PartOf describes part i of a change, with the chiefs and rangers of a date; its areas and its triage are left out.
func (e *Engine) PartOf(c *snapshot.Change, i int, on snapshot.Date) PatchPart {
	patch, zone := c.Parts.Patch[i], c.Parts.Zone[i]
	row := PatchPart{
		Patch: c.PatchID(patch), Zone: e.ZoneCode(zone), Cells: []string{}, Chain: e.ChainOf(zone, on),
		MeanChange: snapshot.Number(c.Patches.Mean[patch]), MaxChange: snapshot.Number(c.Patches.Extreme[patch]), shape: i,
		FirstSeen: c.Patches.FirstSeen[patch], LastSeen: c.Patches.LastSeen[patch], SplitFrom: c.Patches.SplitFrom[patch], MonitoredShare: snapshot.Number(math.NaN()),
	}
	row.Lon, row.Lat = e.PlaceOf(c.Parts.Shapes.InnerPoint(i))
	if zone >= 0 {
		row.ZoneName = e.Zones.Name[zone]
	}
	for _, cell := range e.ValidCells(c.Parts.Set[i], on) {
		if row.Cell == "" {
			row.Cell, row.Ranger = e.Cells.ID[cell], e.Registry.Name(e.RangerOf(int(cell), on))
		}
		row.Cells = append(row.Cells, e.Cells.ID[cell])
	}
	if p := c.Parts.Parcel[i]; p >= 0 {
		row.Parcel, row.Class, row.Category = e.Parcels.ID[p], e.Parcels.Class[p], e.Parcels.Category[p]
	}
	return row
}

// observed sums the ground of the zone, or of all roots, that was seen at both dates, and that the later scene did not see.
func (e *Engine) observed(t *PatchesTotal, c *snapshot.Change, zone string, pick coverage.Areas) {
	zones := e.Zones.Roots()
	if i, ok := e.Zones.Find(zone); ok {
		zones = []int32{i}
	}
	areas, later := pick.Of(e.Zones.Shapes, e.Zones.Ellipsoidal, e.Zones.Planar), e.LaterShares(c, "zones")
	var seen, all float64
	for _, z := range zones {
		all += areas[z]
		seen += areas[z] * c.Zones.ValidShare[z]
		t.UnobservedM2 += unobservedM2(areas[z], later[z])
	}
	if all > 0 {
		t.MonitoredShare = seen / all
	}
}
