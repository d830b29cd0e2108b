package reuse_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestIncrementalEqualsFresh: what is taken over from yesterday gives the bytes that computing everything gives.
//
//testrun:plain
func TestIncrementalEqualsFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	taken, rasters := 0, 0
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 41))
		dir := t.TempDir()
		n := delivery.FirstNight(rng)
		delivery.NightScenes(t, dir, 30)
		for k := range 4 {
			if k == 3 && seed%3 == 0 {
				delivery.NightScenes(t, dir, 35)
			}
			if k > 0 {
				for range 1 + rng.IntN(3) {
					n.Edit(rng, k)
				}
			}
			n.Save(t, dir)
			incremental := delivery.Taken(t, dir, delivery.NightYAML+"store: kept\n")
			fresh := delivery.Anew(t, dir, "fresh")
			if !delivery.SameColumns(t, incremental, fresh) {
				t.Fatalf("seed %d, night %d: %d faces, %d facts against %d and %d", seed, k, incremental.Snapshot.Facts.Faces.Len(), len(incremental.Snapshot.Facts.Face), fresh.Snapshot.Facts.Faces.Len(), len(fresh.Snapshot.Facts.Face))
			}
			for _, note := range incremental.Report.Notes {
				var have, of int
				if _, err := fmt.Sscanf(note, "the overlay of %d of %d zones", &have, &of); err == nil && k > 0 {
					taken += have
				}
				if strings.Contains(note, "the rasters have not changed") {
					rasters++
				}
			}
			if strings.Contains(strings.Join(fresh.Report.Notes, "\n"), "taken over") {
				t.Error("a fresh run took something over")
			}
		}
	}
	if rasters != 12*3-4 {
		t.Errorf("rasters were taken over on %d nights", rasters)
	}
	if taken < 100 {
		t.Errorf("only %d zones were taken over: nothing was tested", taken)
	}
}
