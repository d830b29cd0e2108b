package overlay

import (
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// Where returns the ground within feature f's window whose set of polygons is wanted: f is polygon 0, the given features of others
// follow from polygon 1. nil where it is dust. Errors are those of [arrange.Arrangement.Divide].
func Where(a *arrange.Arrangement, p *spatial.Polygons, f int, others *spatial.Polygons, which []int, wanted func(set []int32) bool) (*geom.MultiPolygon, error) {
	if err := divide(a, p, f, others, which); err != nil {
		return nil, err
	}
	sum := 0.0
	for l, m2 := range planarAreas(a) {
		if l > 0 && wanted(a.Label(l)) {
			sum += m2
		}
	}
	if sum < Dust {
		return nil, nil
	}
	return Select(a, wanted), nil
}

// Holds tells whether a set of polygons, ascending, holds polygon k.
func Holds(set []int32, k int) bool { return contains(set, int32(k)) }
