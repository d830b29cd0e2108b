package data

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/pack"
)

// Series is what every scene of one quantity shows of every feature, scene by scene in the order of their dates.
type Series struct {
	Quantity              string
	Scenes                []SceneInfo
	From                  string // all that it was made from besides the features
	Zones, Cells, Parcels SceneStats
}

// SceneStats are the statistics of single scenes for the features of one layer: the value of scene t in feature i stands at
// t × number of features + i. Each pixel is weighed by its exact share inside.
type SceneStats struct {
	Count, Mean, Stdev []float64 // Count in pixels; the others are NaN where Count is 0, and of scenes of classes
	ValidShare         []float64 // observed in this scene / whole feature
	SinceShare         []float64 // observed in this scene or a later one / whole feature

	// Classes are the classes that a scene of classes shows, ascending, and ClassShares, class by class in the same order, their
	// shares of what was observed; both are empty for an index.
	Classes     [][]int32
	ClassShares []float64
}

// classEnds is, by value, where its shares end.
func (z *SceneStats) classEnds() []int {
	ends, sum := make([]int, len(z.Classes)), 0
	for i, c := range z.Classes {
		sum += len(c)
		ends[i] = sum
	}
	return ends
}

// classesAt are the classes of one value.
func (z *SceneStats) classesAt(at int) []ClassShare {
	out := []ClassShare{}
	if at >= len(z.Classes) {
		return out
	}
	end := z.classEnds()[at]
	for i, c := range z.Classes[at] {
		out = append(out, ClassShare{c, z.ClassShares[end-len(z.Classes[at])+i]})
	}
	return out
}

// ClassShare is a class and its share of what was observed.
type ClassShare struct {
	Class int32   `json:"class"`
	Share float64 `json:"share"`
}

// seriesOf is the series of a quantity, nil where there is none.
func (s *Snapshot) seriesOf(quantity string) *Series {
	for _, one := range s.Series {
		if one.Quantity == quantity {
			return one
		}
	}
	return nil
}

// of is the layer's part of a series: parcels, cells or zones.
func (s *Series) of(layer string) *SceneStats {
	return map[string]*SceneStats{"zones": &s.Zones, "cells": &s.Cells, "parcels": &s.Parcels}[layer]
}

// sinceShare is the share of feature i of n that was observed at least once on the date or later.
func (s *Series) sinceShare(stats *SceneStats, i, n int, since Date) float64 {
	for t, scene := range s.Scenes {
		if scene.Date >= since {
			return stats.SinceShare[t*n+i]
		}
	}
	return 0
}

// lastObserved is the date of the last scene that shows any ground of feature i, [NoDate] for none.
func (s *Series) lastObserved(stats *SceneStats, i, n int) Date {
	for t := len(s.Scenes) - 1; t >= 0; t-- {
		if stats.ValidShare[t*n+i] > 0 {
			return s.Scenes[t].Date
		}
	}
	return NoDate
}

// series came with schema 3; older snapshots have none.
func (s *Snapshot) series(f *pack.File) error {
	if !f.Since(3) {
		return nil
	}
	type head struct {
		Quantity string
		Scenes   []SceneInfo
		From     string
	}
	var heads []head
	for _, one := range s.Series {
		heads = append(heads, head{one.Quantity, one.Scenes, one.From})
	}
	if err := jsonColumn(f, "series", &heads); err != nil {
		return err
	}
	for k, h := range heads {
		if f.Reading() {
			s.Series = append(s.Series, &Series{Quantity: h.Quantity, Scenes: h.Scenes, From: h.From})
		}
		for _, layer := range []string{"zones", "cells", "parcels"} {
			stats, name := s.Series[k].of(layer), fmt.Sprintf("series.%d.%s", k, layer)
			pack.Numbers(f, name+".count", &stats.Count)
			pack.Numbers(f, name+".mean", &stats.Mean)
			pack.Numbers(f, name+".stdev", &stats.Stdev)
			pack.Numbers(f, name+".valid_share", &stats.ValidShare)
			pack.Numbers(f, name+".since_share", &stats.SinceShare)
			f.Lists(name+".classes", &stats.Classes)
			pack.Numbers(f, name+".class_shares", &stats.ClassShares)
		}
	}
	return nil
}

func (s *Snapshot) seriesFit() bool {
	for _, one := range s.Series {
		for layer, n := range map[string]int{"zones": s.Zones.Len(), "cells": s.Cells.Len(), "parcels": s.Parcels.Len()} {
			t := one.of(layer)
			if !same(n*len(one.Scenes), len(t.Count), len(t.Mean), len(t.Stdev), len(t.ValidShare), len(t.SinceShare)) || !t.classesFit() {
				return false
			}
		}
	}
	return true
}

func (z *SceneStats) classesFit() bool {
	ends := z.classEnds()
	if len(ends) == 0 {
		return len(z.ClassShares) == 0
	}
	return len(ends) == len(z.Count) && ends[len(ends)-1] == len(z.ClassShares)
}

