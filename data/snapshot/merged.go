package snapshot

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
	old, others := z.classEnds(), fresh.classEnds()
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
