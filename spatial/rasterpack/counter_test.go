package rasterpack

import (
	"math"
	"slices"
	"testing"
)

func TestStatsAndClasses(t *testing.T) {
	g := gridOf(300, 200)
	values := random(g, Uint8, true, 3)
	h := written(t, header(t, g, Uint8, true), values).Header()
	var n int64
	sum, sq, lo, hi := 0.0, 0.0, math.Inf(1), math.Inf(-1)
	present := map[float64]bool{}
	for _, v := range values {
		if !math.IsNaN(v) {
			n, sum, sq, lo, hi = n+1, sum+v, sq+v*v, min(lo, v), max(hi, v)
			present[v] = true
		}
	}
	mean := sum / float64(n)
	s := h.Stats
	if s.Count != n || s.Min != lo || s.Max != hi || math.Abs(s.Mean-mean) > 1e-9 || math.Abs(s.Stdev-math.Sqrt(sq/float64(n)-mean*mean)) > 1e-9 {
		t.Errorf("%+v", s)
	}
	if len(h.Classes) != len(present) || !slices.IsSorted(h.Classes) || h.MoreClasses {
		t.Errorf("classes %v, want %v", h.Classes, present)
	}
	many := make([]float64, 300*200)
	for i := range many {
		many[i] = float64(i % 400)
	}
	if h := written(t, header(t, g, Int16, true), many).Header(); len(h.Classes) != maxClasses || !h.MoreClasses {
		t.Errorf("%d classes of 400, more: %v", len(h.Classes), h.MoreClasses)
	}
}
