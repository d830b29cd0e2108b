package certificate

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Tolerances of a check. Figures drawn from the facts of the same snapshot agree to rounding; those computed another way
// may differ by what cutting polygons rounds.
const (
	factsAbsM2, factsRel     = 1e-6, 1e-9
	recountAbsM2, recountRel = 1.0, 1e-9

	// partAbsM2 is for parts of a snapshot: where parcels are cut at the border, gaps of forest are noded at other vertices, and each metre of
	// their borders is rounded by a tenth of a micrometre.
	partAbsM2 = 0.01
	// lastDigit is that of a place in degrees: a part of a snapshot may round it the other way.
	lastDigit = 1.1e-7
)

// CertificateCheck confirms or refutes a certificate. Deviations is empty exactly if Confirmed is true.
type CertificateCheck struct {
	Snapshot   snapshot.ID   `json:"snapshot"`
	Zone       string        `json:"zone"`
	On         snapshot.Date `json:"on"`
	Confirmed  bool          `json:"confirmed"`
	Compared   int           `json:"compared"`  // values of the statement against the snapshot's facts
	Recounted  int           `json:"recounted"` // figures against the recount
	Deviations []Deviation   `json:"deviations"`

	otherWords bool    // another version issued the certificate
	absM2      float64 // by which areas may differ
}

// Deviation is a value of a certificate that is not what it should be.
type Deviation struct {
	Field string `json:"field"`
	Says  string `json:"says"`  // the certificate
	Found string `json:"found"` // the check
	By    string `json:"by"`    // hash, facts or recount
}

func (d Deviation) String() string {
	switch d.By {
	case "hash":
		return fmt.Sprintf("the file was changed after it was issued: its content has the hash %s, it states %s", d.Found, d.Says)
	case "recount":
		return fmt.Sprintf("%s: the certificate says %s, an independent recount from the polygons gives %s", d.Field, d.Says, d.Found)
	}
	what := ""
	switch name, _, _ := strings.Cut(strings.ReplaceAll(d.Field, "[", "."), "."); name {
	case "tolerance", "forest_classes":
		what = "other rules: "
	case "inputs":
		what = "other inputs: "
	}
	return fmt.Sprintf("%s%s: the certificate says %s, the snapshot gives %s", what, d.Field, d.Says, d.Found)
}

// Check confirms or refutes a certificate that names this snapshot: its hash, every value against a certificate issued
// anew from the facts, and every figure against a recount from the polygons. One that was issued on a part of the snapshot is issued anew
// on that part, and counted on the whole.
//
// tool is the version that checks. Where another version issued the certificate, its sentences are not compared: words may have
// changed, figures may not.
//
// Errors are a [*FormatError] where the certificate is about another snapshot, those of [Engine.Certify] and recount, or ctx's. A
// deviation is no error.
func (e *Engine) Check(ctx context.Context, f *CertificateFile, tool string, recount Recounter) (*CertificateCheck, error) {
	st := &f.Statement
	if st.Snapshot != e.Manifest.ID {
		return nil, &FormatError{fmt.Sprintf("the certificate is about snapshot %s, not %s", st.Snapshot, e.Manifest.ID)}
	}
	out := &CertificateCheck{Snapshot: st.Snapshot, Zone: st.Zone, On: st.On, Deviations: []Deviation{}, otherWords: tool != st.Tool, absM2: factsAbsM2}
	if st.Within != "" {
		out.absM2 = partAbsM2
	}
	if f.Hash != f.SHA256 {
		out.Deviations = append(out.Deviations, Deviation{"statement_sha256", f.SHA256, f.Hash, "hash"})
	}
	if !IssuedAfter(&e.Tables, st.Issued) {
		out.differ("issued", quote(st.Issued.String()), "a day before it was made")
	}
	issuer, err := e.within(ctx, st.Within)
	if err != nil {
		return nil, err
	}
	anew, err := issuer.Certify(ctx, st.Query(), Issue{st.Issued, st.Tool})
	if err != nil {
		return nil, fmt.Errorf("the certificate's question cannot be asked of snapshot %s: %w", e.Manifest.ID, err)
	}
	want, err := plainJSON(anew.Statement)
	if err != nil {
		return nil, err
	}
	out.compare("", f.statement, want)
	if err := e.checkRecount(ctx, out, st, recount); err != nil {
		return nil, err
	}
	out.Confirmed = len(out.Deviations) == 0
	return out, nil
}

