package lineage

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Common is ground that feature a of one layer and feature b of another both hold.
type Common struct {
	A, B int
	M2   float64 // planar, in the working CRS
}

// LeastCommon is the ground in m² below which two features count as neighbours, not as sharing ground: a border of 100 m
// moved by a tenth of the intake grid. Of features smaller than twice that, half of their ground is asked for.
const LeastCommon = 0.01

// CommonGround lists the pairs that share ground, by a, then b. It returns an error if features cannot be cut, or ctx's.
func CommonGround(ctx context.Context, a, b *spatial.Polygons) ([]Common, error) {
	index := spatial.NewIndex(b)
	found := make([][]Common, a.Len())
	err := overlay.Each(ctx, a.Len(), overlay.Options{Workers: runtime.NumCPU()}, func(w *arrange.Arrangement, i int) error {
		near := index.Query(a.Bounds(i))
		shared, err := overlay.CommonAreas(w, a, i, b, near)
		if err != nil {
			return err
		}
		for k, j := range near {
			m2, whole := shared[k], math.Min(planarOf(a, i), planarOf(b, j))
			if m2 >= math.Min(LeastCommon, whole/2) {
				found[i] = append(found[i], Common{i, j, m2})
			}
		}
		return nil
	})
	return slices.Concat(found...), err
}

func planarOf(p *spatial.Polygons, f int) float64 { return float64(area.Planar().Feature(p, f)) }

// OneToOne gives every feature of a at most one of b and the other way round: pairs are taken by falling preference (nil:
// none), then by falling common ground, then by their numbers, so that the result depends on nothing else.
func OneToOne(pairs []Common, prefer func(p Common) int) map[int]int {
	pairs = slices.Clone(pairs)
	if prefer == nil {
		prefer = func(Common) int { return 0 }
	}
	slices.SortFunc(pairs, func(x, y Common) int {
		return cmp.Or(cmp.Compare(prefer(y), prefer(x)), cmp.Compare(y.M2, x.M2), cmp.Compare(x.B, y.B), cmp.Compare(x.A, y.A))
	})
	out, taken := map[int]int{}, map[int]bool{}
	for _, p := range pairs {
		if _, done := out[p.A]; !done && !taken[p.B] {
			out[p.A], taken[p.B] = p.B, true
		}
	}
	return out
}

// mostCommon is, for every feature of a that shares ground, the feature of b it shares most with.
func mostCommon(pairs []Common) map[int]int {
	best := map[int]Common{}
	for _, p := range pairs {
		if old, ok := best[p.A]; !ok || p.M2 > old.M2 {
			best[p.A] = p
		}
	}
	out := make(map[int]int, len(best))
	for a, p := range best {
		out[a] = p.B
	}
	return out
}
