package rules

// Rules say what counts; the tags are the keys of the project file (DESIGN section 6).
type Rules struct {
	Coverage        CoverageRule `yaml:"coverage" json:"coverage"`
	Change          []ChangeRule `yaml:"change" json:"change"`
	Triage          TriageRule   `yaml:"triage" json:"triage"`
	QuarantineLimit float64      `yaml:"quarantine_limit" json:"quarantine_limit"`
	// MissingZones are codes of zones that may be refused or not delivered; every other zone that is refused fails the run.
	MissingZones []string `yaml:"missing_zones" json:"missing_zones,omitempty"`
	// StatedAreaLimit is the relative difference between a parcel's stated and computed area from which it is remarked on.
	StatedAreaLimit float64 `yaml:"stated_area_limit" json:"stated_area_limit"`
	// ShrinkLimit is the share of a source's rows from whose loss, since the snapshot before, it is remarked on; nil is
	// [DefaultShrinkLimit], which is left out of the snapshot's id.
	ShrinkLimit *float64 `yaml:"shrink_limit" json:"shrink_limit,omitempty"`
}

// DefaultShrinkLimit is [Rules.ShrinkLimit] where the project file states none.
const DefaultShrinkLimit = 0.2

// Demand is the ground that must be covered.
type Demand string

// DemandAll is all ground of a zone, DemandForest only its parcels of the forest classes.
const (
	DemandAll    Demand = "all"
	DemandForest Demand = "forest"
)

// CoverageRule says which ground must be covered, and below which size a gap or overlap is residue.
type CoverageRule struct {
	Demand        Demand   `yaml:"demand" json:"demand"`
	ForestClasses []string `yaml:"forest_classes" json:"forest_classes"`
	MinAreaM2     float64  `yaml:"min_area_m2" json:"min_area_m2"`
	// MinWidthM is compared with 2·area/perimeter, which is the width of a long strip.
	MinWidthM float64   `yaml:"min_width_m" json:"min_width_m"`
	Score     ScoreRule `yaml:"score" json:"score"`
}

// DefaultRules are the rules of a project file that states none (DESIGN sections 5 and 6).
func DefaultRules() Rules {
	return Rules{
		Coverage:        CoverageRule{Demand: DemandAll, MinAreaM2: 1, MinWidthM: 0.1, Score: DefaultScore()},
		Triage:          DefaultTriage(),
		QuarantineLimit: 0.01,
		StatedAreaLimit: 0.05,
	}
}
