package rules

import (
	"errors"
	"fmt"
	"slices"
)

// TriageRule says which patches are urgent; the tags are the keys of the project file under rules.triage.
type TriageRule struct {
	Flags []FlagRule `yaml:"flags" json:"flags"`
	// DistanceM is how far apart patches of one rule and scene pair may be to count as one piece of work (single linkage).
	DistanceM float64 `yaml:"distance_m" json:"distance_m"`
	// DueDays are, by severity, the days to look at a patch on the ground, from the snapshot that first had it.
	DueDays map[Severity]int `yaml:"due_days" json:"due_days"`
}

// FlagRule is a threshold on forest land of some categories: it is met where the sum over the categories of area ÷ limit is 1
// or more, so that a single category's limit is its plain threshold and several are added in proportion.
type FlagRule struct {
	Name            string             `yaml:"name" json:"name"`
	LimitsMu        map[string]float64 `yaml:"limits_mu" json:"limits_mu"`               // 亩 by parcel category
	Severity        Severity           `yaml:"severity" json:"severity"`                 // where the patch alone meets it
	ClusterSeverity Severity           `yaml:"cluster_severity" json:"cluster_severity"` // where only the neighbouring patches together do
	Source          string             `yaml:"source" json:"source"`
}

// Severity orders patches by urgency.
type Severity string

// Severities from the most urgent to the least; a patch without a flag is ordinary.
const (
	Severe   Severity = "severe"
	High     Severity = "high"
	Ordinary Severity = "ordinary"
)

// severities lists all, the most urgent first.
var severities = []Severity{Severe, High, Ordinary}

// Rank is 0 for the most urgent, -1 for a word that is no severity.
func (s Severity) Rank() int { return slices.Index(severities, s) }

// DefaultTriage takes the thresholds at which destroying forest land is a crime, by the judicial interpretation 法释〔2023〕8号, in
// force since 2023-08-15: 5 亩 of protective forest land, 10 亩 of commercial forest land, and both added in proportion to these.
// The distance and the days are choices, not rules.
func DefaultTriage() TriageRule {
	const source = "法释〔2023〕8号"
	return TriageRule{
		Flags: []FlagRule{
			{"protective", map[string]float64{"公益林": 5}, Severe, High, source},
			{"commercial", map[string]float64{"商品林": 10}, Severe, High, source},
			{"combined", map[string]float64{"公益林": 5, "商品林": 10}, Severe, High, source},
		},
		DistanceM: 50,
		DueDays:   map[Severity]int{Severe: 7, High: 15, Ordinary: 30},
	}
}

// Validate returns an error that says what is wrong with the rule and what to write, nil if nothing is.
func (r TriageRule) Validate() error {
	if r.DistanceM < 0 || r.DistanceM > 10_000 {
		return fmt.Errorf("distance_m is %g; write metres from 0 to 10000", r.DistanceM)
	}
	for s, days := range r.DueDays {
		if s.Rank() < 0 || days < 0 {
			return fmt.Errorf("due_days: %s: %d; write days for %v", s, days, severities)
		}
	}
	seen := map[string]bool{}
	for i, f := range r.Flags {
		at := fmt.Sprintf("flags[%d] (%s)", i, f.Name)
		switch {
		case f.Name == "" || seen[f.Name]:
			return errors.New(at + ": give every flag a name of its own")
		case f.Severity.Rank() < 0 || f.ClusterSeverity != "" && f.ClusterSeverity.Rank() < 0:
			return fmt.Errorf("%s: severity %q, cluster_severity %q; write one of %v", at, f.Severity, f.ClusterSeverity, severities)
		case len(f.LimitsMu) == 0:
			return errors.New(at + ": no `limits_mu:`; write 亩 by parcel category, such as {公益林: 5}")
		}
		for category, mu := range f.LimitsMu {
			if !(mu > 0) {
				return fmt.Errorf("%s: the limit of %s is %g 亩; write a positive number", at, category, mu)
			}
		}
		seen[f.Name] = true
	}
	return nil
}
