package coverage

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/rules"
)

// Term is one summand of a score.
type Term struct {
	Term   string  `json:"term"`  // the key of its weight in the project file
	Value  float64 `json:"value"` // in the unit that the key names
	Weight float64 `json:"weight"`
	Points float64 `json:"points"` // value × weight, to 4 decimals
}

// scoreOf returns the terms and their sum.
func scoreOf(r rules.ScoreRule, areaMu, forestMu, protectiveMu, days, km float64) ([]Term, float64) {
	terms := []Term{
		{"area_mu", areaMu, r.AreaMu, 0}, {"forest_mu", forestMu, r.ForestMu, 0}, {"protective_mu", protectiveMu, r.ProtectiveMu, 0},
		{"days_open", days, r.DaysOpen, 0}, {"distance_km", km, r.DistanceKm, 0},
	}
	sum := 0.0
	for i := range terms {
		terms[i].Points = round4(terms[i].Value * terms[i].Weight)
		sum += terms[i].Points
	}
	return terms, round4(sum)
}

func round4(v float64) float64 { return math.Round(v*1e4) / 1e4 }
