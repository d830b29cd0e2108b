package rules

import (
	"slices"
)

// ScoreRule ranks gaps: a gap's score is the sum over its terms of value × weight. The tags are the keys of the project
// file under rules.coverage.score.
type ScoreRule struct {
	AreaMu       float64 `yaml:"area_mu" json:"area_mu"`             // points per 亩 of the gap
	ForestMu     float64 `yaml:"forest_mu" json:"forest_mu"`         // points per 亩 of it in forest
	ProtectiveMu float64 `yaml:"protective_mu" json:"protective_mu"` // further points per 亩 of its protective forest
	DaysOpen     float64 `yaml:"days_open" json:"days_open"`         // points per day since it was first seen
	DistanceKm   float64 `yaml:"distance_km" json:"distance_km"`     // points per km to the nearest valid cell
	// Protective are the parcel categories that count as protective forest (公益林).
	Protective []string `yaml:"protective" json:"protective"`
}

// DefaultScore weighs protective forest twice as heavily as other forest, as the thresholds of 法释〔2023〕8号 do (5 亩 of
// 公益林, 10 亩 of 商品林); bare ground counts a tenth; a month's delay counts like three 亩 of forest, and so does a
// distance of 3 km to the nearest cell. The last three are choices, not rules.
func DefaultScore() ScoreRule {
	return ScoreRule{AreaMu: 0.1, ForestMu: 1, ProtectiveMu: 1, DaysOpen: 0.1, DistanceKm: 1, Protective: []string{"公益林"}}
}

// Protects tells whether a parcel category is protective forest.
func (r ScoreRule) Protects(category string) bool { return slices.Contains(r.Protective, category) }
