package tiles

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/mesh"
)

// How coarse levels are made, in squares of 1/8192 of a tile. Trial figures on landscape M: docs/decisions/020.
const (
	// simplify is twice the area of the triangles that are cut off.
	simplify = 16
	// simplifyMerged is that for merged parcels, whose borders are no one's.
	simplifyMerged = 128
	// legible is the median area, in pixels of a 256-pixel tile, from which features are shown one by one.
	legible = 16
	// spotPixels is the area in such pixels below which a gap, overlap or patch is shown as a point.
	spotPixels = 1
	// parcelBytes is what a tile's parcels may take before they are compressed; merged further where they take more.
	parcelBytes = 250_000
	// featureBytes is about what a parcel's attributes add.
	featureBytes = 20
)

// writePyramid builds the pyramid of a snapshot in one plane. notes say what it could not show.
func writePyramid(ctx context.Context, t *tables, p plane, most limits, w io.Writer, step func()) (notes []string, err error) {
	return newGrower(ctx, t, p, most, w, step).grow()
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

// grower builds one pyramid, mesh by mesh and from fine to coarse.
type grower struct {
	ctx      context.Context
	snapshot *data.Snapshot
	tables   *tables
	plane    plane
	out      *pyramidWriter
	step     func()                   // called after each level of each mesh
	ranks    [levels]int              // of the finest zones shown
	found    [layerCount][]mesh.Point // a place in each gap, overlap and patch
	limits   limits
	encoder  encoder
	finisher finisher
	notes    []string
	over     [layerCount]int // levels, from the finest, for which a layer is too large
	at       string          // the layers at hand
	err      error           // the first one
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
			fileName(g.plane), kinds[layer].name, level, w.leftOut, mesh.MostTiles))
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

// growSteps is how often a pyramid calls its step.
const growSteps = 4 * levels

// member is a layer in a mesh: its features are those of the mesh from first on.
type member struct {
	layer  int
	first  int
	shapes *spatial.Polygons
	spots  bool
}

// build makes the mesh of some layers, at the step.
func (g *grower) build(members []member) *mesh.Mesh {
	vertices := 0
	var names []string
	for _, m := range members {
		names = append(names, kinds[m.layer].name)
		vertices += m.shapes.Vertices()
	}
	g.at = strings.Join(names, ", ")
	p := projector{to: g.snapshot.LonLat, plane: g.plane}
	b := mesh.NewBuilder(vertices)
	for i := range members {
		members[i].first = b.Len()
		p.add(b, members[i].shapes)
	}
	return b.Build()
}

// each calls visit for each level from fine to coarse, with the mesh on that level's lattice; visit returns what coarser levels
// are made of.
func (g *grower) each(m *mesh.Mesh, visit func(l lattice, m *mesh.Mesh) *mesh.Mesh) {
	for z := fullLevel; z >= 0 && g.ctx.Err() == nil && g.err == nil; z-- {
		l := latticeAt(z)
		if z < fullLevel {
			m = m.Coarsen(l.shift - latticeAt(z+1).shift)
		}
		m = visit(l, m)
		g.step()
	}
}

// ground: zones of all levels, cells, gaps and overlaps, whose borders are each other's.
func (g *grower) ground() {
	s := g.snapshot
	members := []member{
		{layer: zonesLayer, shapes: s.Zones.Shapes}, {layer: cellsLayer, shapes: validCells(s)},
		{layer: gapsLayer, shapes: s.Found.Gaps.Shapes, spots: true}, {layer: overlapsLayer, shapes: s.Found.Overlaps.Shapes, spots: true},
	}
	whole := g.build(members)
	zones, cells := members[0], members[1]
	byRank := make([][]int64, len(data.Levels))
	for i := range s.Zones.Len() {
		rank := s.Zones.Level[i].Rank()
		byRank[rank] = append(byRank[rank], whole.TwiceArea(zones.first+i))
	}
	var cellAreas []int64
	for i := range s.Cells.Len() {
		if a := whole.TwiceArea(cells.first + i); a > 0 {
			cellAreas = append(cellAreas, a)
		}
	}
	spots := g.spotsOf(members)
	g.each(whole, func(l lattice, m *mesh.Mesh) *mesh.Mesh {
		rank := finestShown(byRank, l)
		g.ranks[l.level] = rank
		showCells := isLegible(cellAreas, l)
		if l.level < fullLevel {
			m = m.Keep(func(f int) bool {
				switch {
				case f < cells.first:
					return s.Zones.Level[f-zones.first].Rank() <= rank
				case f < members[2].first:
					return showCells
				}
				return true
			})
			m = spots.takeOut(m, l).Simplify(simplify)
		} else {
			m = spots.takeOut(m, l)
		}
		for i, member := range members {
			if member.layer == cellsLayer && !showCells {
				continue
			}
			end := m.Len()
			if i+1 < len(members) {
				end = members[i+1].first
			}
			r := 0
			if member.layer == zonesLayer {
				r = rank
			}
			if g.fits(member, l, m, end) {
				g.write(member, r, l, m, end, spots)
			}
		}
		return m
	})
}

