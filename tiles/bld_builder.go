package tiles

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// grower builds one pyramid, mesh by mesh and from fine to coarse.
type grower struct {
	ctx      context.Context
	snapshot *data.Snapshot
	tables   *tables
	plane    plane
	out      *pyramidWriter
	step     func()                       // called after each level of each mesh
	ranks    [levels]int                  // of the finest zones shown
	found    [layerCount][]topology.Point // a place in each gap, overlap and patch
	limits   limits
	encoder  encoder
	finisher finisher
	notes    []string
	over     [layerCount]int // levels, from the finest, for which a layer is too large
	at       string          // the layers at hand
	err      error           // the first one
}

func newGrower(ctx context.Context, t *tables, p plane, most limits, w io.Writer, step func()) *grower {
	return &grower{ctx: ctx, snapshot: t.s, tables: t, plane: p, out: newPyramidWriter(w), step: step, limits: most}
}

// grow builds all layers, then the directory.
func (g *grower) grow() (notes []string, err error) {
	defer parallel.Caught(&err, func() string { return fmt.Sprintf("the map tiles of %s in %s", g.at, fileName(g.plane)) })
	g.ground()
	g.patches()
	g.parcels()
	g.places()
	if err := cmp.Or(g.ctx.Err(), g.err); err != nil {
		return nil, err
	}
	return append(g.notes, g.coarser()...), g.out.close()
}

// spotSection is section for a layer with features that are shown as points.
func (g *grower) spotSection(layer int, l lattice, w *sectionWriter, list []spotted) {
	if g.err != nil || len(w.parts)+len(list) == 0 {
		g.section(layer, l.level, 0, w, nil)
		return
	}
	var t *table
	if t, g.err = g.tables.at(layer, 0); g.err == nil {
		g.section(layer, l.level, 0, w, w.spots(list, t, g.limits.layerBytes[layer]))
	}
}

// section finishes what was gathered of a layer at a level.
func (g *grower) section(layer, level, rung int, w *sectionWriter, bunches [][]int32) {
	if g.err != nil {
		return
	}
	if w.leftOut > 0 {
		g.notes = append(g.notes, fmt.Sprintf("map tiles 图块 %s, %s z%d: %d features span more than %d tiles and are shown at coarser levels only 图形过大，仅在较小比例尺显示",
			fileName(g.plane), kinds[layer].name, level, w.leftOut, topology.MostTiles))
	}
	var t *table
	if len(w.parts) > 0 {
		if t, g.err = g.tables.at(layer, rung); g.err != nil {
			return
		}
	}
	if len(bunches) > 0 {
		t = t.withBunches(layer, bunches)
	}
	var s section
	if s, g.err = w.finish(layer, t, level, &g.encoder, &g.finisher); g.err == nil {
		g.out.section(layer, level, rung, s, bunches)
	}
}

// member is a layer in a mesh: its features are those of the mesh from first on.
type member struct {
	layer  int
	first  int
	shapes *spatial.Polygons
	spots  bool
}

// build makes the mesh of some layers, at the step.
func (g *grower) build(members []member) *topology.Polygons {
	vertices := 0
	var names []string
	for _, m := range members {
		names = append(names, kinds[m.layer].name)
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
func (g *grower) each(m *topology.Polygons, visit func(l lattice, m *topology.Polygons) *topology.Polygons) {
	for z := fullLevel; z >= 0 && g.ctx.Err() == nil && g.err == nil; z-- {
		l := latticeAt(z)
		if z < fullLevel {
			m = m.Coarsen(l.shift - latticeAt(z+1).shift)
		}
		m = visit(l, m)
		g.step()
	}
}

func (g *grower) write(m member, rung int, l lattice, from *topology.Polygons, end int, spots *spotList) {
	w := sectionWriter{tiling: l.tiling()}
	var list []spotted
	for f := m.first; f < end; f++ {
		if m.spots && spots.is[f] {
			list = append(list, spotted{int32(f - m.first), spots.at(f, l)})
		} else {
			w.polygons(from, f, int32(f-m.first))
		}
	}
	if m.spots {
		g.spotSection(m.layer, l, &w, list)
	} else {
		g.section(m.layer, l.level, rung, &w, nil)
	}
}

// growSteps is how often a pyramid calls its step.
const growSteps = 4 * levels