// within is the engine of the part below a zone, e itself for "".
func (e *Engine) within(ctx context.Context, zone string) (*Engine, error) {
	if zone == "" {
		return e, nil
	}
	part, err := scope.Cut(ctx, e.Snapshot, scope.Of(scope.Part{Zone: zone, Groups: scope.ShownInFull}))
	if err != nil {
		return nil, err
	}
	return New(e.coverage.On(part)), nil
}

func plainJSON(v any) (map[string]any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.Unmarshal(b, &out)
}

// compare walks two JSON values side by side.
func (c *CertificateCheck) compare(path string, says, found any) {
	switch found := found.(type) {
	case map[string]any:
		if _, text := found["zh"]; text && c.otherWords {
			return
		}
		if says, ok := says.(map[string]any); ok {
			for _, name := range names(says, found) {
				c.compare(strings.TrimPrefix(path+"."+name, "."), says[name], found[name])
			}
			return
		}
	case []any:
		if says, ok := says.([]any); ok {
			if len(says) != len(found) {
				c.differ(path, fmt.Sprintf("%d entries", len(says)), fmt.Sprintf("%d entries", len(found)))
			}
			for i := range min(len(says), len(found)) {
				c.compare(fmt.Sprintf("%s[%s]", path, label(found[i], i)), says[i], found[i])
			}
			return
		}
	case float64:
		if says, ok := says.(float64); ok {
			c.Compared++
			abs := 0.0
			switch {
			case strings.HasSuffix(path, "_m2"):
				abs = c.absM2
			case strings.HasSuffix(path, ".lon"), strings.HasSuffix(path, ".lat"):
				abs = lastDigit
			}
			if !(math.Abs(says-found) <= abs+factsRel*math.Abs(found)) {
				c.differ(path, decimal(says), decimal(found))
			}
			return
		}
	}
	c.Compared++
	if says != found {
		c.differ(path, quote(says), quote(found))
	}
}

func (c *CertificateCheck) differ(path, says, found string) {
	c.Deviations = append(c.Deviations, Deviation{path, says, found, "facts"})
}

