package attributes

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declarePatches declares the patches of all rules.
func declarePatches() *Layer {
	return &Layer{
		Name: "patches", Description: texts.Line("layers.patches"),
		Fields: []Field{
			{Name: "patch", Description: "String: id"},
			{Name: "rule", Description: "String", MinZoom: 10},
			AreaField,
			{Name: "mean", Description: "Number: mean change", OnRequest: true},
			CountField,
		},
		Build: (*Tables).patches,
	}
}

func (t *Tables) patches(l *Layer, _ int) (*Table, error) {
	refs := t.patchRefs
	zones := map[*snapshot.Change][][]int32{}
	for _, c := range t.Snapshot.Changes {
		list := make([][]int32, len(c.Patches.Pixels))
		for k, p := range c.Parts.Patch {
			list[p] = append(list[p], c.Parts.Zone[k])
		}
		zones[c] = list
	}
	n := len(refs)
	return NewTable(l, FeatureIDs("patches", n, func(i int) string { return refs[i].Change.Rule.Name + "\x00" + refs[i].id() }),
		t.ZoneOrder.Members(n, func(i int) []int32 { return zones[refs[i].Change][refs[i].Index] }),
		mvt.NewUniqueColumn(func(i int) any { return refs[i].id() }),
		mvt.NewColumn(n, func(i int) any { return refs[i].Change.Rule.Name }),
		mvt.NewColumn(n, func(i int) any { return legibleArea(refs[i].Change.Patches.Ellipsoidal[refs[i].Index]) }),
		mvt.NewColumn(n, func(i int) any { return known(refs[i].Change.Patches.Mean[refs[i].Index]) }),
		mvt.NewEmpty(),
	).clusterable(ClusterFacts{func(f int32) float64 { return refs[f].Change.Patches.Ellipsoidal[refs[f].Index] }, func(f int32) string { return refs[f].Change.Rule.Name }}), nil
}

// PatchRef is a patch among all rules.
type PatchRef struct {
	Change *snapshot.Change
	Index  int
}

func (r PatchRef) id() string { return r.Change.PatchID(int32(r.Index)) }

// PatchesOf lists the patches of all rules, in the order of the layer's features.
func PatchesOf(s *snapshot.Snapshot) (refs []PatchRef) {
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			refs = append(refs, PatchRef{c, i})
		}
	}
	return refs
}

// known is no value for NaN: of a patch that goes on outside of a part of a snapshot.
func known(v float64) any {
	if math.IsNaN(v) {
		return nil
	}
	return v
}
