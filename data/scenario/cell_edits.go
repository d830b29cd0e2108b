package scenario

import (
	"context"
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// CellEdit is one cell as it would be: a new one, another one in the place of the snapshot's cell of that id, or none.
type CellEdit struct {
	ID                 string
	Shape              *geom.MultiPolygon // in the working CRS; nil: the cell is removed
	Ranger             string
	ValidFrom, ValidTo snapshot.Date
}

// EditCounts say what edits do to the snapshot's cells.
type EditCounts struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"` // given as they are
}

// EditLimits bound what edits may ask to be worked out; a question beyond them is a [snapshot.QueryError] that names the limit, before the
// work. The zero value bounds nothing.
type EditLimits struct {
	// Pairs bounds how often an edited cell's box meets that of another cell: each is a pair that may share ground.
	Pairs int
	// Vertices bounds those of all zones, cells, exceptions and parcels near the edited cells, and of what any zone is cut into.
	Vertices int
}

// cellEdits are checked edits, without those that change nothing.
type cellEdits struct {
	s      *Engine
	list   []CellEdit
	cell   []int32           // along list: the snapshot's cell, -1 for a new one
	shapes *spatial.Polygons // along list, on the grid; without parts where the cell is removed
	of     map[int32]int     // the snapshot's cell to its edit
	counts EditCounts
	most   EditLimits
}

// checkEdits brings shapes onto the grid and refuses what cannot be a cell.
func (s *Engine) checkEdits(ctx context.Context, given []CellEdit, most EditLimits) (*cellEdits, error) {
	shapes, err := s.checkShapes(ctx, given)
	if err != nil {
		return nil, err
	}
	e := &cellEdits{s: s, of: map[int32]int{}, most: most}
	var kept spatial.Builder
	seen := make(map[string]bool, len(given))
	for i, g := range given {
		if seen[g.ID] {
			return nil, &snapshot.QueryError{Reason: fmt.Sprintf("cell %s is given twice; say once what becomes of it", g.ID)}
		}
		seen[g.ID] = true
		old, known := s.FindCell(g.ID)
		switch {
		case g.ID == "":
			return nil, &snapshot.QueryError{Reason: fmt.Sprintf("cell %d of the edit has no id; give it one", i+1)}
		case g.Shape == nil && !known:
			return nil, &snapshot.QueryError{Reason: fmt.Sprintf("cell %s cannot be removed: snapshot %s has no cell of this id", g.ID, s.Manifest.ID)}
		case g.ValidFrom != snapshot.NoDate && g.ValidTo != snapshot.NoDate && g.ValidTo < g.ValidFrom:
			return nil, &snapshot.QueryError{Reason: fmt.Sprintf("cell %s ends on %s, before it begins on %s", g.ID, g.ValidTo, g.ValidFrom)}
		case g.Shape == nil:
			e.counts.Removed++
		case known && s.sameCell(old, g, shapes, i):
			e.counts.Unchanged++
			continue
		case known:
			e.counts.Changed++
		default:
			e.counts.Added++
			old = -1
		}
		if known {
			e.of[int32(old)] = len(e.list)
		}
		e.list, e.cell = append(e.list, g), append(e.cell, int32(old))
		kept.AddFrom(shapes, i)
	}
	e.shapes = kept.Build()
	return e, e.checkPairs()
}

// checkPairs refuses edits that meet too many cells.
func (e *cellEdits) checkPairs() error {
	if e.most.Pairs == 0 {
		return nil
	}
	pairs, own := 0, spatial.NewIndex(e.shapes)
	for i := range e.list {
		if box := e.shapes.Bounds(i); !box.Empty() {
			pairs += len(own.Query(box))/2 + len(e.s.CellIndex().Query(box))
		}
		if pairs > e.most.Pairs {
			return &snapshot.QueryError{Reason: fmt.Sprintf("the edited cells meet other cells in more than %d pairs (up to cell %s); ask for fewer cells, or smaller ones, at a time", e.most.Pairs, e.list[i].ID)}
		}
	}
	return nil
}

// sameCell tells whether an edit, whose shape is feature i of shapes, is the cell as it is.
func (e *Engine) sameCell(cell int, g CellEdit, shapes *spatial.Polygons, i int) bool {
	c := e.Cells
	return g.Ranger == c.Ranger[cell] && g.ValidFrom == c.ValidFrom[cell] && g.ValidTo == c.ValidTo[cell] && shapes.Same(i, c.Shapes, cell)
}

// checkShapes brings shapes onto the grid; they must be valid there, and lie where the snapshot can measure.
func (e *Engine) checkShapes(ctx context.Context, given []CellEdit) (*spatial.Polygons, error) {
	snapped := make([]*geom.MultiPolygon, len(given))
	refuse := func(i int, format string, args ...any) error {
		return &snapshot.QueryError{Reason: fmt.Sprintf("cell %s: %s", given[i].ID, fmt.Sprintf(format, args...))}
	}
	for i := range given {
		if given[i].Shape == nil {
			continue
		}
		shape := spatial.Normalize(given[i].Shape.Clone())
		if shape.NumPolygons() == 0 {
			return nil, refuse(i, "nothing is left of its polygon on the 1 mm grid; draw it anew")
		}
		if box, in := spatial.BoxOf(shape.FlatCoords()), e.Manifest.CRS.Extent; !in.Contains(box.MinX, box.MinY) || !in.Contains(box.MaxX, box.MaxY) {
			return nil, refuse(i, "it lies outside of what snapshot %s can measure; check its coordinates, longitude first", e.Manifest.ID)
		}
		snapped[i] = shape
	}
	var b spatial.Builder
	if len(given) == 0 {
		return b.Build(), nil
	}
	if e.validity == nil {
		return nil, &snapshot.QueryError{Reason: "this program cannot check polygons; ask one that was built with GEOS"}
	}
	whys, err := e.validity(ctx, snapped)
	if err != nil {
		return nil, err
	}
	for i, shape := range snapped {
		if whys[i] != "" {
			return nil, refuse(i, "its polygon is not valid (%s); draw it anew", whys[i])
		}
		b.Add(shape)
	}
	return b.Build(), nil
}
