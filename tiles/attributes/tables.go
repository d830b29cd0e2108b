package attributes

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/once"
)

// Tables makes the attributes of a snapshot's layers when they are first asked for, as of the snapshot's own date and for all ground.
// Safe for concurrent use.
type Tables struct {
	Layers    []*Layer // in a pyramid's order
	Snapshot  *snapshot.Snapshot
	ZoneOrder *ZoneOrder
	patchRefs []PatchRef
	HomeZones func() []int32 // of parcels

	coverage *coverage.Engine
	made     once.Cache[tableKey, *Table]
}

// NewTables returns the tables of a snapshot's layers: those of [Layers], then others.
func NewTables(s *snapshot.Snapshot, others ...*Layer) *Tables {
	return &Tables{Layers: append(Layers(), others...), Snapshot: s, coverage: coverage.New(s, nil), ZoneOrder: newZoneOrder(s.Zones.Parent), patchRefs: PatchesOf(s), HomeZones: once.Value(func() []int32 { return homeZones(s) })}
}

type tableKey struct{ layer, aggregation int }

// At returns the table of a layer's features at a level of aggregation, 0 for layers that have none. Errors are those of the queries
// that the layer's attributes come from.
func (t *Tables) At(layer, aggregation int) (*Table, error) {
	made, _, err := t.made.Get(context.Background(), tableKey{layer, aggregation}, func(context.Context) (*Table, error) { return t.build(layer, aggregation) })
	return made, err
}

func (t *Tables) build(layer, aggregation int) (*Table, error) {
	l := t.Layers[layer]
	made, err := l.Build(t, l, aggregation)
	if err != nil {
		return nil, fmt.Errorf("tiles: attributes of %s: %w", l.Name, err)
	}
	return made, nil
}

// zoneCode returns a zone's code; it is empty for -1, no zone.
func (t *Tables) zoneCode(z int32) string {
	if z < 0 {
		return ""
	}
	return t.Snapshot.Zones.Code[z]
}

// legibleArea keeps whole square metres, below 1000 tenths, so that tiles stay small. Exact figures are the API's.
func legibleArea(m2 float64) float64 {
	if math.Abs(m2) >= 1000 {
		return math.Round(m2)
	}
	return math.Round(m2*10) / 10
}
