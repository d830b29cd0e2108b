package ingest

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/qingshan-gis/qingshan/data"
)

// knownKeys lists the keys of one of the project file's types, to help whoever misspelt one.
func knownKeys(typeName string) []string {
	types := []any{Project{}, projectYAML{}, ZoneSource{}, CellSource{}, ParcelSource{}, AcceptedSource{}, PermittedSource{}, SceneSource{}, QualitySource{}, RegistrySource{},
		TableSource{}, data.Rules{}, data.CoverageRule{}, data.ScoreRule{}, data.ChangeRule{}, data.TriageRule{}, data.FlagRule{}}
	for _, t := range types {
		if rt := reflect.TypeOf(t); rt.Name() == typeName {
			keys := keysOf(rt)
			slices.Sort(keys)
			return keys
		}
	}
	return nil
}

func keysOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		tag := t.Field(i).Tag.Get("yaml")
		switch name, opts, _ := strings.Cut(tag, ","); {
		case opts == "inline":
			out = append(out, keysOf(t.Field(i).Type)...)
		case name != "":
			out = append(out, name)
		}
	}
	return out
}

// fillDefaults gives change rules and scenes what the file leaves out. A key that is there keeps its value, zero included.
func (p *Project) fillDefaults(root *yaml.Node) {
	rules := child(child(root, "rules"), "change")
	for i := range p.Rules.Change {
		r, d := &p.Rules.Change[i], data.DefaultChangeRule()
		n := item(rules, i)
		if child(n, "compare") == nil {
			r.Compare = d.Compare
		}
		if child(n, "min_area_mu") == nil {
			r.MinAreaMu = d.MinAreaMu
		}
		if child(n, "connectivity") == nil {
			r.Connectivity = d.Connectivity
		}
		if child(n, "min_valid_share") == nil {
			r.MinValidShare = d.MinValidShare
		}
		if r.Compare == data.CompareSameSeason && child(n, "within_days") == nil {
			r.WithinDays = data.DefaultWithinDays
		}
		if r.Compare == data.CompareBaseline && child(n, "min_scenes") == nil {
			r.MinScenes = data.DefaultMinScenes
		}
	}
	for i := range p.Scenes {
		if p.Scenes[i].Band == 0 {
			p.Scenes[i].Band = 1
		}
	}
}

func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func item(n *yaml.Node, i int) *yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode || i >= len(n.Content) {
		return nil
	}
	return n.Content[i]
}

// notFinite finds a number that is none (.nan, .inf) under a key that must have one: comparisons would let it pass, and
// every result after it would be wrong. Only nodata can be NaN.
func notFinite(n *yaml.Node) *yaml.Node {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && (i%2 == 0 || n.Content[i-1].Value == "nodata") {
			continue
		}
		if v := 0.0; c.Kind == yaml.ScalarNode && c.Tag == "!!float" && (c.Decode(&v) != nil || math.IsNaN(v) || math.IsInf(v, 0)) {
			return c
		}
		if bad := notFinite(c); bad != nil {
			return bad
		}
	}
	return nil
}
