package build

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	tilematrix "github.com/qingshan-gis/qingshan/tiles/tilematrix"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// builder builds one pyramid, mesh by mesh and from fine to coarse.
type builder struct {
	ctx      context.Context
	snapshot *data.Snapshot
	tables   *attributes.Tables
	plane    tilematrix.Plane
	out      *pyramid.Writer
	step     func()                                  // called after each level of each mesh
	ranks    [pyramid.LevelCount]int                 // of the finest zones shown
	findings [attributes.LayerCount][]topology.Point // a place in each gap, overlap and patch
	limits   Limits
	encoder  mvt.Encoder
	finisher pyramid.LayerWriter
	notes    []string
	over     [attributes.LayerCount]int // levels, from the finest, for which a layer is too large
	at       string                     // the layers at hand
	err      error                      // the first one
}

func newBuilder(ctx context.Context, t *attributes.Tables, p tilematrix.Plane, most Limits, w io.Writer, step func()) *builder {
	return &builder{ctx: ctx, snapshot: t.Snapshot, tables: t, plane: p, out: pyramid.NewWriter(w), step: step, limits: most}
}

// run builds all layers, then the directory.
func (g *builder) run() (notes []string, err error) {
	defer parallel.Caught(&err, func() string { return fmt.Sprintf("the map tiles of %s in %s", g.at, pyramid.FileName(g.plane)) })
	g.ground()
	g.patches()
	g.parcels()
	g.points()
	if err := cmp.Or(g.ctx.Err(), g.err); err != nil {
		return nil, err
	}
	return append(g.notes, g.coarser()...), g.out.Close()
}

// pointSection is section for a layer with features that are shown as points.
func (g *builder) pointSection(layer int, l pyramid.LevelGrid, w *layerTiles, list []pointFeature) {
	if g.err != nil || len(w.shapes)+len(list) == 0 {
		g.section(layer, l.Level, 0, w, nil)
		return
	}
	var t *attributes.Table
	if t, g.err = g.tables.At(layer, 0); g.err == nil {
		g.section(layer, l.Level, 0, w, w.points(list, t, g.limits.LayerBytes[layer]))
	}
}

// section finishes what was gathered of a layer at a level.
func (g *builder) section(layer, level, rung int, w *layerTiles, bunches [][]int32) {
	if g.err != nil {
		return
	}
	if w.leftOut > 0 {
		g.notes = append(g.notes, fmt.Sprintf("map tiles 图块 %s, %s z%d: %d features span more than %d tiles and are shown at coarser levels only 图形过大，仅在较小比例尺显示",
			pyramid.FileName(g.plane), attributes.LayerSpecs[layer].Name, level, w.leftOut, topology.MostTiles))
	}
	var t *attributes.Table
	if len(w.shapes) > 0 {
		if t, g.err = g.tables.At(layer, rung); g.err != nil {
			return
		}
	}
	if len(bunches) > 0 {
		t = t.WithClusters(layer, bunches)
	}
	var s pyramid.Section
	if s, g.err = w.finish(layer, t, level, &g.encoder, &g.finisher); g.err == nil {
		g.out.Section(layer, level, rung, s, bunches)
	}
}

// member is a layer in a mesh: its features are those of the mesh from first on.
type member struct {
	layer  int
	first  int
	shapes *spatial.Polygons
	spots  bool
}

// topology makes the mesh of some layers, at the step.
func (g *builder) topology(members []member) *topology.Polygons {
	vertices := 0
	var names []string
	for _, m := range members {
		names = append(names, attributes.LayerSpecs[m.layer].Name)
		vertices += m.shapes.Vertices()
	}
	g.at = strings.Join(names, ", ")
	p := projector{to: g.snapshot.LonLat, plane: g.plane}
	b := topology.NewBuilder(vertices)
	for i := range members {
		members[i].first = b.Len()
		p.add(b, members[i].shapes)
	}
	return b.Build()
}

// each calls visit for each level from fine to coarse, with the mesh on that level's lattice; visit returns what coarser levels
// are made of.
func (g *builder) each(m *topology.Polygons, visit func(l pyramid.LevelGrid, m *topology.Polygons) *topology.Polygons) {
	for z := pyramid.FullLevel; z >= 0 && g.ctx.Err() == nil && g.err == nil; z-- {
		l := pyramid.GridOf(z)
		if z < pyramid.FullLevel {
			m = m.Coarsen(l.Shift - pyramid.GridOf(z+1).Shift)
		}
		m = visit(l, m)
		g.step()
	}
}

func (g *builder) layer(m member, rung int, l pyramid.LevelGrid, from *topology.Polygons, end int, spots *collapsed) {
	w := layerTiles{tiling: l.Tiling()}
	var list []pointFeature
	for f := m.first; f < end; f++ {
		if m.spots && spots.is[f] {
			list = append(list, pointFeature{int32(f - m.first), spots.at(f, l)})
		} else {
			w.polygons(from, f, int32(f-m.first))
		}
	}
	if m.spots {
		g.pointSection(m.layer, l, &w, list)
	} else {
		g.section(m.layer, l.Level, rung, &w, nil)
	}
}

// stepsPerPyramid is how often a pyramid calls its step.
const stepsPerPyramid = 4 * pyramid.LevelCount
