package overlay

import (
	"context"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// Cover is how a ground is covered: the ground in no cover, and the ground in two or more.
type Cover struct {
	Gap, Overlap           *geom.MultiPolygon // nil where there is none
	GapAreas, OverlapAreas []float64          // by measure, m²
}

// Covers answers for every feature of grounds where the counted features leave it uncovered, and where two or more of them meet.
// It does not tell the covers apart, which makes it many times quicker than [Arrange]: ground that no border of the mesh enters is
// covered or bare as a whole. Errors are those of [Each].
func Covers(ctx context.Context, grounds *spatial.Polygons, mesh *arrange.Mesh, measures []area.Measure, o Options) ([]Cover, error) {
	out := make([]Cover, grounds.Len())
	err := Each(ctx, len(out), o, func(a *arrange.Arrangement, i int) (err error) {
		out[i], err = cover(a, grounds, i, mesh, measures)
		return err
	})
	return out, err
}

func cover(a *arrange.Arrangement, grounds *spatial.Polygons, g int, mesh *arrange.Mesh, measures []area.Measure) (Cover, error) {
	box := grounds.Bounds(g)
	if box.Empty() {
		return wholly(grounds, g, 1, measures), nil // nothing is bare in it
	}
	a.Reset(box)
	for _, f := range mesh.Index.Query(box) {
		a.AddCounted(mesh, f)
	}
	if count, uniform := a.Uniform(); uniform {
		return wholly(grounds, g, count, measures), nil
	}
	a.Add(grounds, g)
	if err := a.Divide(); err != nil {
		return Cover{}, err
	}
	const gap, overlap = 0, 1
	class, wanted := make([]int32, a.Labels()), make([]bool, a.Labels())
	for l := range class {
		class[l] = -1
		if len(a.Label(l)) == 0 {
			continue
		}
		switch n := a.Count(l); {
		case n == 0:
			class[l], wanted[l] = gap, true
		case n > 1:
			class[l], wanted[l] = overlap, true
		}
	}
	shapes := a.Polygons(class, 2)
	out := Cover{Gap: shapes[gap], Overlap: shapes[overlap], GapAreas: make([]float64, len(measures)), OverlapAreas: make([]float64, len(measures))}
	for i, m := range measures {
		for l, m2 := range a.Areas(m, wanted) {
			switch class[l] {
			case gap:
				out.GapAreas[i] += m2
			case overlap:
				out.OverlapAreas[i] += m2
			}
		}
	}
	return out, nil
}

// wholly is the answer for ground that one number of covers holds all of.
func wholly(grounds *spatial.Polygons, g, count int, measures []area.Measure) Cover {
	out := Cover{GapAreas: make([]float64, len(measures)), OverlapAreas: make([]float64, len(measures))}
	if count == 1 {
		return out
	}
	areas, shape := out.OverlapAreas, grounds.Feature(g)
	if count == 0 {
		areas, out.Gap = out.GapAreas, shape
	} else {
		out.Overlap = shape
	}
	for i, m := range measures {
		areas[i] = float64(m.Feature(grounds, g))
	}
	return out
}