// patches are drawn by pixels; their borders are only their own.
func (g *grower) patches() {
	members := []member{{layer: patchesLayer, shapes: patchShapes(g.snapshot), spots: true}}
	spots := g.spotsOf(members)
	g.each(g.build(members), func(l lattice, m *mesh.Mesh) *mesh.Mesh {
		if l.level < fullLevel {
			m = spots.takeOut(m, l).Simplify(simplify)
		} else {
			m = spots.takeOut(m, l)
		}
		if g.fits(members[0], l, m, m.Len()) {
			g.write(members[0], 0, l, m, m.Len(), spots)
		}
		return m
	})
}

func (g *grower) write(m member, rung int, l lattice, from *mesh.Mesh, end int, spots *spotList) {
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

// spotList knows which features have become points, and where all of them would lie.
type spotList struct {
	is     map[int]bool
	places map[int]mesh.Point
	order  []int
}

func (g *grower) spotsOf(members []member) *spotList {
	s := &spotList{is: map[int]bool{}, places: map[int]mesh.Point{}}
	for _, m := range members {
		if !m.spots {
			continue
		}
		for f := range m.shapes.Len() {
			p := g.inside(m.shapes, f)
			g.found[m.layer] = append(g.found[m.layer], p)
			s.places[m.first+f] = p
			s.order = append(s.order, m.first+f)
		}
	}
	return s
}

// inside is a point within a feature.
func (g *grower) inside(shapes *spatial.Polygons, f int) mesh.Point {
	u, v := g.plane.share(g.snapshot.LonLat(shapes.InnerPoint(f)))
	return mesh.Point{X: signed(u * (1 << 32)), Y: signed(v * (1 << 32))}
}

// places are the points of all gaps, overlaps and patches, and the labels of the zones.
func (g *grower) places() {
	s := g.snapshot
	g.at = "points and labels"
	points := slices.Concat(g.found[gapsLayer], g.found[overlapsLayer], g.found[patchesLayer])
	var labels []mesh.Point
	for f := range s.Zones.Len() {
		labels = append(labels, g.inside(s.Zones.Shapes, f))
	}
	for z := fullLevel; z >= 0 && g.ctx.Err() == nil; z-- {
		l := latticeAt(z)
		at, named := sectionWriter{tiling: l.tiling()}, sectionWriter{tiling: l.tiling()}
		list := make([]spotted, len(points))
		for i, p := range points {
			list[i] = spotted{int32(i), l.of(p)}
		}
		for i, p := range labels {
			if s.Zones.Level[i].Rank() <= g.ranks[z] {
				named.spot(l.of(p), int32(i))
			}
		}
		g.spotSection(pointsLayer, l, &at, list)
		g.section(labelsLayer, z, 0, &named, nil)
		g.step()
	}
}

// of brings steps to the lattice.
func (l lattice) of(p mesh.Point) mesh.Point { return mesh.Point{X: p.X >> l.shift, Y: p.Y >> l.shift} }

func (s *spotList) at(f int, l lattice) mesh.Point {
	return l.of(s.places[f])
}

// takeOut makes points of the features that have become too small, once and for all coarser levels; at the finest level of those
// only that have no ground on the lattice at all.
func (s *spotList) takeOut(m *mesh.Mesh, l lattice) *mesh.Mesh {
	least := 2 * spotPixels * l.pixel()
	if l.level == fullLevel {
		least = 1
	}
	found := false
	for _, f := range s.order {
		if !s.is[f] && m.TwiceArea(f) < least {
			s.is[f], found = true, true
		}
	}
	if !found {
		return m
	}
	return m.Keep(func(f int) bool { return !s.is[f] })
}

// isLegible tells whether features of these areas (twice, in steps) are shown one by one.
func isLegible(twiceAreas []int64, l lattice) bool {
	if len(twiceAreas) == 0 {
		return false
	}
	sorted := slices.Clone(twiceAreas)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]>>(2*l.shift) >= 2*legible*l.pixel()
}

// finestShown is the rank of the finest level of zones that is legible; the coarsest there is always is.
func finestShown(byRank [][]int64, l lattice) int {
	shown := -1
	for rank, areas := range byRank {
		if len(areas) > 0 && (shown < 0 || isLegible(areas, l)) {
			shown = rank
		}
	}
	return max(0, shown)
}
