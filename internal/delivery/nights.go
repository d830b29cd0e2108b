package delivery

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Night is one state of a landscape that is edited and ingested again and again.
type Night struct{ Zones, Cells, accepted, Parcels []Shape }

// Save writes the layers.
func (n *Night) Save(t *testing.T, dir string) {
	t.Helper()
	LayerFile(t, filepath.Join(dir, "zones.gpkg"), "EPSG:4549", []string{"code", "parent"}, n.Zones...)
	LayerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid"}, n.Cells...)
	LayerFile(t, filepath.Join(dir, "accepted.gpkg"), "EPSG:4549", []string{"id", "reason"}, n.accepted...)
	LayerFile(t, filepath.Join(dir, "parcels.gpkg"), "EPSG:4549", []string{"pid", "class"}, n.Parcels...)
}

// NightYAML is the project of a night, with scenes.
const NightYAML = `zones: [{path: zones.gpkg, level: village, code: code, parent: parent}]
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

// NightScenes writes both scenes; patches of the later one are lower by an amount, so that another amount makes other files.
func NightScenes(t *testing.T, dir string, amount float64) {
	t.Helper()
	grid := raster.Grid{Width: 90, Height: 90, Affine: [6]float64{499800, 40, 0, 3323300, 0, -40}}
	nodata := -32768.0
	write := func(name string, at func(col, row int) float64) {
		SceneFile(t, filepath.Join(dir, name), "EPSG:4549", grid, &nodata, at)
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

// FirstNight is the state that all begins with.
func FirstNight(rng *rand.Rand) *Night {
	n := &Night{}
	n.Zones = append(n.Zones, One(Rect(500000, 3320000, 503000, 3323000), "T", ""))
	for i := range 9 {
		x, y := 500000+float64(i%3)*1000, 3320000+float64(i/3)*1000
		if i != 4 { // its ground is the parent's alone
			n.Zones = append(n.Zones, One(Rect(x, y, x+1000, y+1000), fmt.Sprintf("V%d", i), "T"))
		}
	}
	for i := range 36 {
		n.Cells = append(n.Cells, One(slanted(rng, float64(i%6)*500, float64(i/6)*500, 500), fmt.Sprint("C", i)))
	}
	for i := range 100 {
		n.Parcels = append(n.Parcels, One(slanted(rng, float64(i%10)*300, float64(i/10)*300, 300), fmt.Sprint("P", i), "松"))
	}
	for i := range 5 {
		n.accepted = append(n.accepted, One(slanted(rng, rng.Float64()*2700, rng.Float64()*2700, 200), fmt.Sprint("A", i), "水库"))
	}
	return n
}

// Edit does one of the things that happen to a layer between two nights.
func Edit(rng *rand.Rand, rows []Shape, size float64, fresh func(ring []float64) Shape) []Shape {
	i := rng.IntN(len(rows))
	switch rng.IntN(5) {
	case 0:
		rows[i] = Shape{rows[i].Values, [][]float64{slanted(rng, rng.Float64()*2500, rng.Float64()*2500, size)}}
	case 1:
		rows = append(rows[:i], rows[i+1:]...)
	case 2:
		rows = append(rows, fresh(slanted(rng, rng.Float64()*2500, rng.Float64()*2500, size)))
	case 3: // the same ground under another id
		rows[i] = fresh(rows[i].Rings[0])
	case 4: // another order in the file
		j := rng.IntN(len(rows))
		rows[i], rows[j] = rows[j], rows[i]
	}
	return rows
}

// Edit does one of the things that happen between two nights, the k-th.
func (n *Night) Edit(rng *rand.Rand, k int) {
	named := func(prefix string, more ...any) func(ring []float64) Shape {
		return func(ring []float64) Shape { return One(ring, append([]any{fmt.Sprint(prefix, "n", k)}, more...)...) }
	}
	switch rng.IntN(7) {
	case 0, 1, 2:
		n.Cells = Edit(rng, n.Cells, 500, named("C"))
	case 3:
		n.Parcels = Edit(rng, n.Parcels, 300, named("P", "松"))
	case 4:
		n.accepted = Edit(rng, n.accepted, 200, named("A", "水库"))
	case 5: // a border between two villages moves, or a village goes and comes under another name
		i := 1 + rng.IntN(len(n.Zones)-1)
		ring := append([]float64(nil), n.Zones[i].Rings[0]...)
		ring[2] -= rng.Float64() * 50
		n.Zones[i] = Shape{n.Zones[i].Values, [][]float64{ring}}
	case 6:
		i := 1 + rng.IntN(len(n.Zones)-1)
		n.Zones[i] = One(n.Zones[i].Rings[0], fmt.Sprint("Vn", k), "T")
	}
}

// EveryTable is a small project in a folder of its own that fills every table of a snapshot.
func EveryTable(t *testing.T) (*project.Project, string) {
	t.Helper()
	dir := t.TempDir()
	n := &Night{
		Zones:    []Shape{One(Rect(500000, 3320000, 501000, 3321000), "T", ""), One(Rect(500000, 3320000, 500500, 3321000), "V0", "T"), One(Rect(500400, 3320000, 500900, 3321000), "V1", "T")},
		Cells:    []Shape{One(Rect(500000, 3320000, 500600, 3320800), "C0"), One(Rect(500500, 3320000, 500800, 3320900), "C1")},
		accepted: []Shape{One(Rect(500000, 3320900, 500100, 3321000), "A0", "水库")},
		Parcels:  []Shape{One(Rect(500000, 3320000, 500300, 3321000), "P0", "松"), One(Rect(500300, 3320000, 500700, 3321000), "P1", "杉")},
	}
	n.Save(t, dir)
	tiny := Grid(500000, 3321000, 40, 25, 25)
	for name, drop := range map[string]int{"s0.tif": 0, "s1.tif": 40} {
		SceneFile(t, filepath.Join(dir, name), "EPSG:4549", tiny, nil, func(col, row int) float64 {
			if col < 10 && row < 5 {
				return float64(60 - drop)
			}
			return 60
		})
	}
	WriteFile(t, filepath.Join(dir, "chiefs.csv"), "id,name,post\nL1,赵甲,林长\nL2,钱乙,林长\n")
	WriteFile(t, filepath.Join(dir, "held.csv"), "person,role,zone\nL1,林长,T\nL2,林长,V0\n")
	path := filepath.Join(dir, "qingshan.yaml")
	WriteFile(t, path, "date: 2026-10-01\n"+EveryTableYAML)
	p, err := project.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return p, dir
}

// EveryTableYAML is a project whose snapshot has rows in every table.
const EveryTableYAML = NightYAML + `permitted: [{path: accepted.gpkg, id: id, permit: reason}]
registry: {chiefs: {path: chiefs.csv}, assignments: {path: held.csv}}
`
