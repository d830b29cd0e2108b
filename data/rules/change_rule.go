package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Compare says what a later scene is compared with.
type Compare string

// The scene before; the scene nearest to the same day one year earlier; the mean of all earlier scenes, pixel by pixel.
const (
	ComparePrevious   Compare = "previous"
	CompareSameSeason Compare = "same_season"
	CompareBaseline   Compare = "baseline"
)

// Measure says what a rule's numbers of change are: mean_change, max_change and the statistics of features.
type Measure string

// In units of the quantity; as a share of the amount before; in spreads of the baseline; 1 where the class changed as the rule
// names it and 0 elsewhere, so that a mean is a share of ground.
const (
	MeasureDifference Measure = "difference"
	MeasureRelative   Measure = "relative"
	MeasureZScore     Measure = "zscore"
	MeasureTransition Measure = "transition"
)

// ChangeRule names a quantity, two scenes and what counts as change between them. A pixel changed when it moved by more than the
// threshold: exactly one of Drop, Rise, ZScore, or From and To is set.
type ChangeRule struct {
	Name     string  `yaml:"name" json:"name"`
	Quantity string  `yaml:"quantity" json:"quantity"`
	Compare  Compare `yaml:"compare" json:"compare"`
	// WithinDays is how far from the same day one year before a scene of the same season may be.
	WithinDays int     `yaml:"within_days" json:"within_days,omitempty"`
	Drop       float64 `yaml:"drop" json:"drop,omitempty"` // in units of the quantity, or a share of the value before
	Rise       float64 `yaml:"rise" json:"rise,omitempty"`
	Relative   bool    `yaml:"relative" json:"relative,omitempty"`
	// ZScore is a number of spreads (standard deviations) below the baseline's mean, or above it where Direction is rise.
	ZScore    float64 `yaml:"zscore" json:"zscore,omitempty"`
	Direction string  `yaml:"direction" json:"direction,omitempty"`
	// MinScenes is how many earlier observations a pixel needs to have a baseline.
	MinScenes int `yaml:"min_scenes" json:"min_scenes,omitempty"`
	// MinSpread is the least spread that a z-score divides by, in units of the quantity; 0 is one step of whole-number scenes.
	MinSpread    float64 `yaml:"min_spread" json:"min_spread,omitempty"`
	From         Classes `yaml:"from" json:"from,omitzero"`
	To           Classes `yaml:"to" json:"to,omitzero"`
	MinAreaMu    float64 `yaml:"min_area_mu" json:"min_area_mu"` // inclusive, filled holes included
	Connectivity int     `yaml:"connectivity" json:"connectivity"`
	FillMu       float64 `yaml:"fill_mu" json:"fill_mu,omitempty"` // holes of at most so many 亩 without a change in them are filled
	// SimplifyM is how far a patch's outline may stray from pixel borders, in metres; 0 keeps it exact.
	SimplifyM float64   `yaml:"simplify_m" json:"simplify_m,omitempty"`
	Quantiles []float64 `yaml:"quantiles" json:"quantiles,omitempty"` // of features' statistics, ascending, each between 0 and 1
	// MinValidShare is the share of a feature that must be observed; below it the feature is unobserved.
	MinValidShare float64 `yaml:"min_valid_share" json:"min_valid_share"`
}

// Defaults of a change rule.
const (
	// DefaultWithinDays allows for a cloudy month: growth of a stand moves by less than that between years.
	DefaultWithinDays = 30
	// DefaultMinScenes is the least number of values whose spread says anything.
	DefaultMinScenes = 3
)

// DefaultChangeRule is what a change rule starts from.
func DefaultChangeRule() ChangeRule {
	return ChangeRule{Compare: ComparePrevious, MinAreaMu: 1, Connectivity: 8, MinValidShare: 0.5}
}

// Transition tells whether the rule is about classes.
func (r ChangeRule) Transition() bool { return !r.From.IsZero() || !r.To.IsZero() }

// Measure is what the rule's numbers are.
func (r ChangeRule) Measure() Measure {
	switch {
	case r.Transition():
		return MeasureTransition
	case r.ZScore > 0:
		return MeasureZScore
	case r.Relative:
		return MeasureRelative
	}
	return MeasureDifference
}