func names(a, b map[string]any) []string {
	var out []string
	for n := range b {
		out = append(out, n)
	}
	for n := range a {
		if _, ok := b[n]; !ok {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// label names an entry of a list by what it is about, else by its place.
func label(v any, i int) string {
	if m, ok := v.(map[string]any); ok {
		for _, key := range []string{"id", "zone", "path"} {
			if s, ok := m[key].(string); ok && s != "" {
				return s
			}
		}
	}
	return fmt.Sprint(i)
}

func quote(v any) string {
	if v == nil {
		return "nothing"
	}
	b, err := json.Marshal(v)
	if err != nil || strings.HasPrefix(string(b), "{") || strings.HasPrefix(string(b), "[") {
		return "something else"
	}
	return string(b)
}

// checkRecount compares the figures of every chief and the areas of all gaps with those computed another way.
func (e *Engine) checkRecount(ctx context.Context, out *CertificateCheck, st *Statement, recount Recounter) error {
	zone, ok := e.Zones.Find(st.Zone)
	if !ok {
		return &snapshot.UnknownZoneError{Code: st.Zone}
	}
	root := e.top(zone)
	if within, ok := e.Zones.Find(st.Within); ok {
		root = within
	}
	counts, err := recount(ctx, e.coverage, st.Query(), root)
	if err != nil {
		return err
	}
	for _, group := range []struct {
		name  string
		lines []ChiefLine
	}{{"chiefs", st.Chiefs}, {"children", st.Children}} {
		for _, l := range group.lines {
			z, ok := e.Zones.Find(l.Zone)
			if count, in := counts[z]; ok && in {
				out.recountLine(fmt.Sprintf("%s[%s].", group.name, l.Zone), &l, &count)
			} // an unknown zone is a deviation already
		}
	}
	byZone := map[string][]GapLine{}
	for _, g := range st.Gaps {
		byZone[g.Zone] = append(byZone[g.Zone], g)
	}
	for _, z := range e.Zones.Subtree(zone) {
		out.recountGaps(byZone[e.Zones.Code[z]], counts[z].GapAreas)
	}
	return nil
}

func (c *CertificateCheck) recountLine(path string, l *ChiefLine, r *Recount) {
	for _, f := range []struct {
		name                  string
		says, found, doubtful float64
	}{
		{"demand_m2", l.DemandM2, r.DemandM2, 0}, {"covered_m2", l.CoveredM2, r.CoveredM2, 0}, {"gap_m2", l.GapM2, r.GapM2, 0},
		{"accepted_m2", l.AcceptedM2, r.AcceptedM2, 0}, {"overlap_m2", l.OverlapM2, r.OverlapM2, 0}, {"residue_m2", l.ResidueM2, r.ResidueM2, r.DoubtfulM2},
		{"unassigned_m2", l.UnassignedM2, r.UnassignedM2, 0}, {"contested_m2", l.ContestedM2, r.ContestedM2, 0},
	} {
		c.recounted(path+f.name, f.says, f.found, f.doubtful)
	}
	for _, f := range []struct {
		name                  string
		says, found, doubtful int
	}{{"gaps", l.Gaps, r.Gaps, r.DoubtfulGaps}, {"unassigned_places", l.UnassignedPlaces, r.UnassignedPlaces, r.DoubtfulPlaces}} {
		c.Recounted++
		if d := f.says - f.found; d > f.doubtful || -d > f.doubtful {
			c.Deviations = append(c.Deviations, Deviation{path + f.name, fmt.Sprint(f.says), fmt.Sprint(f.found), "recount"})
		}
	}
}

// recountGaps looks for each gap of one zone among those found by the recount, which holds doubtful ones too.
func (c *CertificateCheck) recountGaps(says []GapLine, found []float64) {
	found = slices.Clone(found)
	for _, g := range says {
		best := -1
		for i, a := range found {
			if best < 0 || math.Abs(a-g.AreaM2) < math.Abs(found[best]-g.AreaM2) {
				best = i
			}
		}
		if best < 0 {
			c.Recounted++
			c.Deviations = append(c.Deviations, Deviation{"gaps[" + g.ID + "]", decimal(g.AreaM2), "no such gap", "recount"})
			continue
		}
		c.recounted("gaps["+g.ID+"].area_m2", g.AreaM2, found[best], 0)
		found = slices.Delete(found, best, best+1)
	}
}

func (c *CertificateCheck) recounted(path string, says, found, doubtful float64) {
	c.Recounted++
	if !(math.Abs(says-found) <= recountAbsM2+recountRel*math.Abs(found)+doubtful) {
		c.Deviations = append(c.Deviations, Deviation{path, decimal(says), decimal(found), "recount"})
	}
}

// Recount is a zone's coverage, its subtree summed, computed another way than from the facts.
type Recount struct {
	snapshot.Totals
	UnassignedPlaces int
	// DoubtfulGaps and DoubtfulPlaces are polygons so near the tolerance that another way of computing may count them
	// differently.
	DoubtfulGaps, DoubtfulPlaces int
	DoubtfulM2                   float64   // ground of the doubtful gaps
	GapAreas                     []float64 // of the zone's own gaps and of doubtful ones
}

// Recounter computes coverage of the zones below root another way than from the facts; by zone.
type Recounter func(ctx context.Context, e *coverage.Engine, q coverage.Query, root int32) (map[int32]Recount, error)
