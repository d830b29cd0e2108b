package change

import (
	"context"
	"math"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// StatsQuery asks for the statistics of t1−t0 under one rule's scenes for a layer, "parcels", "cells" or "zones", or for its ground
// without a valid observation: [Engine.Stats] answers the one, [Engine.Unobserved] the other, for whom Since and All are.
type StatsQuery struct {
	Layer string         `help:"@layer" enum:"parcels,cells,zones" default:"zones"`
	Rule  string         `help:"@stats_rule" placeholder:"NAME"`
	T1    snapshot.Date  `name:"t1" help:"@t1" placeholder:"DATE"`
	Zone  string         `help:"@stats_zone" placeholder:"CODE"`
	Level snapshot.Level `help:"@stats_level" placeholder:"LEVEL"`

	Unobserved bool          `help:"@unobserved"`
	Since      snapshot.Date `help:"@unobserved_since" placeholder:"DATE"` // default the later scene's date
	All        bool          `help:"@unobserved_all"`
}

// StatsRow is one feature's statistics; Count is in pixels, by exact shares. Areas are ellipsoidal.
type StatsRow struct {
	ID             string            `json:"id"`
	Name           string            `json:"name"`
	Count          float64           `json:"count"`
	Mean           snapshot.Number   `json:"mean"`
	Stdev          snapshot.Number   `json:"stdev"` // of the population
	Min            snapshot.Number   `json:"min"`
	Max            snapshot.Number   `json:"max"`
	Quantiles      []snapshot.Number `json:"quantiles,omitempty"` // by the rule's quantiles
	ValidShare     float64           `json:"valid_share"`         // seen at both dates / feature
	AreaM2         float64           `json:"area_m2"`
	ChangedM2      float64           `json:"changed_m2"`           // ground of patches
	ResidueM2      float64           `json:"residue_m2,omitempty"` // and what is below the tolerance, not in ChangedM2
	MonitoredShare float64           `json:"monitored_share"`
	UnobservedM2   float64           `json:"unobserved_m2"` // at the later scene
	Unobserved     bool              `json:"unobserved"`    // too little was seen to judge
	State          State             `json:"state"`
}

// StatsAnswer answers a [StatsQuery].
type StatsAnswer struct {
	Snapshot   snapshot.ID   `json:"snapshot"`
	Rule       string        `json:"rule"`
	Definition RuleDoc       `json:"definition"`
	Layer      string        `json:"layer"`
	Quantity   string        `json:"quantity"`
	Measure    rules.Measure `json:"measure"` // what mean, stdev, min and max are of
	T0         snapshot.Date `json:"t0"`
	T1         snapshot.Date `json:"t1"`
	AreaMethod string        `json:"area_method"`
	Zone       string        `json:"zone"`
	Rows       []StatsRow    `json:"rows"`
}

// meant finds the change and the layer that a question is about, and tells which of its features are meant: never those of which a part
// of a snapshot keeps no statistics, since some of their ground lies outside of it.
func (e *Engine) meant(q StatsQuery) (c *snapshot.Change, l snapshot.FeatureLayer, keep func(i int) bool, err error) {
	if c, err = e.At(q.Rule, q.T1); err != nil {
		return nil, l, nil, err
	}
	if l, err = e.Features(q.Layer); err != nil {
		return nil, l, nil, err
	}
	in, err := e.keeps(q.Layer, q.Zone, q.Level)
	count := c.Stats(q.Layer).Count
	return c, l, func(i int) bool { return in(i) && !math.IsNaN(count[i]) }, err
}

// Stats answers from the stored statistics. Errors are those of [Engine.At], a [*snapshot.UnknownZoneError], and a
// [*snapshot.QueryError] for an unknown layer.
func (e *Engine) Stats(ctx context.Context, q StatsQuery) (*StatsAnswer, error) {
	c, l, keep, err := e.meant(q)
	if err != nil {
		return nil, err
	}
	out := &StatsAnswer{Snapshot: e.Manifest.ID, Rule: c.Rule.Name, Definition: docOf(c), Layer: q.Layer, Quantity: c.Rule.Quantity, Measure: c.Rule.Measure(),
		T0: c.T0.Date, T1: c.T1.Date, AreaMethod: coverage.Ellipsoidal, Zone: q.Zone, Rows: []StatsRow{}}
	changed, err := e.changedGround(ctx, c, q.Layer)
	if err != nil {
		return nil, err
	}
	z, areas, later := c.Stats(q.Layer), l.Areas(), e.LaterShares(c, q.Layer)
	out.Rows = make([]StatsRow, 0, countOf(len(l.IDs), keep)) // of all parcels: grown, it would be there several times over
	for i, id := range l.IDs {
		if !keep(i) {
			continue
		}
		var quantiles []snapshot.Number
		for _, q := range z.Quantiles {
			quantiles = append(quantiles, snapshot.Number(q[i]))
		}
		out.Rows = append(out.Rows, StatsRow{
			Quantiles: quantiles, ID: id, Name: l.Name(i), Count: z.Count[i], Mean: snapshot.Number(z.Mean[i]), Stdev: snapshot.Number(z.Stdev[i]), Min: snapshot.Number(z.Min[i]), Max: snapshot.Number(z.Max[i]),
			ValidShare: z.ValidShare[i], AreaM2: areas[i], ChangedM2: changed.m2[i], ResidueM2: changed.residue[i], MonitoredShare: z.ValidShare[i], UnobservedM2: unobservedM2(areas[i], later[i]),
			Unobserved: z.ValidShare[i] < c.Rule.MinValidShare, State: StateOf(c, changed.m2[i], z.ValidShare[i]),
		})
	}
	return out, nil
}

// countOf is how many of the first n numbers are kept.
func countOf(n int, keep func(i int) bool) (kept int) {
	for i := range n {
		if keep(i) {
			kept++
		}
	}
	return kept
}

// RuleDoc is a change rule as answers name it.
type RuleDoc struct {
	rules.ChangeRule
	Text     texts.Text         `json:"text"`
	Baseline *snapshot.Baseline `json:"baseline,omitempty"`
}

func docOf(c *snapshot.Change) RuleDoc { return RuleDoc{c.Rule, RuleText(c.Rule), c.Baseline} }
