package snapshot

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
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

// ClassEnds is, by value, where its shares end in ClassShares.
func (z *SceneStats) ClassEnds() []int {
	ends, sum := make([]int, len(z.Classes)), 0
	for i, c := range z.Classes {
		sum += len(c)
		ends[i] = sum
	}
	return ends
}

// ClassesAt are the classes of one value.
func (z *SceneStats) ClassesAt(at int) []ClassShare {
	out := []ClassShare{}
	if at >= len(z.Classes) {
		return out
	}
	end := z.ClassEnds()[at]
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

// SeriesOf is the series of a quantity, nil where there is none.
func (s *Tables) SeriesOf(quantity string) *Series {
	for _, one := range s.Series {
		if one.Quantity == quantity {
			return one
		}
	}
	return nil
}

// Of is the layer's part of a series: parcels, cells or zones.
func (s *Series) Of(layer string) *SceneStats {
	return map[string]*SceneStats{"zones": &s.Zones, "cells": &s.Cells, "parcels": &s.Parcels}[layer]
}

// SinceShare is the share of feature i of n that was observed at least once on the date or later.
func (s *Series) SinceShare(stats *SceneStats, i, n int, since Date) float64 {
	for t, scene := range s.Scenes {
		if scene.Date >= since {
			return stats.SinceShare[t*n+i]
		}
	}
	return 0
}

// LastObserved is the date of the last scene that shows any ground of feature i, [NoDate] for none.
func (s *Series) LastObserved(stats *SceneStats, i, n int) Date {
	for t := len(s.Scenes) - 1; t >= 0; t-- {
		if stats.ValidShare[t*n+i] > 0 {
			return s.Scenes[t].Date
		}
	}
	return NoDate
}

// seriesHead is what is stored of a series beside its tables.
type seriesHead struct {
	Quantity string
	Scenes   []SceneInfo
	From     string
}

// seriesHeads declares what tells how many series there are; they came with version 3.
func (t *Tables) seriesHeads() table {
	store := func(f *columnfile.File, name string) {
		var heads []seriesHead
		for _, s := range t.Series {
			heads = append(heads, seriesHead{s.Quantity, s.Scenes, s.From})
		}
		f.JSON(name, &heads)
		if f.Reading() {
			for _, h := range heads {
				t.Series = append(t.Series, &Series{Quantity: h.Quantity, Scenes: h.Scenes, From: h.From})
			}
		}
	}
	return table{name: "series", since: 3, derived: true, rows: func() int { return len(t.Series) }, columns: []column{{store: store, fits: func(int) bool { return true }}}}
}

// seriesTables declares the statistics of all series.
func (t *Tables) seriesTables() []table {
	var out []table
	for k, s := range t.Series {
		for _, l := range []struct {
			name     string
			features func() int
		}{{"zones", t.Zones.Len}, {"cells", t.Cells.Len}, {"parcels", t.Parcels.Len}} {
			x := s.Of(l.name).table(func() int { return l.features() * len(s.Scenes) })
			x.name, x.prefix, x.of = l.name, fmt.Sprintf("series.%d.%s", k, l.name), "the series of "+s.Quantity
			out = append(out, x)
		}
	}
	return out
}

// table declares the statistics of single scenes.
func (z *SceneStats) table(rows func() int) table {
	return table{since: 3, derived: true, rows: rows, columns: []column{
		numbers("count", &z.Count), numbers("mean", &z.Mean), numbers("stdev", &z.Stdev), numbers("valid_share", &z.ValidShare), numbers("since_share", &z.SinceShare),
		lists("classes", &z.Classes, func(int) bool { return z.classesFit() }),
		{name: "class_shares", store: func(f *columnfile.File, name string) { columnfile.Numbers(f, name, &z.ClassShares) }, fits: func(int) bool { return true }},
	}}
}

func (z *SceneStats) classesFit() bool {
	ends := z.ClassEnds()
	if len(ends) == 0 {
		return len(z.ClassShares) == 0
	}
	return len(ends) == len(z.Count) && ends[len(ends)-1] == len(z.ClassShares)
}

// FeatureLayer is a layer that statistics are kept for.
type FeatureLayer struct {
	IDs   []string
	Name  func(i int) string
	Areas func() []float64 // ellipsoidal
}

// Features is the layer of that name. Another name than parcels, cells or zones is a [*QueryError].
func (s *Snapshot) Features(name string) (FeatureLayer, error) {
	unnamed := func(int) string { return "" }
	switch name {
	case "parcels":
		return FeatureLayer{s.Parcels.ID, unnamed, s.ParcelAreas}, nil
	case "cells":
		return FeatureLayer{s.Cells.ID, unnamed, s.CellAreas}, nil
	case "zones":
		return FeatureLayer{s.Zones.Code, func(i int) string { return s.Zones.Name[i] }, func() []float64 { return s.Zones.Ellipsoidal }}, nil
	}
	return FeatureLayer{}, &QueryError{fmt.Sprintf("layer %q: statistics are kept for parcels, cells and zones", name)}
}

// Merged does the same for each of some scenes.
func (z SceneStats) Merged(fresh SceneStats, match []int32, scenes int) SceneStats {
	take := func(old, fresh []float64) []float64 { return merged(old, fresh, match, scenes) }
	classes, shares := mergedClasses(&z, &fresh, match, scenes)
	return SceneStats{
		Classes: classes, ClassShares: shares,
		Count: take(z.Count, fresh.Count), Mean: take(z.Mean, fresh.Mean), Stdev: take(z.Stdev, fresh.Stdev),
		ValidShare: take(z.ValidShare, fresh.ValidShare), SinceShare: take(z.SinceShare, fresh.SinceShare),
	}
}

// mergedClasses is [merged] for the classes of scenes that have them.
func mergedClasses(z, fresh *SceneStats, match []int32, scenes int) (classes [][]int32, shares []float64) {
	if len(z.Classes)+len(fresh.Classes) == 0 {
		return nil, nil
	}
	was, new := len(z.Classes)/scenes, len(fresh.Classes)/scenes
	old, others := z.ClassEnds(), fresh.ClassEnds()
	for t := range scenes {
		next := t * new
		for _, o := range match {
			from, at, ends := fresh, next, others
			if o >= 0 {
				from, at, ends = z, t*was+int(o), old
			} else {
				next++
			}
			classes = append(classes, from.Classes[at])
			shares = append(shares, from.ClassShares[ends[at]-len(from.Classes[at]):ends[at]]...)
		}
	}
	return classes, shares
}
