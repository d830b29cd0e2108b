package overlay

import (
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// divide divides the window of feature f by it, which is polygon 0, and by the given features of others, from polygon 1.
func divide(a *arrange.Arrangement, p *spatial.Polygons, f int, others *spatial.Polygons, which []int) error {
	a.Reset(p.Bounds(f))
	a.Add(p, f)
	for _, o := range which {
		a.Add(others, o)
	}
	return a.Divide()
}

// Remainder returns the ground of feature f that none of the given features of others covers; nil where it is dust. Errors are
// those of [arrange.Arrangement.Divide].
func Remainder(a *arrange.Arrangement, p *spatial.Polygons, f int, others *spatial.Polygons, which []int) (*geom.MultiPolygon, error) {
	return Where(a, p, f, others, which, func(set []int32) bool { return len(set) == 1 && set[0] == 0 })
}

// Common returns the ground that feature f shares with feature o of others; it holds nothing where that is dust. Errors are those
// of [arrange.Arrangement.Divide].
func Common(a *arrange.Arrangement, p *spatial.Polygons, f int, others *spatial.Polygons, o int) (*geom.MultiPolygon, error) {
	if !p.Bounds(f).Intersects(others.Bounds(o)) {
		return geom.NewMultiPolygon(geom.XY), nil
	}
	if err := divide(a, p, f, others, []int{o}); err != nil {
		return nil, err
	}
	both := func(set []int32) bool { return len(set) == 2 }
	for l, m2 := range planarAreas(a) {
		if l > 0 && both(a.Label(l)) && m2 >= Dust {
			return Select(a, both), nil
		}
	}
	return geom.NewMultiPolygon(geom.XY), nil
}

// CommonAreas returns the planar area in m² that feature f shares with each of the given features of others. Errors are those of
// [arrange.Arrangement.Divide].
func CommonAreas(a *arrange.Arrangement, p *spatial.Polygons, f int, others *spatial.Polygons, which []int) ([]float64, error) {
	out := make([]float64, len(which))
	if len(which) == 0 {
		return out, nil
	}
	if err := divide(a, p, f, others, which); err != nil {
		return nil, err
	}
	for l, m2 := range planarAreas(a) {
		if set := a.Label(l); len(set) > 1 && set[0] == 0 {
			for _, k := range set[1:] {
				out[k-1] += m2
			}
		}
	}
	return out, nil
}

// Beyond returns, for each of the given features of others, its planar area in m² outside of feature f. Errors are those of
// [arrange.Arrangement.Divide].
func Beyond(a *arrange.Arrangement, p *spatial.Polygons, f int, others *spatial.Polygons, which []int) ([]float64, error) {
	a.Reset(bounds(others, which).Union(p.Bounds(f)))
	a.Add(p, f)
	for _, o := range which {
		a.Add(others, o)
	}
	if err := a.Divide(); err != nil {
		return nil, err
	}
	out := make([]float64, len(which))
	for l, m2 := range planarAreas(a) {
		if l == 0 {
			continue
		}
		if set := a.Label(l); set[0] != 0 {
			for _, k := range set {
				out[k-1] += m2
			}
		}
	}
	return out, nil
}

// Dissolve returns the union of the given features. Errors are those of [arrange.Arrangement.Divide].
func Dissolve(a *arrange.Arrangement, p *spatial.Polygons, which []int) (*geom.MultiPolygon, error) {
	a.Reset(bounds(p, which))
	for _, f := range which {
		a.Add(p, f)
	}
	if err := a.Divide(); err != nil {
		return nil, err
	}
	return Select(a, func([]int32) bool { return true }), nil
}

func bounds(p *spatial.Polygons, which []int) spatial.Box {
	box := spatial.EmptyBox()
	for _, f := range which {
		box = box.Union(p.Bounds(f))
	}
	return box
}