// SeriesQuery asks for the series of one feature of a layer: "parcels", "cells" or "zones".
type SeriesQuery struct {
	Layer    string `help:"${layer}" enum:"parcels,cells,zones" default:"zones"`
	ID       string `help:"The parcel's or cell's id, or the zone's code." zh:"小班或网格编号，或责任区编码。" required:"" placeholder:"ID"`
	Quantity string `help:"What was monitored; default the first rule's quantity." zh:"监测量；默认第一条规则的监测量。" placeholder:"NAME"` // of a single one, that
}

// SeriesRow is one scene of a series.
type SeriesRow struct {
	Date       Date         `json:"date"`
	Mean       Number       `json:"mean"`  // null where nothing was observed, and of a scene of classes
	Stdev      Number       `json:"stdev"` // of the population
	Count      float64      `json:"count"` // pixels, by exact shares
	ValidShare float64      `json:"valid_share"`
	State      State        `json:"state"`             // observed or unobserved
	Classes    []ClassShare `json:"classes,omitempty"` // of a scene of classes
	Path       string       `json:"path"`
}

// SeriesAnswer answers a [SeriesQuery].
type SeriesAnswer struct {
	Snapshot   SnapshotID  `json:"snapshot"`
	Layer      string      `json:"layer"`
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Quantity   string      `json:"quantity"`
	Quantities []string    `json:"quantities"` // all that there are
	AreaM2     float64     `json:"area_m2"`
	AreaMethod string      `json:"area_method"`
	Rows       []SeriesRow `json:"rows"` // by date
}

// SeriesOf answers from the stored statistics of every scene.
func (s *Snapshot) SeriesOf(q SeriesQuery) (*SeriesAnswer, error) {
	out := &SeriesAnswer{Snapshot: s.Manifest.ID, Layer: q.Layer, ID: q.ID, Quantities: []string{}, AreaMethod: Ellipsoidal, Rows: []SeriesRow{}}
	for _, one := range s.Series {
		out.Quantities = append(out.Quantities, one.Quantity)
	}
	if len(s.Series) == 0 {
		return nil, &QueryError{"this snapshot has no series; add scenes to the project file and ingest"}
	}
	if q.Quantity == "" {
		q.Quantity = s.Series[0].Quantity
		if len(s.Changes) > 0 {
			q.Quantity = s.Changes[0].Rule.Quantity
		}
	}
	one := s.seriesOf(q.Quantity)
	if one == nil {
		return nil, &QueryError{fmt.Sprintf("quantity %q: the snapshot has scenes of %v", q.Quantity, out.Quantities)}
	}
	l, err := s.layer(q.Layer)
	if err != nil {
		return nil, err
	}
	i, n := -1, len(l.ids)
	for k, id := range l.ids {
		if id == q.ID {
			i = k
		}
	}
	if i < 0 {
		return nil, &QueryError{fmt.Sprintf("%s has no %q; give the id of one of its features", q.Layer, q.ID)}
	}
	out.Quantity, out.Name, out.AreaM2 = one.Quantity, l.name(i), l.areas()[i]
	stats, least := one.of(q.Layer), s.leastValidShare(one.Quantity)
	for t, scene := range one.Scenes {
		at := t*n + i
		row := SeriesRow{Date: scene.Date, Mean: Number(stats.Mean[at]), Stdev: Number(stats.Stdev[at]), Count: stats.Count[at], ValidShare: stats.ValidShare[at], State: Observed, Path: scene.Path, Classes: stats.classesAt(at)}
		if row.ValidShare < least || row.Count == 0 {
			row.State = Unobserved
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// leastValidShare is the strictest limit of the quantity's rules below which a feature counts as unobserved.
func (s *Snapshot) leastValidShare(quantity string) float64 {
	least := 0.0
	for _, r := range s.Manifest.Rules.Change {
		if r.Quantity == quantity {
			least = math.Max(least, r.MinValidShare)
		}
	}
	return least
}

// featureLayer is a layer that statistics are kept for.
type featureLayer struct {
	ids   []string
	name  func(i int) string
	areas func() []float64 // ellipsoidal
}

func (s *Snapshot) layer(name string) (featureLayer, error) {
	unnamed := func(int) string { return "" }
	switch name {
	case "parcels":
		return featureLayer{s.Parcels.ID, unnamed, s.index.parcelAreas}, nil
	case "cells":
		return featureLayer{s.Cells.ID, unnamed, s.index.cellAreas}, nil
	case "zones":
		return featureLayer{s.Zones.Code, func(i int) string { return s.Zones.Name[i] }, func() []float64 { return s.Zones.Ellipsoidal }}, nil
	}
	return featureLayer{}, &QueryError{fmt.Sprintf("layer %q: statistics are kept for parcels, cells and zones", name)}
}
