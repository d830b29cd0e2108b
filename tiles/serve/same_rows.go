package serve

import (
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// sameRows tells whether two snapshots have the same rows, so far as tiles draw, merge and cluster by them: the same features by name and
// geometry, zones in the same tree, parcels of the same classes in the same zones, findings of the same area.
func sameRows(a, b *snapshot.Snapshot) bool {
	return a.Manifest.On == b.Manifest.On &&
		slices.Equal(a.Zones.Code, b.Zones.Code) && slices.Equal(a.Zones.Level, b.Zones.Level) && slices.Equal(a.Zones.Parent, b.Zones.Parent) &&
		slices.Equal(a.Cells.ID, b.Cells.ID) && slices.Equal(a.Cells.ValidFrom, b.Cells.ValidFrom) && slices.Equal(a.Cells.ValidTo, b.Cells.ValidTo) &&
		slices.Equal(a.Parcels.ID, b.Parcels.ID) && slices.Equal(a.Parcels.Class, b.Parcels.Class) && slices.Equal(a.Parcels.Category, b.Parcels.Category) &&
		sameFindings(&a.Found.Gaps, &b.Found.Gaps) && sameFindings(&a.Found.Overlaps, &b.Found.Overlaps) &&
		slices.EqualFunc(a.Changes, b.Changes, samePatches) && sameFacts(a.Facts, b.Facts) &&
		sameShapes(a.Zones.Shapes, b.Zones.Shapes) && sameShapes(a.Cells.Shapes, b.Cells.Shapes) && sameShapes(a.Parcels.Shapes, b.Parcels.Shapes)
}

func sameFindings(a, b *snapshot.FindingTable) bool {
	return slices.Equal(a.ID, b.ID) && slices.Equal(a.Ellipsoidal, b.Ellipsoidal) && sameShapes(a.Shapes, b.Shapes)
}

func samePatches(a, b *snapshot.Change) bool {
	return a.Rule.Name == b.Rule.Name && a.T1.Date == b.T1.Date && slices.Equal(a.Patches.Ellipsoidal, b.Patches.Ellipsoidal) &&
		sameShapes(a.Patches.Shapes, b.Patches.Shapes)
}

// sameFacts compares what tells the zones of parcels.
func sameFacts(a, b *snapshot.Facts) bool {
	return a == b || slices.Equal(a.FaceZone, b.FaceZone) && slices.Equal(a.Face, b.Face) && slices.Equal(a.Parcel, b.Parcel) &&
		slices.Equal(a.Ellipsoidal, b.Ellipsoidal)
}

func sameShapes(a, b *spatial.Polygons) bool {
	return a == b || slices.Equal(a.Coords, b.Coords) && slices.Equal(a.Rings, b.Rings) && slices.Equal(a.Parts, b.Parts) && slices.Equal(a.Features, b.Features)
}
