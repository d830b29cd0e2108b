package change

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Flag is a threshold that a patch meets, with the numbers that make it so. Areas are ellipsoidal, of forest land only: parcels of
// the forest classes.
type Flag struct {
	Flag     string         `json:"flag"`
	Scope    string         `json:"scope"` // patch, or cluster: only with its neighbours
	Ratio    float64        `json:"ratio"` // the sum of the terms' area ÷ limit; 1 or more
	Terms    []FlagTerm     `json:"terms"`
	Severity rules.Severity `json:"severity"`
	Source   string         `json:"source"`
}

// FlagTerm is forest land of one category against its limit.
type FlagTerm struct {
	Category string  `json:"category"`
	AreaMu   float64 `json:"area_mu"`
	LimitMu  float64 `json:"limit_mu"`
}

// PermittedPart is how much of a patch a permitted area covers.
type PermittedPart struct {
	Permitted string        `json:"permitted"`
	Permit    string        `json:"permit"`
	ValidFrom snapshot.Date `json:"valid_from"`
	ValidTo   snapshot.Date `json:"valid_to"`
	AreaM2    float64       `json:"area_m2"`
	Share     float64       `json:"share"` // of the patch
}

// Triage is what a patch's row says about its urgency. A permit lowers no severity: whether the work kept to it is for people to
// say.
type Triage struct {
	Severity       rules.Severity  `json:"severity"`
	Flags          []Flag          `json:"flags"`
	Due            snapshot.Date   `json:"due"` // to look at it on the ground
	Permitted      []PermittedPart `json:"permitted"`
	PermittedShare float64         `json:"permitted_share"` // of the patch, in one permitted area or several
	Cluster        string          `json:"cluster"`         // the id of its largest patch
	ClusterM2      float64         `json:"cluster_m2"`      // of all its patches, whatever the zone asked for
	ClusterPatches int             `json:"cluster_patches"`
}

// triage is what was worked out of the patches of one change, patch by patch.
type triage struct {
	forest    []map[string]float64 // m² of forest land by category
	cluster   []int32              // by patch, the largest patch of its cluster
	members   map[int32][]int32    // by that patch
	permitted [][]PermittedPart
	share     []float64 // in permitted areas
}

// newTriage works out a change's triage. Patches are clustered by single linkage: two belong together where a way leads from one to
// the other over patches each no further than the rule's distance from the next, measured in the working CRS.
func (e *Engine) newTriage(ctx context.Context, c *snapshot.Change) (*triage, error) {
	n := len(c.Patches.Pixels)
	t := &triage{forest: make([]map[string]float64, n)}
	forest := e.ForestParcels()
	for i, patch := range c.Parts.Patch {
		if p := c.Parts.Parcel[i]; p >= 0 && forest[p] {
			if t.forest[patch] == nil {
				t.forest[patch] = map[string]float64{}
			}
			t.forest[patch][e.Parcels.Category[p]] += c.Parts.Ellipsoidal[i]
		}
	}
	t.link(c, e.Manifest.Rules.Triage.DistanceM)
	return t, e.permit(ctx, t, c)
}

