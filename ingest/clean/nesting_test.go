package clean_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

const withoutScenes = `zones: [{path: zones.gpkg, level: village, code: code, parent: parent}]
cells: [{path: cells.gpkg, id: gid}]
parcels: [{path: parcels.gpkg, id: pid, class: class}]
rules: {quarantine_limit: 1}
`

// TestIncrementalEqualsFreshOnJuttingGround: what sticks out of another tree, and moves from night to night, is given way to in
// an incremental run as in a full one, to the last byte.
func TestIncrementalEqualsFreshOnJuttingGround(t *testing.T) {
	out := 0
	for seed := range uint64(1) {
		rng := rand.New(rand.NewPCG(seed, 43))
		dir := t.TempDir()
		n := delivery.FirstNight(rng)
		n.Zones = append(n.Zones, delivery.One(delivery.Rect(503000, 3320000, 506000, 3323000), "U", ""), delivery.One(delivery.Rect(502700, 3320500, 504000, 3321500), "W0", "U"), delivery.One(delivery.Rect(504000, 3320000, 505000, 3323000), "W1", "U"))
		for k := range 3 {
			if k > 0 {
				n.Edit(rng, k)
				i := len(n.Zones) - 1 - rng.IntN(2)
				ring := append([]float64(nil), n.Zones[i].Rings[0]...)
				ring[0] -= rng.Float64() * 300
				ring[8] = ring[0]
				n.Zones[i] = delivery.Shape{Values: n.Zones[i].Values, Rings: [][]float64{ring}}
			}
			n.Save(t, dir)
			incremental := delivery.Taken(t, dir, withoutScenes+"store: kept\n")
			fresh := delivery.Anew(t, dir, "fresh")
			if !delivery.SameColumns(t, incremental, fresh) || fmt.Sprint(incremental.Snapshot.Manifest.StickOut) != fmt.Sprint(fresh.Snapshot.Manifest.StickOut) {
				t.Fatalf("seed %d, night %d: the snapshots differ", seed, k)
			}
			out += len(fresh.Snapshot.Manifest.StickOut)
		}
	}
	if out < 3 {
		t.Errorf("only %d zones stuck out: too little was tested", out)
	}
}
