package faults

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"sync"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// sums are those that snapshots' manifests state; safe for concurrent use.
type sums struct {
	dir   string // of the store
	mutex sync.Mutex
	known map[snapshot.ID]snapshot.Totals
}

// learn reads the manifests that the store has now.
func (k *sums) learn() error {
	entries, err := store.OpenDir(k.dir).List(context.Background())
	if err != nil {
		return err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for _, e := range entries {
		if e.Err == nil {
			k.known[e.ID] = e.Manifest.Sums
		}
	}
	return nil
}

func (k *sums) of(id snapshot.ID) (snapshot.Totals, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	t, ok := k.known[id]
	return t, ok
}

// check compares an answer with the manifest of the snapshot that it names.
func (k *sums) check(a answer) error {
	want, ok := k.of(a.Snapshot)
	if !ok {
		if err := k.learn(); err != nil {
			return err
		}
		if want, ok = k.of(a.Snapshot); !ok {
			return fmt.Errorf("the server answers from snapshot %q, which was never published", a.Snapshot)
		}
	}
	for what, pair := range map[string][2]float64{"demand": {a.Total.DemandM2, want.DemandM2}, "covered": {a.Total.CoveredM2, want.CoveredM2}, "gap": {a.Total.GapM2, want.GapM2}} {
		if math.Abs(pair[0]-pair[1]) > 0.01 {
			return fmt.Errorf("the server says %s %.3f m² of snapshot %s, its manifest %.3f m²", what, pair[0], a.Snapshot, pair[1])
		}
	}
	return nil
}

func sumsOf(dir string) *sums {
	return &sums{dir: filepath.Join(dir, "store"), known: map[snapshot.ID]snapshot.Totals{}}
}
