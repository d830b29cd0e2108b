package overlay

import (
	"context"

	"github.com/tidwall/rtree"
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// Territory is the ground that the features of a layer hold together, prepared so that many features can be cut at its border: those
// that no stretch of the border comes near are told by their place. Immutable, safe for concurrent use.
type Territory struct {
	mesh   *arrange.Mesh
	border rtree.RTreeG[int8] // boxes of the stretches of the outer border: 1 where one runs north, -1 south, 0 neither
	maxX   float64
}

// NewTerritory prepares the ground of a layer, which it aliases. It returns ctx's error.
func NewTerritory(ctx context.Context, p *spatial.Polygons, workers int) (*Territory, error) {
	mesh, err := arrange.NewMesh(ctx, p, nil, workers)
	if err != nil {
		return nil, err
	}
	t := &Territory{mesh: mesh, maxX: p.Extent().MaxX}
	mesh.Outer(func(ax, ay, bx, by float64) {
		north := int8(0)
		switch {
		case by > ay:
			north = 1
		case by < ay:
			north = -1
		}
		t.border.Insert([2]float64{min(ax, bx), min(ay, by)}, [2]float64{max(ax, bx), max(ay, by)}, north)
	})
	return t, nil
}

// Place is how a feature lies to a territory.
type Place int8

// The places. A feature that only touches the territory, or has no more than [Dust] in it, is outside.
const (
	Outside Place = iota
	Inside
	Across
)

// Within is a feature's place and, where it lies across the border, its ground in the territory.
type Within struct {
	Place Place
	Shape *geom.MultiPolygon // nil unless Across
}

// Cut tells of every feature of a layer where it lies and cuts those that lie across the border. The result does not depend on the
// number of workers. Errors are those of [Each].
func (t *Territory) Cut(ctx context.Context, p *spatial.Polygons, o Options) ([]Within, error) {
	out := make([]Within, p.Len())
	err := Each(ctx, len(out), o, func(a *arrange.Arrangement, f int) (err error) {
		out[f], err = t.within(a, p, f)
		return err
	})
	return out, err
}

func (t *Territory) within(a *arrange.Arrangement, p *spatial.Polygons, f int) (Within, error) {
	box := p.Bounds(f)
	if box.Empty() {
		return Within{}, nil
	}
	if !t.near(box) {
		return Within{Place: t.placeOf(box)}, nil
	}
	a.Reset(box)
	for _, g := range t.mesh.Index.Query(box) {
		a.AddCounted(t.mesh, g)
	}
	a.Add(p, f)
	if err := a.Divide(); err != nil {
		return Within{}, err
	}
	class := make([]int32, a.Labels())
	planar := planarAreas(a)
	var within, beyond float64
	for l := range class {
		class[l] = -1
		switch {
		case len(a.Label(l)) == 0: // no ground of the feature
		case a.Count(l) > 0:
			class[l] = 0
			within += planar[l]
		default:
			beyond += planar[l]
		}
	}
	switch {
	case within < Dust:
		return Within{}, nil
	case beyond < Dust:
		return Within{Place: Inside}, nil
	}
	return Within{Across, a.Polygons(class, 1)[0]}, nil
}

// near tells whether the box of any stretch of the border meets a box.
func (t *Territory) near(b spatial.Box) (near bool) {
	t.border.Search([2]float64{b.MinX, b.MinY}, [2]float64{b.MaxX, b.MaxY}, func(_, _ [2]float64, _ int8) bool {
		near = true
		return false
	})
	return near
}

// placeOf is where a box lies that no box of the border meets: all of it is on one side. The stretches that pass east of its south-east
// corner are counted; each lies wholly to the east or to the west, so that nothing is rounded.
func (t *Territory) placeOf(b spatial.Box) Place {
	x, y, around := b.MaxX, b.MinY, 0
	t.border.Search([2]float64{x, y}, [2]float64{max(x, t.maxX), y}, func(low, high [2]float64, north int8) bool {
		if low[1] <= y && y < high[1] { // a vertex at that height counts for one of its two stretches
			around += int(north)
		}
		return true
	})
	if around > 0 {
		return Inside
	}
	return Outside
}
