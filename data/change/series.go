package change

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// SeriesQuery asks for the series of one feature of a layer: "parcels", "cells" or "zones".
type SeriesQuery struct {
	Layer    string `help:"@layer" enum:"parcels,cells,zones" default:"zones"`
	ID       string `help:"@series_id" required:"" placeholder:"ID"`
	Quantity string `help:"@series_quantity" placeholder:"NAME"` // of a single one, that
}

// SeriesRow is one scene of a series.
type SeriesRow struct {
	Date       snapshot.Date         `json:"date"`
	Mean       snapshot.Number       `json:"mean"`  // null where nothing was observed, and of a scene of classes
	Stdev      snapshot.Number       `json:"stdev"` // of the population
	Count      float64               `json:"count"` // pixels, by exact shares
	ValidShare float64               `json:"valid_share"`
	State      State                 `json:"state"`             // observed or unobserved
	Classes    []snapshot.ClassShare `json:"classes,omitempty"` // of a scene of classes
	Path       string                `json:"path"`
}

// SeriesAnswer answers a [SeriesQuery].
type SeriesAnswer struct {
	Snapshot   snapshot.ID `json:"snapshot"`
	Layer      string      `json:"layer"`
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Quantity   string      `json:"quantity"`
	Quantities []string    `json:"quantities"` // all that there are
	AreaM2     float64     `json:"area_m2"`
	AreaMethod string      `json:"area_method"`
	Rows       []SeriesRow `json:"rows"` // by date
}

// SceneSeries answers from the stored statistics of every scene. A layer, feature or quantity that the snapshot does not have is a
// [*snapshot.QueryError].
func (e *Engine) SceneSeries(_ context.Context, q SeriesQuery) (*SeriesAnswer, error) {
	out := &SeriesAnswer{Snapshot: e.Manifest.ID, Layer: q.Layer, ID: q.ID, Quantities: []string{}, AreaMethod: coverage.Ellipsoidal, Rows: []SeriesRow{}}
	for _, one := range e.Series {
		out.Quantities = append(out.Quantities, one.Quantity)
	}
	if len(e.Series) == 0 {
		return nil, &snapshot.QueryError{Reason: "this snapshot has no series; add scenes to the project file and ingest"}
	}
	if q.Quantity == "" {
		q.Quantity = e.Series[0].Quantity
		if len(e.Changes) > 0 {
			q.Quantity = e.Changes[0].Rule.Quantity
		}
	}
	one := e.SeriesOf(q.Quantity)
	if one == nil {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("quantity %q: the snapshot has scenes of %v", q.Quantity, out.Quantities)}
	}
	l, err := e.Features(q.Layer)
	if err != nil {
		return nil, err
	}
	i, n := -1, len(l.IDs)
	for k, id := range l.IDs {
		if id == q.ID {
			i = k
		}
	}
	if i < 0 {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("%s has no %q; give the id of one of its features", q.Layer, q.ID)}
	}
	if len(one.Scenes) > 0 && math.IsNaN(one.Of(q.Layer).Count[i]) {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("%s %q reaches beyond the zones that you may see, and its series with it; ask for the series of a zone", q.Layer, q.ID)}
	}
	out.Quantity, out.Name, out.AreaM2 = one.Quantity, l.Name(i), l.Areas()[i]
	stats, least := one.Of(q.Layer), leastValidShare(&e.Tables, one.Quantity)
	for t, scene := range one.Scenes {
		at := t*n + i
		row := SeriesRow{Date: scene.Date, Mean: snapshot.Number(stats.Mean[at]), Stdev: snapshot.Number(stats.Stdev[at]), Count: stats.Count[at], ValidShare: stats.ValidShare[at], State: Observed, Path: scene.Path, Classes: stats.ClassesAt(at)}
		if row.ValidShare < least || row.Count == 0 {
			row.State = Unobserved
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// leastValidShare is the strictest limit of the quantity's rules below which a feature counts as unobserved.
func leastValidShare(s *snapshot.Tables, quantity string) float64 {
	least := 0.0
	for _, r := range s.Manifest.Rules.Change {
		if r.Quantity == quantity {
			least = math.Max(least, r.MinValidShare)
		}
	}
	return least
}
