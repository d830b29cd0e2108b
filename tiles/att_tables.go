package tiles

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/once"
)

// tables makes the attributes of a snapshot's layers when they are first asked for, as of its own date and demand. Safe for
// concurrent use.
type tables struct {
	s       *data.Snapshot
	walk    *zoneWalk
	patches []patchRef
	homes   func() []int32 // of parcels

	made once.Cache[layerAt, *table]
}

func newTables(s *data.Snapshot) *tables {
	return &tables{s: s, walk: walkZones(s.Zones.Parent), patches: patchesOf(s), homes: once.Value(func() []int32 { return homes(s) })}
}

type layerAt struct{ layer, rung int }

// at is the table of a layer's features at a rung; 0 where the layer has none. That of points asks for those of other layers.
func (t *tables) at(layer, rung int) (*table, error) {
	made, _, err := t.made.Get(context.Background(), layerAt{layer, rung}, func(context.Context) (*table, error) { return t.build(layer, rung) })
	return made, err
}

func (t *tables) build(layer, rung int) (made *table, err error) {
	switch layer {
	case zonesLayer:
		made, err = t.zones(rung)
	case cellsLayer:
		made = t.cells()
	case gapsLayer:
		made = t.gaps()
	case overlapsLayer:
		made = t.overlaps()
	case patchesLayer:
		made = t.patchTable()
	case parcelsLayer:
		if rung == single {
			made = t.parcels()
		} else {
			made = t.mergedParcels(rung)
		}
	case pointsLayer:
		made, err = t.points()
	case labelsLayer:
		made = t.labels()
	}
	if err != nil {
		return nil, fmt.Errorf("tiles: attributes of %s: %w", kinds[layer].name, err)
	}
	return made, nil
}

// code of a zone; empty for none.
func (t *tables) code(z int32) string {
	if z < 0 {
		return ""
	}
	return t.s.Zones.Code[z]
}

// legibleArea keeps whole square metres, below 1000 tenths, so that tiles stay small. Exact figures are the API's.
func legibleArea(m2 float64) float64 {
	if math.Abs(m2) >= 1000 {
		return math.Round(m2)
	}
	return math.Round(m2*10) / 10
}
