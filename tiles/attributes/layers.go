package attributes

// The layers in a pyramid's order, by which its files number them: new ones come last.
const (
	ZonesLayer = iota
	CellsLayer
	GapsLayer
	OverlapsLayer
	PatchesLayer
	ParcelsLayer
	PointsLayer
	LabelsLayer
	LayerCount
)

// Layers are the declarations of all layers of a snapshot, in a pyramid's order.
func Layers() []*Layer {
	return []*Layer{declareZones(), declareCells(), declareGaps(), declareOverlaps(), declarePatches(), declareParcels(), declarePoints(), declareLabels()}
}

// Layer declares a layer of tiles: what is known of it whatever the snapshot. Immutable.
type Layer struct {
	Name, Description string
	Fields            []Field
	// Build makes the table of the layer's features at a level of aggregation, 0 if the layer has none; l is the layer itself.
	Build func(t *Tables, l *Layer, aggregation int) (*Table, error)
}
