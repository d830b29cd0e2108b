package change

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// State is what can be said of a feature. Ground that was not seen is never unchanged ground.
type State string

// A feature with ground in a patch, more than residue, has changed, however little of it was seen; one that was seen to less than the rule's
// min_valid_share is unobserved; of all others what was seen has not changed. Of a single scene a feature is observed or not.
const (
	Changed    State = "changed"
	Unchanged  State = "unchanged"
	Unobserved State = "unobserved"
	Observed   State = "observed"
)

// StateOf is the state of a feature of which so much ground changed, in m², and of which that share was observed at both dates.
func StateOf(c *snapshot.Change, changedM2, validShare float64) State {
	switch {
	case changedM2 > 0:
		return Changed
	case validShare <= 0 || validShare < c.Rule.MinValidShare:
		return Unobserved
	}
	return Unchanged
}

// LaterShares is, by feature of a layer, the share that the later scene of a change observed. Every answer about unobserved ground
// is made of it: the series tells it of the scene by itself, on all its ground; without one it is what the comparison saw.
func (e *Engine) LaterShares(c *snapshot.Change, layer string) []float64 {
	compared := c.Stats(layer).LaterShare
	series, n := e.SeriesOf(c.Rule.Quantity), len(compared)
	if series == nil {
		return compared
	}
	for t, scene := range series.Scenes {
		if scene.Date == c.T1.Date {
			return series.Of(layer).ValidShare[t*n : (t+1)*n]
		}
	}
	return compared
}

// unobservedM2 is the ground of a feature without a valid observation, of which a share was observed.
func unobservedM2(m2, share float64) float64 {
	if 1-share < leastUnseen {
		return 0
	}
	return m2 * (1 - share)
}

// leastUnseen is the share of a feature below which what is unseen of it is rounding: shares add up to 1 to 1e-12 or so.
const leastUnseen = 1e-9

// UnobservedRow is one feature's unobserved ground; areas are ellipsoidal.
type UnobservedRow struct {
	ID                string          `json:"id"`
	Name              string          `json:"name"`
	AreaM2            float64         `json:"area_m2"`
	UnobservedM2      float64         `json:"unobserved_m2"`       // at the later scene
	UnobservedSinceM2 snapshot.Number `json:"unobserved_since_m2"` // in no scene of the quantity on the date or later; null where none is kept
	MonitoredShare    float64         `json:"monitored_share"`     // seen at both dates of the rule / area
	SinceShare        snapshot.Number `json:"since_share"`         // 监测有效率: seen at least once since the date / area
	LastObserved      snapshot.Date   `json:"last_observed"`       // the last scene that shows any of it
	State             State           `json:"state"`               // of the rule
}

// UnobservedAnswer answers a [StatsQuery] for unobserved ground.
type UnobservedAnswer struct {
	Snapshot   snapshot.ID     `json:"snapshot"`
	Rule       string          `json:"rule"`
	Quantity   string          `json:"quantity"`
	T0         snapshot.Date   `json:"t0"`
	T1         snapshot.Date   `json:"t1"`
	Since      snapshot.Date   `json:"since"`
	Scenes     int             `json:"scenes"` // of the quantity since the date
	AreaMethod string          `json:"area_method"`
	Layer      string          `json:"layer"`
	Zone       string          `json:"zone"`
	Level      snapshot.Level  `json:"level"`
	Rows       []UnobservedRow `json:"rows"` // most unobserved ground first
	Total      UnobservedTotal `json:"total"`
}

// UnobservedTotal sums over the layer's features in scope; of zones over the roots of the scope only.
type UnobservedTotal struct {
	Features          int             `json:"features"` // with unobserved ground
	Unobserved        int             `json:"unobserved"`
	AreaM2            float64         `json:"area_m2"`
	UnobservedM2      float64         `json:"unobserved_m2"`
	UnobservedSinceM2 snapshot.Number `json:"unobserved_since_m2"`
}

