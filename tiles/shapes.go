package tiles

import (
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
)

// patchRef is a patch among all rules.
type patchRef struct {
	c *data.Change
	i int
}

func (r patchRef) id() string { return r.c.PatchID(int32(r.i)) }

func patchesOf(s *data.Snapshot) (refs []patchRef) {
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			refs = append(refs, patchRef{c, i})
		}
	}
	return refs
}

// patchShapes are the shapes of [patchesOf].
func patchShapes(s *data.Snapshot) *spatial.Polygons {
	var b spatial.Builder
	for _, r := range patchesOf(s) {
		b.AddFrom(r.c.Patches.Shapes, r.i)
	}
	return b.Build()
}

// validCells blanks the cells that are not valid on the snapshot's date, keeping indexes.
func validCells(s *data.Snapshot) *spatial.Polygons {
	var b spatial.Builder
	for i := range s.Cells.Len() {
		if s.Manifest.On.Within(s.Cells.ValidFrom[i], s.Cells.ValidTo[i]) {
			b.AddFrom(s.Cells.Shapes, i)
		} else {
			b.Add(nil)
		}
	}
	return b.Build()
}
