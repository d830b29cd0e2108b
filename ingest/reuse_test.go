package ingest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// night is one state of a landscape that is edited and ingested again and again.
type night struct{ zones, cells, accepted, parcels []shape }

func (n *night) save(t *testing.T, dir string) {
	t.Helper()
	layerFile(t, filepath.Join(dir, "zones.gpkg"), "EPSG:4549", []string{"code", "parent"}, n.zones...)
	layerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid"}, n.cells...)
	layerFile(t, filepath.Join(dir, "accepted.gpkg"), "EPSG:4549", []string{"id", "reason"}, n.accepted...)
	layerFile(t, filepath.Join(dir, "parcels.gpkg"), "EPSG:4549", []string{"pid", "class"}, n.parcels...)
}

const nightly = `zones: [{path: zones.gpkg, level: village, code: code, parent: parent}]
cells: [{path: cells.gpkg, id: gid}]
accepted: [{path: accepted.gpkg, id: id, reason: reason}]
parcels: [{path: parcels.gpkg, id: pid, class: class}]
scenes:
  - {path: s0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.01}
  - {path: s1.tif, quantity: ndvi, date: 2026-09-01, scale: 0.01}
  - {path: s0.tif, quantity: kinds, date: 2026-08-01, kind: class}
  - {path: s1.tif, quantity: kinds, date: 2026-09-01, kind: class}
rules: {quarantine_limit: 1, change: [{name: drop, quantity: ndvi, drop: 0.2, min_area_mu: 0.5, quantiles: [0.1, 0.5]}]}
`

// scenes writes both scenes; patches of the later one are lower by an amount, so that another amount makes other files.
func scenes(t *testing.T, dir string, amount float64) {
	t.Helper()
	grid := raster.Grid{Width: 90, Height: 90, Affine: [6]float64{499800, 40, 0, 3323300, 0, -40}}
	nodata := -32768.0
	write := func(name string, at func(col, row int) float64) {
		sceneFile(t, filepath.Join(dir, name), "EPSG:4549", grid, &nodata, at)
	}
	write("s0.tif", func(col, row int) float64 { return float64(60 + (col*7+row*13)%9) })
	write("s1.tif", func(col, row int) float64 {
		switch {
		case (col/11+row/7)%6 == 0:
			return 60 - amount - float64(col%5)
		case (col+3*row)%40 < 2:
			return nodata
		}
		return float64(60 + (col*5+row*3)%9)
	})
}

// box is a slanted quadrilateral near a place of the 3 km x 3 km landscape.
func slanted(rng *rand.Rand, x, y, size float64) []float64 {
	f := func() float64 { return (rng.Float64() - 0.5) * size / 3 }
	x0, y0 := 500000+x+f(), 3320000+y+f()
	return []float64{x0, y0, 500000 + x + size + f(), 3320000 + y + f(), 500000 + x + size + f(), 3320000 + y + size + f(), 500000 + x + f(), 3320000 + y + size + f(), x0, y0}
}

func firstNight(rng *rand.Rand) *night {
	n := &night{}
	n.zones = append(n.zones, one(rect(500000, 3320000, 503000, 3323000), "T", ""))
	for i := range 9 {
		x, y := 500000+float64(i%3)*1000, 3320000+float64(i/3)*1000
		if i != 4 { // its ground is the parent's alone
			n.zones = append(n.zones, one(rect(x, y, x+1000, y+1000), fmt.Sprintf("V%d", i), "T"))
		}
	}
	for i := range 36 {
		n.cells = append(n.cells, one(slanted(rng, float64(i%6)*500, float64(i/6)*500, 500), fmt.Sprint("C", i)))
	}
	for i := range 100 {
		n.parcels = append(n.parcels, one(slanted(rng, float64(i%10)*300, float64(i/10)*300, 300), fmt.Sprint("P", i), "松"))
	}
	for i := range 5 {
		n.accepted = append(n.accepted, one(slanted(rng, rng.Float64()*2700, rng.Float64()*2700, 200), fmt.Sprint("A", i), "水库"))
	}
	return n
}

// edit does one of the things that happen to a layer between two nights.
func edit(rng *rand.Rand, rows []shape, size float64, fresh func(ring []float64) shape) []shape {
	i := rng.IntN(len(rows))
	switch rng.IntN(5) {
	case 0:
		rows[i] = shape{rows[i].values, [][]float64{slanted(rng, rng.Float64()*2500, rng.Float64()*2500, size)}}
	case 1:
		rows = append(rows[:i], rows[i+1:]...)
	case 2:
		rows = append(rows, fresh(slanted(rng, rng.Float64()*2500, rng.Float64()*2500, size)))
	case 3: // the same ground under another id
		rows[i] = fresh(rows[i].rings[0])
	case 4: // another order in the file
		j := rng.IntN(len(rows))
		rows[i], rows[j] = rows[j], rows[i]
	}
	return rows
}

func (n *night) edit(rng *rand.Rand, k int) {
	named := func(prefix string, more ...any) func(ring []float64) shape {
		return func(ring []float64) shape { return one(ring, append([]any{fmt.Sprint(prefix, "n", k)}, more...)...) }
	}
	switch rng.IntN(7) {
	case 0, 1, 2:
		n.cells = edit(rng, n.cells, 500, named("C"))
	case 3:
		n.parcels = edit(rng, n.parcels, 300, named("P", "松"))
	case 4:
		n.accepted = edit(rng, n.accepted, 200, named("A", "水库"))
	case 5: // a border between two villages moves, or a village goes and comes under another name
		i := 1 + rng.IntN(len(n.zones)-1)
		ring := append([]float64(nil), n.zones[i].rings[0]...)
		ring[2] -= rng.Float64() * 50
		n.zones[i] = shape{n.zones[i].values, [][]float64{ring}}
	case 6:
		i := 1 + rng.IntN(len(n.zones)-1)
		n.zones[i] = one(n.zones[i].rings[0], fmt.Sprint("Vn", k), "T")
	}
}

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
		n := firstNight(rng)
		scenes(t, dir, 30)
		for k := range 4 {
			if k == 3 && seed%3 == 0 {
				scenes(t, dir, 35)
			}
			if k > 0 {
				for range 1 + rng.IntN(3) {
					n.edit(rng, k)
				}
			}
			n.save(t, dir)
			incremental := delivered(t, dir, nightly+"store: kept\n")
			p, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			p.Store = filepath.Join(dir, "fresh") // a history of its own, so that gaps have the same past
			fresh, err := Run(context.Background(), p, Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC), Fresh: true})
			if err != nil {
				t.Fatal(err)
			}
			var a, b bytes.Buffer
			if err := incremental.Snapshot.WritePack(&a); err != nil {
				t.Fatal(err)
			}
			if err := fresh.Snapshot.WritePack(&b); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a.Bytes(), b.Bytes()) {
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
