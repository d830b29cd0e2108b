package scene

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// quantilesOf are those of a layer's features, nil where none were asked for.
func quantilesOf(r *raster.Result, layer int) [][]float64 {
	if r.Quantiles == nil {
		return nil
	}
	return r.Quantiles[layer]
}

// zonalColumns turns features' statistics, and so many quantiles of each, into columns.
func zonalColumns(stats []raster.Stats, quantiles [][]float64, n int) snapshot.ZonalStats {
	z := snapshot.ZonalStats{Quantiles: make([][]float64, n)}
	for f, s := range stats {
		for k := range n {
			v := math.NaN()
			if quantiles[f] != nil {
				v = quantiles[f][k]
			}
			z.Quantiles[k] = append(z.Quantiles[k], v)
		}
		if s.Count == 0 {
			nan := s.Mean()
			s.Min, s.Max = nan, nan
		}
		z.Count, z.Mean, z.Stdev = append(z.Count, s.Pixels), append(z.Mean, s.Mean()), append(z.Stdev, s.Stdev())
		z.Min, z.Max = append(z.Min, s.Min), append(z.Max, s.Max)
		z.ValidShare, z.LaterShare = append(z.ValidShare, s.ValidShare()), append(z.LaterShare, s.LaterShare())
	}
	return z
}
