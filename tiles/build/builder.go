package build

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/texts"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// builder builds one pyramid: layers that share borders together, from fine to coarse.
type builder struct {
	ctx      context.Context
	snapshot *snapshot.Snapshot
	tables   *attributes.Tables
	plane    tilematrix.Plane
	out      *pyramid.Writer
	step     func()                   // called after each level of each topology
	ranks    [pyramid.LevelCount]int  // of the finest zones shown
	findings map[int][]topology.Point // by layer: a point in each gap, overlap and patch
	options  Options
	encoder  mvt.Encoder
	writer   pyramid.LayerWriter
	notes    []string
	missing  []int  // by layer: levels, from the finest, for which a layer is too large
	at       string // the current layers
	err      error  // the first one
}

func newBuilder(ctx context.Context, t *attributes.Tables, p tilematrix.Plane, o Options, w io.Writer, step func()) *builder {
	return &builder{ctx: ctx, snapshot: t.Snapshot, tables: t, plane: p, out: pyramid.NewWriter(w), step: step, options: o,
		findings: map[int][]topology.Point{}, missing: make([]int, len(t.Layers))}
}

// run builds all layers, then the directory.
func (g *builder) run() (notes []string, err error) {
	return g.add(func() {
		g.ground()
		g.patches()
		g.parcels()
		g.points()
		for _, l := range g.options.Lines {
			g.lines(l)
		}
	})
}

// add builds some layers, then the directory.
func (g *builder) add(layers func()) (notes []string, err error) {
	defer parallel.Caught(&err, func() string { return fmt.Sprintf("the map tiles of %s in %s", g.at, pyramid.FileName(g.plane)) })
	layers()
	if err := cmp.Or(g.ctx.Err(), g.err); err != nil {
		return nil, err
	}
	return append(g.notes, g.coarser()...), g.out.Close()
}

// pointSection writes all tiles of a layer at a level, some of whose features are shown as points.
func (g *builder) pointSection(layer int, l pyramid.Lattice, w *layerTiles, list []pointFeature) {
	if g.err != nil || len(w.shapes)+len(list) == 0 {
		g.section(layer, l.Level, 0, w, nil)
		return
	}
	var t *attributes.Table
	if t, g.err = g.tables.At(layer, 0); g.err == nil {
		g.section(layer, l.Level, 0, w, w.points(list, t, g.options.LayerBytes[layer]))
	}
}

// section writes all tiles of a layer at a level.
func (g *builder) section(layer, level, aggregation int, w *layerTiles, clusters [][]int32) {
	if g.err != nil {
		return
	}
	if w.leftOut > 0 {
		g.notes = append(g.notes, texts.Line("tile_notes.too_large", "file", pyramid.FileName(g.plane), "layer", g.tables.Layers[layer].Name,
			"z", level, "features", w.leftOut, "tiles", topology.MaxTiles))
	}
	var t *attributes.Table
	if len(w.shapes) > 0 {
		if t, g.err = g.tables.At(layer, aggregation); g.err != nil {
			return
		}
	}
	if len(clusters) > 0 {
		t = t.WithClusters(clusters)
	}
	var s pyramid.Section
	if s, g.err = w.encode(g.tables.Layers[layer].Name, t, level, &g.encoder, &g.writer); g.err == nil {
		g.out.Section(layer, level, aggregation, s, clusters)
	}
}

// member is a layer in a topology: its features are those of the topology from first on.
type member struct {
	layer     int
	first     int
	end       int // behind the last one
	shapes    *spatial.Polygons
	collapses bool
}

// topology makes one topology of some layers, on the finest lattice.
func (g *builder) topology(members []member) *topology.Polygons {
	vertices := 0
	var names []string
	for _, m := range members {
		names = append(names, g.tables.Layers[m.layer].Name)
		vertices += m.shapes.Vertices()
	}
	g.at = strings.Join(names, ", ")
	p := projector{to: g.snapshot.LonLat, plane: g.plane}
	b := topology.NewBuilder(vertices)
	for i := range members {
		members[i].first = b.Len()
		p.add(b, members[i].shapes)
		members[i].end = b.Len()
	}
	return b.Build()
}

// each calls visit for each level from fine to coarse, with the polygons on that level's lattice; visit returns what coarser levels
// are made of.
func (g *builder) each(m *topology.Polygons, visit func(l pyramid.Lattice, m *topology.Polygons) *topology.Polygons) {
	for z := pyramid.FullLevel; z >= 0 && g.ctx.Err() == nil && g.err == nil; z-- {
		l := pyramid.LatticeOf(z)
		if z < pyramid.FullLevel {
			m = m.Coarsen(l.Shift - pyramid.LatticeOf(z+1).Shift)
		}
		m = visit(l, m)
		g.step()
	}
}

// layer writes a layer at a level, with what has collapsed as points.
func (g *builder) layer(m member, aggregation int, l pyramid.Lattice, from *topology.Polygons, small *collapser) {
	w := layerTiles{tiling: l.Tiling()}
	var list []pointFeature
	for f := m.first; f < m.end; f++ {
		if m.collapses && small.is[f] {
			list = append(list, pointFeature{int32(f - m.first), small.at(f, l)})
		} else {
			w.polygons(from, f, int32(f-m.first))
		}
	}
	if m.collapses {
		g.pointSection(m.layer, l, &w, list)
	} else {
		g.section(m.layer, l.Level, aggregation, &w, nil)
	}
}

// stepsPerPyramid is how often a pyramid calls its step.
const stepsPerPyramid = 4 * pyramid.LevelCount
