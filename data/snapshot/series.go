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

// classEnds is, by value, where its shares end.
func (z *SceneStats) classEnds() []int {
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

// series came with schema 3; older snapshots have none.
func (s *Tables) series(f *columnfile.File) error {
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
			stats, name := s.Series[k].Of(layer), fmt.Sprintf("series.%d.%s", k, layer)
			columnfile.Numbers(f, name+".count", &stats.Count)
			columnfile.Numbers(f, name+".mean", &stats.Mean)
			columnfile.Numbers(f, name+".stdev", &stats.Stdev)
			columnfile.Numbers(f, name+".valid_share", &stats.ValidShare)
			columnfile.Numbers(f, name+".since_share", &stats.SinceShare)
			f.Lists(name+".classes", &stats.Classes)
			columnfile.Numbers(f, name+".class_shares", &stats.ClassShares)
		}
	}
	return nil
}

func (s *Tables) seriesFit() bool {
	for _, one := range s.Series {
		for layer, n := range map[string]int{"zones": s.Zones.Len(), "cells": s.Cells.Len(), "parcels": s.Parcels.Len()} {
			t := one.Of(layer)
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

// featureLayer is a layer that statistics are kept for.
type featureLayer struct {
	IDs   []string
	Name  func(i int) string
	Areas func() []float64 // ellipsoidal
}

func (s *Snapshot) FeatureLayer(name string) (featureLayer, error) {
	unnamed := func(int) string { return "" }
	switch name {
	case "parcels":
		return featureLayer{s.Parcels.ID, unnamed, s.ParcelAreas}, nil
	case "cells":
		return featureLayer{s.Cells.ID, unnamed, s.CellAreas}, nil
	case "zones":
		return featureLayer{s.Zones.Code, func(i int) string { return s.Zones.Name[i] }, func() []float64 { return s.Zones.Ellipsoidal }}, nil
	}
	return featureLayer{}, &QueryError{fmt.Sprintf("layer %q: statistics are kept for parcels, cells and zones", name)}
}
