package snapshot

import "fmt"

// ZonalStats are the statistics of t1−t0 for the features of one layer, each pixel weighed by its exact share inside.
type ZonalStats struct {
	Count, Mean, Stdev, Min, Max []float64   // Count in pixels; the others are NaN where Count is 0
	ValidShare                   []float64   // observed at both dates / whole feature
	LaterShare                   []float64   // observed at the later date / whole feature
	Quantiles                    [][]float64 // by the rule's quantiles, NaN where Count is 0
}

// merged takes the value of feature f in row t of n features from old where match names its place among the m features
// there, and from fresh, which holds the others in order, elsewhere.
func merged(old, fresh []float64, match []int32, rows int) []float64 {
	if rows == 0 || len(match) == 0 {
		return nil
	}
	was, new := len(old)/rows, len(fresh)/rows
	out := make([]float64, 0, rows*len(match))
	for t := range rows {
		next := t * new
		for _, o := range match {
			if o >= 0 {
				out = append(out, old[t*was+int(o)])
			} else {
				out = append(out, fresh[next])
				next++
			}
		}
	}
	return out
}

// Merged takes each feature's statistics from z where match names its place there, and from fresh, which holds the others
// in order, elsewhere.
func (z ZonalStats) Merged(fresh ZonalStats, match []int32) ZonalStats {
	take := func(old, fresh []float64) []float64 { return merged(old, fresh, match, 1) }
	quantiles := make([][]float64, len(z.Quantiles))
	for k, old := range z.Quantiles {
		var more []float64
		if k < len(fresh.Quantiles) { // none where nothing is new
			more = fresh.Quantiles[k]
		}
		quantiles[k] = take(old, more)
	}
	return ZonalStats{
		Count: take(z.Count, fresh.Count), Mean: take(z.Mean, fresh.Mean), Stdev: take(z.Stdev, fresh.Stdev), Min: take(z.Min, fresh.Min), Max: take(z.Max, fresh.Max),
		ValidShare: take(z.ValidShare, fresh.ValidShare), LaterShare: take(z.LaterShare, fresh.LaterShare), Quantiles: quantiles,
	}
}

// table declares the statistics of a layer's features. What the later scene alone saw came with version 3: before, what was seen at
// both dates was seen at the later one, and there may have been more.
func (z *ZonalStats) table(layer string, features func() int) table {
	var columns []column
	for k := range z.Quantiles {
		columns = append(columns, numbers(fmt.Sprintf("quantile.%d", k), &z.Quantiles[k]))
	}
	return table{name: layer, derived: true, rows: features, columns: append(columns,
		numbers("count", &z.Count), numbers("mean", &z.Mean), numbers("stdev", &z.Stdev), numbers("min", &z.Min), numbers("max", &z.Max), numbers("valid_share", &z.ValidShare),
		numbers("later_share", &z.LaterShare).after(3, func() { z.LaterShare = z.ValidShare }))}
}