// Unobserved answers which ground was not seen. Errors are those of [Engine.Stats], and a [*snapshot.QueryError] if q.Since is
// given and the snapshot keeps no series.
func (e *Engine) Unobserved(ctx context.Context, q StatsQuery) (*UnobservedAnswer, error) {
	c, l, keep, err := e.meant(q)
	if err != nil {
		return nil, err
	}
	out := &UnobservedAnswer{Snapshot: e.Manifest.ID, Rule: c.Rule.Name, Quantity: c.Rule.Quantity, T0: c.T0.Date, T1: c.T1.Date, Since: cmp.Or(q.Since, c.T1.Date),
		AreaMethod: coverage.Ellipsoidal, Layer: q.Layer, Zone: q.Zone, Level: q.Level, Rows: []UnobservedRow{}}
	series := e.SeriesOf(c.Rule.Quantity)
	if series == nil && q.Since != snapshot.NoDate {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("snapshot %s keeps no series of %s; ingest again to ask what was seen since a date", e.Manifest.ID, c.Rule.Quantity)}
	}
	if series != nil {
		for _, scene := range series.Scenes {
			if scene.Date >= out.Since {
				out.Scenes++
			}
		}
	}
	changed, err := e.changedGround(ctx, c, q.Layer)
	if err != nil {
		return nil, err
	}
	areas, stats, later := l.Areas(), c.Stats(q.Layer), e.LaterShares(c, q.Layer)
	for i, id := range l.IDs {
		if !keep(i) {
			continue
		}
		row := UnobservedRow{ID: id, Name: l.Name(i), AreaM2: areas[i], UnobservedM2: unobservedM2(areas[i], later[i]), MonitoredShare: stats.ValidShare[i],
			UnobservedSinceM2: snapshot.Number(math.NaN()), SinceShare: snapshot.Number(math.NaN()), State: StateOf(c, changed.m2[i], stats.ValidShare[i])}
		if series != nil {
			share := series.SinceShare(series.Of(q.Layer), i, len(l.IDs), out.Since)
			row.SinceShare, row.UnobservedSinceM2 = snapshot.Number(share), snapshot.Number(unobservedM2(areas[i], share))
			row.LastObserved = series.LastObserved(series.Of(q.Layer), i, len(l.IDs))
		}
		out.Total.add(row, q.Layer != "zones" || e.rootOf(q.Zone, q.Level, int32(i)))
		if q.All || row.UnobservedM2 > 0 || row.UnobservedSinceM2 > 0 {
			out.Rows = append(out.Rows, row)
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b UnobservedRow) int {
		return cmp.Or(cmp.Compare(b.UnobservedSinceM2, a.UnobservedSinceM2), cmp.Compare(b.UnobservedM2, a.UnobservedM2))
	})
	return out, nil
}

func (t *UnobservedTotal) add(r UnobservedRow, sum bool) {
	if r.UnobservedM2 > 0 {
		t.Features++
	}
	if r.State == Unobserved {
		t.Unobserved++
	}
	if sum {
		t.AreaM2 += r.AreaM2
		t.UnobservedM2 += r.UnobservedM2
		t.UnobservedSinceM2 += r.UnobservedSinceM2
	}
}

// rootOf tells whether zone i is one that a scope's total sums: the zone asked for, a zone of the level asked for, or a root.
func (e *Engine) rootOf(zone string, level snapshot.Level, i int32) bool {
	switch {
	case level != "":
		return true
	case zone != "":
		return e.Zones.Code[i] == zone
	}
	return e.Zones.Parent[i] < 0
}

// keeps tells which features of a layer a question is about. Of cells and parcels those that have ground in the zone are meant,
// whatever their dates.
func (e *Engine) keeps(layer, zone string, level snapshot.Level) (func(i int) bool, error) {
	within, err := e.Scope(zone)
	switch {
	case err != nil:
		return nil, err
	case layer == "zones":
		return func(i int) bool { return within(int32(i)) && (level == "" || e.Zones.Level[i] == level) }, nil
	case level != "":
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("level chooses among zones; leave it out for %s", layer)}
	case zone == "":
		return func(int) bool { return true }, nil
	}
	in := map[int]bool{}
	for row, face := range e.Facts.Face {
		if !within(e.Facts.FaceZone[face]) {
			continue
		}
		if layer == "parcels" {
			in[int(e.Facts.Parcel[row])] = true
			continue
		}
		for _, c := range e.Facts.Sets[e.Facts.FaceSet[face]] {
			in[int(c)] = true
		}
	}
	return func(i int) bool { return in[i] }, nil
}