// link fills the clusters.
func (t *triage) link(c *snapshot.Change, distance float64) {
	p := c.Patches.Shapes
	up := make([]int32, p.Len())
	for i := range up {
		up[i] = int32(i)
	}
	root := func(i int32) int32 {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	index := spatial.NewIndex(p)
	limit := math.Nextafter(distance, math.Inf(1)) // the distance itself still counts
	for i := range p.Len() {
		var border *spatial.Border
		for _, j := range index.Query(p.Bounds(i).Pad(distance)) {
			if j <= i || root(int32(i)) == root(int32(j)) {
				continue
			}
			if border == nil {
				border = spatial.NewBorder(p, i)
			}
			if border.Distance(p, j, limit) < limit {
				up[root(int32(j))] = root(int32(i))
			}
		}
	}
	byRoot := map[int32][]int32{}
	for i := range up {
		byRoot[root(int32(i))] = append(byRoot[root(int32(i))], int32(i))
	}
	t.cluster, t.members = make([]int32, len(up)), map[int32][]int32{}
	for _, members := range byRoot {
		largest := slices.MaxFunc(members, func(a, b int32) int {
			return cmp.Or(cmp.Compare(c.Patches.Ellipsoidal[a], c.Patches.Ellipsoidal[b]), cmp.Compare(c.Patches.ID[b], c.Patches.ID[a]))
		})
		t.members[largest] = members
		for _, m := range members {
			t.cluster[m] = largest
		}
	}
}

// permit fills what permitted areas cover of each patch. A permit counts if it was valid on any day between the two scenes.
func (e *Engine) permit(ctx context.Context, t *triage, c *snapshot.Change) error {
	p, q := c.Patches.Shapes, e.Permitted
	t.permitted, t.share = make([][]PermittedPart, p.Len()), make([]float64, p.Len())
	var which []int
	var covers spatial.Builder
	for i := range q.Len() {
		if (q.ValidFrom[i] == snapshot.NoDate || q.ValidFrom[i] <= c.T1.Date) && (q.ValidTo[i] == snapshot.NoDate || q.ValidTo[i] >= c.T0.Date) {
			which = append(which, i)
			covers.AddFrom(q.Shapes, i)
		}
	}
	if len(which) == 0 {
		return nil
	}
	none := new(spatial.Builder).Build()
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: p, Covers: covers.Build(), Parcels: none, Measures: []area.Measure{e.Manifest.Ellipsoid}},
		overlay.Options{Workers: runtime.NumCPU()})
	if err != nil {
		return fmt.Errorf("patches against permitted areas: %w", err)
	}
	by := make([]map[int32]float64, p.Len())
	for _, f := range a.Facts {
		face := a.Faces[f.Face]
		if len(face.Covers) == 0 {
			continue
		}
		whole := c.Patches.Ellipsoidal[face.Ground]
		t.share[face.Ground] = math.Min(1, t.share[face.Ground]+f.Areas[0]/whole)
		if by[face.Ground] == nil {
			by[face.Ground] = map[int32]float64{}
		}
		for _, k := range face.Covers {
			by[face.Ground][k] += f.Areas[0]
		}
	}
	for patch, covers := range by {
		for k, m2 := range covers {
			i := which[k]
			t.permitted[patch] = append(t.permitted[patch], PermittedPart{q.ID[i], q.Permit[i], q.ValidFrom[i], q.ValidTo[i], m2, math.Min(1, m2/c.Patches.Ellipsoidal[patch])})
		}
		slices.SortFunc(t.permitted[patch], func(a, b PermittedPart) int {
			return cmp.Or(cmp.Compare(b.AreaM2, a.AreaM2), cmp.Compare(a.Permitted, b.Permitted))
		})
	}
	return nil
}

// of is the triage of one patch; whole are the patches' areas by the method asked for.
func (t *triage) of(r rules.TriageRule, c *snapshot.Change, patch int32, whole []float64) Triage {
	lead := t.cluster[patch]
	out := Triage{Severity: rules.Ordinary, Flags: []Flag{}, Permitted: []PermittedPart{}, PermittedShare: t.share[patch], Cluster: c.PatchID(lead), ClusterPatches: len(t.members[lead])}
	out.Permitted = append(out.Permitted, t.permitted[patch]...)
	around := map[string]float64{}
	for _, m := range t.members[lead] {
		out.ClusterM2 += whole[m]
		for category, m2 := range t.forest[m] {
			around[category] += m2
		}
	}
	for _, rule := range r.Flags {
		f, met := judgeFlag(rule, t.forest[patch], "patch", rule.Severity)
		if !met && rule.ClusterSeverity != "" && out.ClusterPatches > 1 {
			f, met = judgeFlag(rule, around, "cluster", rule.ClusterSeverity)
		}
		if met {
			out.Flags = append(out.Flags, f)
			if f.Severity.Rank() < out.Severity.Rank() {
				out.Severity = f.Severity
			}
		}
	}
	if days, ok := r.DueDays[out.Severity]; ok {
		out.Due = c.Patches.Recorded[patch] + snapshot.Date(days)
	}
	return out
}

// judgeFlag holds forest land by category (m²) against the limits. A rule over several categories is about their sum: where only one
// has any ground, that one's own rule says it.
func judgeFlag(f rules.FlagRule, forest map[string]float64, scope string, severity rules.Severity) (Flag, bool) {
	out := Flag{Flag: f.Name, Scope: scope, Terms: []FlagTerm{}, Severity: severity, Source: f.Source}
	for category, limit := range f.LimitsMu {
		if m2 := forest[category]; m2 > 0 {
			out.Terms = append(out.Terms, FlagTerm{category, area.M2(m2).Mu(), limit})
		}
	}
	slices.SortFunc(out.Terms, func(a, b FlagTerm) int { return cmp.Compare(a.Category, b.Category) })
	for _, t := range out.Terms {
		out.Ratio += t.AreaMu / t.LimitMu
	}
	return out, out.Ratio >= 1-thresholdRounding && (len(f.LimitsMu) == 1 || len(out.Terms) > 1)
}

// thresholdRounding is the relative error of an area: ground of exactly 5 亩 meets a limit of 5 亩.
const thresholdRounding = 1e-9
