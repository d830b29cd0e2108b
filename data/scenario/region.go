package scenario

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// region is the part of a snapshot that edited cells bear on: the overlay of a zone depends on nothing but its ground and
// the cells, exceptions and parcels whose boxes meet the ground's. It makes small snapshots of that part, as it is and as
// edited, which the same code answers from as from the whole.
type region struct {
	s        *Engine
	e        *cellEdits
	zones    []int32           // of whose own ground an edited cell holds some, as it is or as edited
	grounds  *spatial.Polygons // along zones
	cells    []int32           // of the snapshot, whose boxes meet a zone's ground or an edited cell
	accepted *snapshot.Accepted
	parcels  *snapshot.Parcels

	acceptedAt, parcelAt map[int32]int32 // from the snapshot's numbers to the region's
}

// bounded are the options of what is worked out about edits.
func (e *cellEdits) bounded() overlay.Options {
	return overlay.Options{Workers: runtime.NumCPU(), Vertices: e.most.Vertices}
}

// around gathers the region.
func (s *Engine) around(ctx context.Context, e *cellEdits) (*region, error) {
	r := &region{s: s, e: e}
	cells, accepted, parcels := make(marks, s.Cells.Len()), make(marks, s.Accepted.Len()), make(marks, s.Parcels.Len())
	zones := make(marks, s.Zones.Len())
	near := map[int32][]int{} // zones to the edits that give a cell a new shape near them
	for i, cell := range e.cell {
		if cell >= 0 {
			box := s.Cells.Shapes.Bounds(int(cell))
			cells.add(s.CellIndex().Query(box))
			zones.add(s.ZoneIndex().Query(box))
		}
		box := e.shapes.Bounds(i)
		cells.add(s.CellIndex().Query(box))
		around := s.ZoneIndex().Query(box)
		zones.add(around)
		for _, z := range around {
			near[int32(z)] = append(near[int32(z)], i)
		}
	}
	var grounds spatial.Builder
	a := e.bounded().Arrangement(ctx)
	for _, z := range zones.list() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		shapes, f, err := s.coverage.Ground(z)
		if err != nil {
			return nil, err
		}
		if meets, err := e.meet(a, z, near[z], shapes, f); err != nil {
			return nil, err
		} else if !meets {
			continue
		}
		r.zones = append(r.zones, z)
		grounds.AddFrom(shapes, f)
		box := shapes.Bounds(f)
		cells.add(s.CellIndex().Query(box))
		accepted.add(s.AcceptedIndex().Query(box))
		parcels.add(s.ParcelIndex().Query(box))
	}
	r.grounds, r.cells = grounds.Build(), cells.list()
	if err := r.checkVertices(cells, accepted, parcels); err != nil {
		return nil, err
	}
	r.packAccepted(accepted.list())
	r.packParcels(parcels.list())
	return r, nil
}

// checkVertices refuses a region that is too large, before it is copied.
func (r *region) checkVertices(cells, accepted, parcels marks) error {
	if r.e.most.Vertices == 0 {
		return nil
	}
	n := r.grounds.Vertices() + r.e.shapes.Vertices()
	for _, l := range []struct {
		shapes *spatial.Polygons
		which  marks
	}{{r.s.Cells.Shapes, cells}, {r.s.Accepted.Shapes, accepted}, {r.s.Parcels.Shapes, parcels}} {
		for _, f := range l.which.list() {
			n += len(l.shapes.Flat(int(f))) / 2
		}
	}
	if n > r.e.most.Vertices {
		return &snapshot.QueryError{Reason: fmt.Sprintf("the edited cells bear on zones whose ground, cells and parcels have %d vertices, more than %d; ask for cells in fewer zones at a time", n, r.e.most.Vertices)}
	}
	return nil
}

