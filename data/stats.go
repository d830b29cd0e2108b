package data

import (
	"encoding/json"
	"fmt"
	"math"
)

// StatsQuery asks for the statistics of t1−t0 under one rule's scenes for a layer: "parcels", "cells" or "zones".
type StatsQuery struct {
	Layer string
	Rule  string
	Zone  string // zones only: this zone's subtree
	Level Level  // zones only
}

// Number is a float64 whose NaN is null in JSON and empty in tables: nothing was observed.
type Number float64

// MarshalJSON writes null for NaN.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// StatsRow is one feature's statistics; Count is in pixels, by exact shares.
type StatsRow struct {
	ID         string  `json:"id"`
	Count      float64 `json:"count"`
	Mean       Number  `json:"mean"`
	Stdev      Number  `json:"stdev"` // of the population
	Min        Number  `json:"min"`
	Max        Number  `json:"max"`
	ValidShare float64 `json:"valid_share"`
	Unobserved bool    `json:"unobserved"` // too little was seen to judge
}

// Stats answers a [StatsQuery].
type Stats struct {
	Snapshot SnapshotID `json:"snapshot"`
	Rule     string     `json:"rule"`
	Layer    string     `json:"layer"`
	Quantity string     `json:"quantity"`
	T0       Date       `json:"t0"`
	T1       Date       `json:"t1"`
	Rows     []StatsRow `json:"rows"`
}

// StatsOf answers from the stored statistics.
func (s *Snapshot) StatsOf(q StatsQuery) (*Stats, error) {
	c, err := s.ChangeByRule(q.Rule)
	if err != nil {
		return nil, err
	}
	out := &Stats{Snapshot: s.Manifest.ID, Rule: c.Rule.Name, Layer: q.Layer, Quantity: c.Rule.Quantity, T0: c.T0.Date, T1: c.T1.Date, Rows: []StatsRow{}}
	switch q.Layer {
	case "parcels":
		out.add(s.Parcels.ID, &c.Parcels, c.Rule, nil)
	case "cells":
		out.add(s.Cells.ID, &c.Cells, c.Rule, nil)
	case "zones":
		within, err := s.scope(q.Zone)
		if err != nil {
			return nil, err
		}
		out.add(s.Zones.Code, &c.Zones, c.Rule, func(i int) bool {
			return within(int32(i)) && (q.Level == "" || s.Zones.Level[i] == q.Level)
		})
	default:
		return nil, &QueryError{fmt.Sprintf("layer %q: statistics are kept for parcels, cells and zones", q.Layer)}
	}
	return out, nil
}

func (o *Stats) add(ids []string, z *ZonalStats, rule ChangeRule, keep func(i int) bool) {
	for i, id := range ids {
		if keep != nil && !keep(i) {
			continue
		}
		o.Rows = append(o.Rows, StatsRow{
			ID: id, Count: z.Count[i], Mean: Number(z.Mean[i]), Stdev: Number(z.Stdev[i]), Min: Number(z.Min[i]), Max: Number(z.Max[i]),
			ValidShare: z.ValidShare[i], Unobserved: z.ValidShare[i] < rule.MinValidShare,
		})
	}
}