// Validate returns an error that says what is wrong with the rule and what to write, nil if nothing is.
func (r ChangeRule) Validate() error {
	thresholds := 0
	for _, given := range []bool{r.Drop != 0, r.Rise != 0, r.ZScore != 0, r.Transition()} {
		if given {
			thresholds++
		}
	}
	baseline := r.Compare == CompareBaseline
	switch {
	case r.Quantity == "":
		return errors.New("no `quantity:`")
	case !slices.Contains([]Compare{ComparePrevious, CompareSameSeason, CompareBaseline}, r.Compare):
		return fmt.Errorf("compare is %q; write previous, same_season or baseline", r.Compare)
	case r.Drop < 0 || r.Rise < 0 || r.ZScore < 0:
		return errors.New("`drop:`, `rise:` and `zscore:` are amounts; write a positive number")
	case thresholds != 1:
		return errors.New("give exactly one of `drop:`, `rise:`, `zscore:`, or `from:` with `to:`")
	case r.WithinDays != 0 && r.Compare != CompareSameSeason:
		return fmt.Errorf("within_days belongs to `compare: same_season`, and compare is %s; remove one of them", r.Compare)
	case r.Compare == CompareSameSeason && (r.WithinDays < 0 || r.WithinDays > 182):
		return fmt.Errorf("within_days is %d; write 1 to 182 days", r.WithinDays)
	case r.ZScore != 0 && !baseline:
		return fmt.Errorf("zscore needs the spread of earlier scenes: write `compare: baseline`, not %s", r.Compare)
	case (r.MinScenes != 0 || r.MinSpread != 0) && !baseline:
		return errors.New("min_scenes and min_spread belong to `compare: baseline`; remove them")
	case baseline && (r.MinScenes < 2 || r.MinSpread < 0):
		return fmt.Errorf("min_scenes is %d and min_spread %g; a spread needs two scenes at least, and cannot be negative", r.MinScenes, r.MinSpread)
	case r.MinSpread != 0 && r.ZScore == 0:
		return errors.New("min_spread belongs to `zscore:`; remove it")
	case r.Direction != "" && r.ZScore == 0:
		return errors.New("direction belongs to `zscore:`; `drop:` and `rise:` say it themselves")
	case r.Direction != "" && r.Direction != "drop" && r.Direction != "rise":
		return fmt.Errorf("direction is %q; write drop or rise", r.Direction)
	case r.Relative && r.Drop == 0 && r.Rise == 0:
		return errors.New("relative belongs to `drop:` or `rise:`; remove it")
	case r.Relative && r.Drop > 1:
		return fmt.Errorf("a relative drop of %g is more than all there was; write 0.2 for a fifth", r.Drop)
	}
	return r.validateRest()
}

func (r ChangeRule) validateRest() error {
	switch {
	case r.Transition() && (r.From.IsZero() || r.To.IsZero()):
		return errors.New("a class transition needs both `from:` and `to:`; write `any` for every class")
	case r.Transition() && r.Compare == CompareBaseline:
		return errors.New("classes have no mean: with `from:` and `to:` compare can be previous or same_season")
	case r.Connectivity != 4 && r.Connectivity != 8:
		return fmt.Errorf("connectivity is %d; write 4 or 8", r.Connectivity)
	case r.MinAreaMu < 0 || r.FillMu < 0 || r.SimplifyM < 0:
		return errors.New("min_area_mu, fill_mu and simplify_m cannot be negative")
	case !ascendingShares(r.Quantiles):
		return fmt.Errorf("quantiles are %v; write numbers from 0 to 1, the smallest first", r.Quantiles)
	case r.MinValidShare < 0 || r.MinValidShare > 1:
		return fmt.Errorf("min_valid_share is %g; it is a share between 0 and 1", r.MinValidShare)
	}
	return nil
}

func ascendingShares(q []float64) bool {
	for i, v := range q {
		if !(v >= 0 && v <= 1) || i > 0 && v <= q[i-1] {
			return false
		}
	}
	return true
}

// Classes is a set of class values of a raster.
type Classes struct {
	Any    bool // every class
	Values []int
}

// IsZero tells whether none is named.
func (c Classes) IsZero() bool { return !c.Any && len(c.Values) == 0 }

// Has tells whether a pixel's value is in the set.
func (c Classes) Has(v float64) bool {
	return c.Any || v == float64(int(v)) && slices.Contains(c.Values, int(v))
}

func (c Classes) String() string {
	if c.Any {
		return "any"
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(c.Values), " ", ", "), "[]")
}

// UnmarshalYAML reads a list of whole numbers, or any. It returns an error for anything else.
func (c *Classes) UnmarshalYAML(decode func(any) error) error {
	var word string
	if decode(&word) == nil && word == "any" {
		c.Any = true
		return nil
	}
	var values []float64 // into whole numbers YAML would cut off fractions
	err := decode(&values)
	for _, v := range values {
		c.Values = append(c.Values, int(v))
		if v != math.Trunc(v) || math.Abs(v) > 1<<31 {
			err = errors.New("not whole")
		}
	}
	if err != nil || len(values) == 0 {
		return errors.New("`from:` and `to:` are lists of whole numbers such as [1, 2], or the word any")
	}
	return nil
}

// MarshalYAML writes what UnmarshalYAML reads, and null for no class. It returns no error.
func (c Classes) MarshalYAML() (any, error) {
	switch {
	case c.Any:
		return "any", nil
	case c.IsZero():
		return nil, nil
	}
	return c.Values, nil
}

// MarshalJSON writes the form that UnmarshalJSON reads. It returns no error.
func (c Classes) MarshalJSON() ([]byte, error) {
	if c.Any {
		return []byte(`"any"`), nil
	}
	return json.Marshal(c.Values)
}

// UnmarshalJSON reads what MarshalJSON writes. It returns an error for anything else.
func (c *Classes) UnmarshalJSON(b []byte) error {
	if string(b) == `"any"` {
		c.Any = true
		return nil
	}
	return json.Unmarshal(b, &c.Values)
}