// meet tells whether edited cells hold some of zone z's own ground, which is feature f of a layer: as they are, or, of
// those named by near, as edited.
func (e *cellEdits) meet(a *arrange.Arrangement, z int32, near []int, grounds *spatial.Polygons, f int) (bool, error) {
	facts := e.s.Facts
	for _, face := range e.s.FacesOf(z) {
		for _, c := range facts.Sets[facts.FaceSet[face]] {
			if _, edited := e.of[c]; edited { // exceptions are never among them
				return true, nil
			}
		}
	}
	box := grounds.Bounds(f)
	for _, i := range near {
		if !box.Intersects(e.shapes.Bounds(i)) {
			continue
		}
		common, err := overlay.Common(a, e.shapes, i, grounds, f)
		if err != nil {
			return false, fmt.Errorf("cell %s in zone %s: %w", e.list[i].ID, e.s.Zones.Code[z], err)
		}
		if common.NumPolygons() > 0 {
			return true, nil
		}
	}
	return false, nil
}

// marks is a set of features.
type marks []bool

func (m marks) add(features []int) {
	for _, f := range features {
		m[f] = true
	}
}

func (m marks) list() []int32 {
	var out []int32
	for i, in := range m {
		if in {
			out = append(out, int32(i))
		}
	}
	return out
}

func (r *region) packAccepted(which []int32) {
	from, out := r.s.Accepted, &snapshot.Accepted{}
	r.acceptedAt = make(map[int32]int32, len(which))
	var shapes spatial.Builder
	for k, i := range which {
		r.acceptedAt[i] = int32(k)
		out.ID, out.Reason, out.Approver = append(out.ID, from.ID[i]), append(out.Reason, from.Reason[i]), append(out.Approver, from.Approver[i])
		out.ValidFrom, out.ValidTo = append(out.ValidFrom, from.ValidFrom[i]), append(out.ValidTo, from.ValidTo[i])
		shapes.AddFrom(from.Shapes, int(i))
	}
	out.Shapes = shapes.Build()
	r.accepted = out
}

func (r *region) packParcels(which []int32) {
	from, out := r.s.Parcels, &snapshot.Parcels{}
	r.parcelAt = make(map[int32]int32, len(which))
	var shapes spatial.Builder
	for k, i := range which {
		r.parcelAt[i] = int32(k)
		out.ID, out.Class, out.Category = append(out.ID, from.ID[i]), append(out.Class, from.Class[i]), append(out.Category, from.Category[i])
		out.StatedM2 = append(out.StatedM2, from.StatedM2[i])
		shapes.AddFrom(from.Shapes, int(i))
	}
	out.Shapes = shapes.Build()
	r.parcels = out
}

// part is a region as a snapshot of its own. It shares the whole one's zones, with their numbers, and its registry.
type part struct {
	*coverage.Engine
	edited []bool // by cell
}

// tables are those of a part before its overlay.
func (r *region) tables(cells *snapshot.Cells) *snapshot.Tables {
	t := snapshot.NewTables(r.s.Manifest)
	t.Zones, t.Registry, t.Cells, t.Accepted, t.Parcels, t.Found = r.s.Zones, r.s.Registry, cells, r.accepted, r.parcels, nil
	return t
}

func (r *region) part(t *snapshot.Tables, edited []bool) *part {
	return &part{r.s.coverage.On(t.Derived()), edited}
}

// asItIs packs the region's own facts.
func (r *region) asItIs() *part {
	var b cellBuilder
	at := make(map[int32]int32, len(r.cells))
	for _, i := range r.cells {
		at[i] = int32(b.cells.Len())
		_, edited := r.e.of[i]
		b.take(r.s.Cells, int(i), edited)
	}
	t := r.tables(b.build())
	from, to := r.s.Facts, t.Facts
	sets, setAt := snapshot.NewSetTable(to), map[int32]int32{}
	var faces spatial.Builder
	for _, z := range r.zones {
		for _, face := range r.s.FacesOf(z) {
			set := from.FaceSet[face]
			if _, known := setAt[set]; !known {
				setAt[set] = sets.At(r.covers(from.Sets[set], at))
			}
			for _, row := range r.s.FactsOf(face) {
				parcel := from.Parcel[row]
				if parcel >= 0 {
					parcel = r.parcelAt[parcel]
				}
				to.Face, to.Parcel = append(to.Face, int32(faces.Len())), append(to.Parcel, parcel)
				to.Ellipsoidal, to.Planar = append(to.Ellipsoidal, from.Ellipsoidal[row]), append(to.Planar, from.Planar[row])
			}
			to.FaceZone, to.FaceSet = append(to.FaceZone, z), append(to.FaceSet, setAt[set])
			faces.AddFrom(from.Faces, int(face))
		}
	}
	to.Faces = faces.Build()
	t.CellPairs = r.oldPairs(at)
	return r.part(t, b.edited)
}

