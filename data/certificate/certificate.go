package certificate

import (
	"context"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// CertificateForm names the form of a certificate; a reader refuses any other.
const CertificateForm = "qingshan-certificate/1"

// Certificate is a [Statement] with the hash of its content, so that a changed figure is noticed.
type Certificate struct {
	Form      string    `json:"form"`
	Statement Statement `json:"statement"`
	SHA256    string    `json:"statement_sha256"` // of the canonical JSON of Statement, see [CanonicalHash]

	Found         *snapshot.Findings `json:"-"` // the geometry behind the figures, of all zones
	Unassigned    []coverage.Finding `json:"-"` // unassigned ground at or above the tolerance, in the zone and those below
	AcceptedFaces []int              `json:"-"` // faces of Facts that exceptions take out of the gap
}

// Statement says for one zone on one date, and for every chief who answers for it, whether responsibility is without blind
// spots (责任无盲区), by which rule that was found, and from which inputs. Areas are m² by AreaMethod.
type Statement struct {
	Snapshot snapshot.ID `json:"snapshot"`
	Project  string      `json:"project"`
	Zone     string      `json:"zone"`
	// Within is the zone that Chiefs ends with where whoever issued the certificate may see no further, "" where the chain is whole. Of the
	// sources such a certificate says nothing but what the snapshot's id says: their names tell of other ground.
	Within string        `json:"within,omitempty"`
	On     snapshot.Date `json:"on"`
	Issued snapshot.Date `json:"issued"`
	Tool   string        `json:"tool"`

	Demand        rules.Demand `json:"demand"`
	ForestClasses []string     `json:"forest_classes,omitempty"` // of demand forest
	InPost        bool         `json:"in_post"`                  // only cells with a ranger in post count
	AreaMethod    string       `json:"area_method"`
	WorkingCRS    string       `json:"working_crs"`
	Tolerance     Tolerance    `json:"tolerance"`
	Rule          texts.Text   `json:"rule"`

	Verdict  Verdict                `json:"verdict"`  // of the zone itself, that of Chiefs[0]
	Chiefs   []ChiefLine            `json:"chiefs"`   // the zone's chief first, then the chain upwards
	Children []ChiefLine            `json:"children"` // the zones directly below, by code
	Gaps     []GapLine              `json:"gaps"`     // of the zone and those below, largest first
	Accepted []coverage.ExceptionOf `json:"accepted"` // exceptions in force that take ground out of the gap, largest first
	Inputs   []snapshot.Input       `json:"inputs"`   // of the snapshot
	// Missing are the zones below that are in no figure, Refused the rows of other layers of the whole snapshot.
	Missing []snapshot.MissingZone `json:"missing_zones,omitempty"`
	Refused []snapshot.RefusedRows `json:"refused_rows,omitempty"`
}

// Tolerance is the size below which a polygon of uncovered ground is residue.
type Tolerance struct {
	MinAreaM2 float64 `json:"min_area_m2"`
	MinWidthM float64 `json:"min_width_m"` // of 2·area/perimeter
}

// Verdict is what a statement comes to. The words are defined by [verdictOf].
type Verdict string

// Verdicts, from best to worst.
const (
	NoBlindSpot     Verdict = "no_blind_spot"    // 责任无盲区
	NothingDemanded Verdict = "nothing_demanded" // 无应管地面
	NobodyHolds     Verdict = "nobody_holds"     // 地面有人管，但有责任区无人任职
	BlindSpots      Verdict = "blind_spots"      // 存在责任盲区
)

// ChiefLine is the statement for one chief: the figures of the zone's subtree and what they come to.
type ChiefLine struct {
	snapshot.ChainStep            // Chief is "" where nobody holds the zone on the date
	Post               string     `json:"post,omitempty"`
	Verdict            Verdict    `json:"verdict"`
	Sentence           texts.Text `json:"sentence"`
	snapshot.Totals
	ResidualM2       float64 `json:"residual_m2"`             // covered + gap + accepted − demand: rounding, below 1e-9 of the demand
	UnassignedPlaces int     `json:"unassigned_places"`       // polygons of unassigned ground at or above the tolerance
	Zones            int     `json:"zones"`                   // the zone and all below it
	Unheld           int     `json:"unheld_zones"`            // those of them that no chief holds on the date
	Missing          int     `json:"missing_zones,omitempty"` // zones below that are in no figure
}

// verdictOf defines the verdicts:
//
//   - blind_spots: at least one gap at or above the tolerance, or one polygon of unassigned ground at or above it, or a zone
//     below that is missing from the snapshot;
//   - nobody_holds: none, but the zone or one below it has no chief on the date;
//   - nothing_demanded: none, everyone in post, but there is no ground to be covered (no forest, where that is asked);
//   - no_blind_spot: otherwise. Residue is shown, and does not count.
func verdictOf(l *ChiefLine) Verdict {
	switch {
	case l.Gaps > 0 || l.UnassignedPlaces > 0 || l.Missing > 0:
		return BlindSpots
	case l.Unheld > 0:
		return NobodyHolds
	case l.DemandM2 == 0:
		return NothingDemanded
	}
	return NoBlindSpot
}

// GapLine is one gap of a certificate; Lon and Lat lie inside it, CGCS2000 degrees.
type GapLine struct {
	ID       string  `json:"id"`
	Zone     string  `json:"zone"`
	ZoneName string  `json:"zone_name"`
	AreaM2   float64 `json:"area_m2"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
}

// Issue says when and by what a certificate is issued.
type Issue struct {
	On   snapshot.Date
	Tool string
}

// CertificateQuery asks for a zone's certificate.
type CertificateQuery struct {
	Zone   string        `http:"path=code" help:"@certified_zone" required:"" placeholder:"CODE"`
	On     snapshot.Date `help:"@on" placeholder:"DATE"`
	Demand rules.Demand  `help:"@demand" enum:"all,forest," default:""`
	InPost bool          `help:"@in_post"`
	Planar string        `help:"@planar" placeholder:"EPSG:N"`
}

// Coverage is the query by which the zone's coverage is found.
func (q CertificateQuery) Coverage() coverage.Query {
	return coverage.Query{On: q.On, Demand: q.Demand, InPost: q.InPost, Planar: q.Planar, Zone: q.Zone}
}

// Certify states the coverage of the zone that q names, on its date. q.Level is not looked at. Errors are a
// [*snapshot.UnknownZoneError], a [*snapshot.QueryError], those of [coverage.Engine.Coverage], or ctx's.
func (e *Engine) Certify(ctx context.Context, q coverage.Query, issue Issue) (*Certificate, error) {
	zone, ok := e.Zones.Find(q.Zone)
	if !ok {
		return nil, &snapshot.UnknownZoneError{Code: q.Zone}
	}
	if q.Demand != "" && q.Demand != rules.DemandAll && q.Demand != rules.DemandForest {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("demand %q: it can be all or forest", q.Demand)}
	}
	q.Zone, q.Level = "", ""
	cov, err := e.coverage.Coverage(ctx, q)
	if err != nil {
		return nil, err
	}
	q.On, q.Demand = cov.On, cov.Demand
	scope := e.Zones.Subtree(zone)
	lines, unassigned, err := e.chiefLines(ctx, cov, zone)
	if err != nil {
		return nil, err
	}
	all := e.Manifest.Rules.Coverage
	st := Statement{
		Snapshot: cov.Snapshot, Project: e.Manifest.Name, Zone: e.Zones.Code[zone], On: cov.On, Issued: issue.On, Tool: issue.Tool,
		Demand: cov.Demand, InPost: cov.InPost, AreaMethod: cov.AreaMethod, WorkingCRS: e.Manifest.CRS.Name,
		Tolerance: Tolerance{all.MinAreaM2, all.MinWidthM},
		Children:  []ChiefLine{}, Gaps: []GapLine{}, Inputs: e.Manifest.Inputs,
		Missing: e.MissingUnder(zone), Refused: e.Manifest.Refused,
	}
	if st.Demand == rules.DemandForest {
		st.ForestClasses = all.ForestClasses
	}
	if e.Part {
		top := e.top(zone)
		st.Project, st.Within, st.Inputs = e.Zones.Name[top], e.Zones.Code[top], []snapshot.Input{}
	}
	st.Rule = ruleText(&st, e.Manifest.Accounting)
	for _, z := range e.Zones.Chain(zone) {
		st.Chiefs = append(st.Chiefs, lines[z])
	}
	st.Verdict = st.Chiefs[0].Verdict
	for _, z := range e.Zones.Children(zone) {
		st.Children = append(st.Children, lines[z])
	}
	within := snapshot.Membership(scope)
	for _, g := range e.coverage.FindingList(&cov.Found.Gaps, within, cov.On) {
		z, _ := e.Zones.Find(g.Zone)
		st.Gaps = append(st.Gaps, GapLine{g.ID, g.Zone, e.Zones.Name[z], g.AreaM2, g.Lon, g.Lat})
	}
	c := &Certificate{Form: CertificateForm, Found: cov.Found}
	if st.Accepted, c.AcceptedFaces, err = e.coverage.ExceptionsOf(q, within); err != nil {
		return nil, err
	}
	c.Statement = st
	for _, u := range unassigned {
		if within(u.Zone) {
			c.Unassigned = append(c.Unassigned, u)
		}
	}
	if c.SHA256, err = CanonicalHash(c.Statement); err != nil {
		return nil, fmt.Errorf("certificate of zone %s: %w", st.Zone, err)
	}
	return c, nil
}

// top is the uppermost zone above a zone.
func (e *Engine) top(zone int32) int32 {
	chain := e.Zones.Chain(zone)
	return chain[len(chain)-1]
}

// chiefLines are the statements for the zone, its chain and its children, by zone; and the unassigned ground they count.
func (e *Engine) chiefLines(ctx context.Context, cov *coverage.Answer, zone int32) (map[int32]ChiefLine, []coverage.Finding, error) {
	chain := e.Zones.Chain(zone)
	unassigned, err := e.coverage.Unassigned(ctx, e.Zones.Subtree(e.top(zone)), cov.Demand)
	if err != nil {
		return nil, nil, err
	}
	rows := make(map[string]coverage.Row, len(cov.Rows))
	for _, r := range cov.Rows {
		rows[r.Zone] = r
	}
	lines := map[int32]ChiefLine{}
	for _, z := range slices.Concat(e.Zones.Children(zone), chain) {
		row := rows[e.Zones.Code[z]]
		l := ChiefLine{ChainStep: e.ChainOf(z, cov.On)[0], Post: e.Registry.Post(e.Registry.Chief(row.Zone, cov.On)), Totals: row.Totals,
			ResidualM2: row.CoveredM2 + row.GapM2 + row.AcceptedM2 - row.DemandM2}
		below := e.Zones.Subtree(z)
		l.Zones = len(below)
		for _, b := range below {
			if e.Registry.Chief(e.Zones.Code[b], cov.On) == "" {
				l.Unheld++
			}
		}
		in := snapshot.Membership(below)
		for _, u := range unassigned {
			if in(u.Zone) {
				l.UnassignedPlaces++
			}
		}
		missing := e.MissingUnder(z)
		l.Missing = len(missing)
		l.Verdict = verdictOf(&l)
		l.Sentence = sentence(&l, missing, cov.On, cov.Demand)
		lines[z] = l
	}
	return lines, unassigned, nil
}
