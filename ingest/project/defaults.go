package project

import (
	"go.yaml.in/yaml/v3"

	"github.com/qingshan-gis/qingshan/data/rules"
)

// fillDefaults gives change rules and scenes what the file leaves out. A key that is there keeps its value, zero included.
func (p *Project) fillDefaults(root *yaml.Node) {
	all := child(child(root, "rules"), "change")
	for i := range p.Rules.Change {
		r, d := &p.Rules.Change[i], rules.DefaultChangeRule()
		n := item(all, i)
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
		if r.Compare == rules.CompareSameSeason && child(n, "within_days") == nil {
			r.WithinDays = rules.DefaultWithinDays
		}
		if r.Compare == rules.CompareBaseline && child(n, "min_scenes") == nil {
			r.MinScenes = rules.DefaultMinScenes
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