// covers brings a set of covers into the region's numbers; at gives a cell's.
func (r *region) covers(set []int32, at map[int32]int32) []int32 {
	n := int32(r.s.Cells.Len())
	out := make([]int32, len(set))
	for k, c := range set {
		if c < n {
			out[k] = at[c]
		} else {
			out[k] = int32(len(r.cells)) + r.acceptedAt[c-n]
		}
	}
	return out
}

// oldPairs are the overlapping pairs with a cell that is edited.
func (r *region) oldPairs(at map[int32]int32) snapshot.Shared {
	from, out := &r.s.CellPairs, snapshot.Shared{}
	var shapes spatial.Builder
	for i := range from.A {
		_, a := r.e.of[from.A[i]]
		_, b := r.e.of[from.B[i]]
		if a || b {
			out.A, out.B = append(out.A, at[from.A[i]]), append(out.B, at[from.B[i]])
			out.Ellipsoidal, out.Planar = append(out.Ellipsoidal, from.Ellipsoidal[i]), append(out.Planar, from.Planar[i])
			shapes.AddFrom(from.Shapes, i)
		}
	}
	out.Shapes = shapes.Build()
	return out
}

// asEdited packs the region with the edits applied, its overlay computed anew. Changed cells keep their places, new ones
// come last.
func (r *region) asEdited(ctx context.Context) (*part, error) {
	var b cellBuilder
	for _, i := range r.cells {
		if k, edited := r.e.of[i]; !edited {
			b.take(r.s.Cells, int(i), false)
		} else if r.e.list[k].Shape != nil {
			b.edit(r.e, k)
		}
	}
	for k, cell := range r.e.cell {
		if cell < 0 {
			b.edit(r.e, k)
		}
	}
	t := r.tables(b.build())
	var covers spatial.Builder
	for i := range t.Cells.Len() {
		covers.AddFrom(t.Cells.Shapes, i)
	}
	for i := range t.Accepted.Len() {
		covers.AddFrom(t.Accepted.Shapes, i)
	}
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: r.grounds, Covers: covers.Build(), Parcels: t.Parcels.Shapes,
		Measures: []area.Measure{r.s.Manifest.Ellipsoid, area.Planar()}}, r.e.bounded())
	if err != nil {
		return nil, fmt.Errorf("overlay of zones, cells and parcels: %w", err)
	}
	t.Facts = snapshot.PackFacts(a, r.zones)
	pairs, err := overlay.Pairs(ctx, t.Cells.Shapes, func(x, y int) bool { return b.edited[x] || b.edited[y] }, nil, r.e.bounded())
	if err != nil {
		return nil, fmt.Errorf("overlapping cells: %w", err)
	}
	t.CellPairs = snapshot.PackPairs(pairs, r.s.Manifest.Ellipsoid)
	return r.part(t, b.edited), nil
}

// cellBuilder packs cells one by one.
type cellBuilder struct {
	cells  snapshot.Cells
	edited []bool
	shapes spatial.Builder
}

func (b *cellBuilder) take(from *snapshot.Cells, i int, edited bool) {
	b.columns(from.ID[i], from.Ranger[i], from.ValidFrom[i], from.ValidTo[i], edited)
	b.shapes.AddFrom(from.Shapes, i)
}

func (b *cellBuilder) edit(e *cellEdits, k int) {
	g := e.list[k]
	b.columns(g.ID, g.Ranger, g.ValidFrom, g.ValidTo, true)
	b.shapes.AddFrom(e.shapes, k)
}

func (b *cellBuilder) columns(id, ranger string, from, to snapshot.Date, edited bool) {
	c := &b.cells
	c.ID, c.Ranger = append(c.ID, id), append(c.Ranger, ranger)
	c.ValidFrom, c.ValidTo = append(c.ValidFrom, from), append(c.ValidTo, to)
	b.edited = append(b.edited, edited)
}

func (b *cellBuilder) build() *snapshot.Cells {
	b.cells.Shapes = b.shapes.Build()
	return &b.cells
}
