package overlay

import (
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// margin is how far in metres the window reaches beyond a feature, so that what lies across its border is in it.
const margin = 1.0

// SharedBorders returns, for each of the given features of others, the length in metres (of the plane) of feature f's border
// across which that feature lies: the feature holds the ground beyond the border and not the ground within. A stretch beyond which
// several lie counts for each of them; features that touch f in points only share no border. Errors are those of
// [arrange.Arrangement.Divide].
func SharedBorders(a *arrange.Arrangement, p *spatial.Polygons, f int, others *spatial.Polygons, which []int) ([]float64, error) {
	out := make([]float64, len(which))
	a.Reset(p.Bounds(f).Pad(margin))
	a.Add(p, f)
	for _, o := range which {
		a.Add(others, o)
	}
	if err := a.Divide(); err != nil {
		return nil, err
	}
	a.Borders(func(l, r int, length float64) {
		within, beyond := a.Label(l), a.Label(r)
		if holdsFirst(within) == holdsFirst(beyond) {
			return // no border of f
		}
		if holdsFirst(beyond) {
			within, beyond = beyond, within
		}
		for _, k := range beyond {
			if !contains(within, k) {
				out[k-1] += length
			}
		}
	})
	return out, nil
}

// holdsFirst tells whether an ascending set holds polygon 0.
func holdsFirst(set []int32) bool { return len(set) > 0 && set[0] == 0 }
