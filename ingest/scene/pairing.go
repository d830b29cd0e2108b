package scene

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// comparison is one use of a rule: a later scene, and the scene it is compared with or the scenes that make its baseline.
type comparison struct {
	later   *Scene
	earlier []*Scene // by date: one, or all of a baseline
}

// comparisons pairs the scenes of a rule's quantity, by date: each with the one before, or with the nearest to the same day one
// year before; or the newest with the baseline of all before it, since the baseline of older scenes was that of earlier nights.
// unpaired are the scenes that found no partner where they should have one.
func comparisons(rule rules.ChangeRule, scenes []*Scene) (out []comparison, unpaired []*Scene) {
	switch rule.Compare {
	case rules.CompareBaseline:
		if n := len(scenes); n > rule.MinScenes {
			return []comparison{{scenes[n-1], scenes[:n-1]}}, nil
		}
		return nil, scenes
	case rules.CompareSameSeason:
		for i, later := range scenes {
			if earlier := sameSeason(later.Date, scenes[:i], rule.WithinDays); earlier != nil {
				out = append(out, comparison{later, []*Scene{earlier}})
			} else {
				unpaired = append(unpaired, later)
			}
		}
		return out, unpaired
	}
	for i := 1; i < len(scenes); i++ {
		out = append(out, comparison{scenes[i], scenes[i-1 : i]})
	}
	return out, nil
}

// sameSeason is the scene nearest to the same day one year before, of two as near the earlier; nil where none is near enough.
func sameSeason(later snapshot.Date, scenes []*Scene, within int) (best *Scene) {
	wanted := snapshot.DateOf(later.Time().AddDate(-1, 0, 0))
	apart := func(s *Scene) int { return max(int(s.Date-wanted), int(wanted-s.Date)) }
	for _, s := range scenes {
		if apart(s) <= within && (best == nil || apart(s) < apart(best)) {
			best = s
		}
	}
	return best
}

// scenesOf lists the scenes of a quantity, by date. Two of one date are refused.
func (m *Measurer) scenesOf(quantity string) ([]*Scene, error) {
	var out []*Scene
	for _, s := range m.Scenes {
		if s.Quantity != quantity {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Date == s.Date {
			return nil, fmt.Errorf("%s and %s: two scenes of %s on %s; a date can have one (files that are parts of one scene: `mosaic: true`)", out[n-1].source.Path, s.source.Path, quantity, s.Date)
		}
		out = append(out, s)
	}
	return out, nil
}

// explainUnpaired says in the report why a rule has nothing to compare.
func (m *Measurer) explainUnpaired(rule rules.ChangeRule, scenes, unpaired []*Scene) {
	switch {
	case rule.Compare == rules.CompareBaseline && len(unpaired) > 0:
		m.Report.Note("rule %s: %d scene(s) of %s; a baseline needs %d and one to compare with it (min_scenes)", rule.Name, len(scenes), rule.Quantity, rule.MinScenes)
	case len(scenes) < 2:
		m.Report.Note("rule %s: %d scene(s) of %s; it needs two to find change", rule.Name, len(scenes), rule.Quantity)
	case len(unpaired) == len(scenes):
		m.Report.Note("rule %s: no scene of %s has another one within %d days of one year before (within_days)", rule.Name, rule.Quantity, rule.WithinDays)
	}
}
