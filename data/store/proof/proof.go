// Package proof proves that a snapshot's folder holds what its manifest promises. It opens the GeoPackage too, so that it needs GDAL;
// a server that only reads snapshots does without.
package proof

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Checked says what a sound snapshot was checked for.
type Checked struct {
	Snapshot snapshot.ID `json:"snapshot"`
	Sound    bool        `json:"sound"`
	Files    int         `json:"files"` // by SHA-256
	Zones    int         `json:"zones"`
	Facts    int         `json:"facts"`
	Layers   int         `json:"layers"`    // of the GeoPackage, by row count
	DemandM2 float64     `json:"demand_m2"` // covered + gap + accepted
}

// Check opens the snapshot in a folder as every reader does and proves what it promises: the files are what the manifest says,
// the columns fit, counts and sums are the manifest's, covered + gap + accepted = demand, and the GeoPackage has the rows that
// it should. `qingshan verify` asks this of a published snapshot, an ingest of what it is about to publish.
//
// The snapshot that it returns lies in the folder's files, see [snapshot.Snapshot.Mapping]; it is nil where anything is wrong.
// Errors are those of [store.Load], ctx's, or name the first promise that does not hold.
func Check(ctx context.Context, folder string, id snapshot.ID) (*snapshot.Snapshot, *Checked, error) {
	s, err := store.Load(ctx, folder, id)
	if err != nil {
		return nil, nil, err
	}
	return checked(ctx, s, folder, id)
}

// CheckSealed is Check of a folder that [store.Seal] has just hashed from the disk: its files are not hashed once more. Errors are
// those of Check.
func CheckSealed(ctx context.Context, folder string, id snapshot.ID) (*snapshot.Snapshot, *Checked, error) {
	s, err := store.LoadSealed(folder, id)
	if err != nil {
		return nil, nil, err
	}
	return checked(ctx, s, folder, id)
}

func checked(ctx context.Context, s *snapshot.Snapshot, folder string, id snapshot.ID) (*snapshot.Snapshot, *Checked, error) {
	c, err := check(ctx, s, folder)
	if err != nil {
		s.Mapping().Unmap()
		return nil, nil, fmt.Errorf("snapshot %s: %w", id, err)
	}
	return s, c, nil
}

func check(ctx context.Context, s *snapshot.Snapshot, folder string) (*Checked, error) {
	m := &s.Manifest
	if err := s.CheckCounts(); err != nil {
		return nil, err
	}
	cov, err := coverage.New(s, nil).Coverage(ctx, coverage.Query{})
	if err != nil {
		return nil, err
	}
	if err := coverage.CheckSums(s, cov.Rows); err != nil {
		return nil, err
	}
	if err := checkScenes(s); err != nil {
		return nil, err
	}
	if t := cov.Total; t.DemandM2 != m.Sums.DemandM2 || t.GapM2 != m.Sums.GapM2 {
		return nil, fmt.Errorf("demand %.3f and gap %.3f m² are not the manifest's %.3f and %.3f m²", t.DemandM2, t.GapM2, m.Sums.DemandM2, m.Sums.GapM2)
	}
	layers, err := gdal.Layers(filepath.Join(folder, snapshot.GeoPackageName), gdal.Options{})
	if err != nil {
		return nil, err
	}
	if err := checkLayers(layers, m.Counts); err != nil {
		return nil, fmt.Errorf("%s: %w", snapshot.GeoPackageName, err)
	}
	return &Checked{m.ID, true, len(m.Files), s.Zones.Len(), len(s.Facts.Face), len(layers), cov.Total.DemandM2}, nil
}

// seriesSince is the schema version that brought series of scenes.
const seriesSince = 3

// checkScenes finds every scene of the manifest in the series of its quantity.
func checkScenes(s *snapshot.Snapshot) error {
	if s.Manifest.Schema < seriesSince {
		return nil
	}
	known := map[string]bool{}
	for _, one := range s.Series {
		for _, scene := range one.Scenes {
			known[one.Quantity+" "+scene.Date.String()] = true
		}
	}
	for _, scene := range s.Manifest.Scenes {
		if !known[scene.Quantity+" "+scene.Date.String()] {
			return fmt.Errorf("the series of %s lacks its scene of %s", scene.Quantity, scene.Date)
		}
	}
	return nil
}

// GeoPackageLayer is the GeoPackage's layer of what the manifest counts under a name; "" if the GeoPackage has no such layer.
func GeoPackageLayer(counted string) string {
	switch counted {
	case "faces":
		return ""
	case "parts":
		return "patch_parts"
	}
	return counted
}

// checkLayers compares the layers of a GeoPackage with the manifest's counts.
func checkLayers(layers []gdal.LayerInfo, counts map[string]int) error {
	rows := map[string]int64{}
	for _, l := range layers {
		rows[l.Name] = l.Count
	}
	for counted, want := range counts {
		name := GeoPackageLayer(counted)
		switch n, ok := rows[name]; {
		case name == "":
		case !ok:
			return fmt.Errorf("it has no layer %s", name)
		case n != int64(want):
			return fmt.Errorf("%d rows in layer %s, the manifest says %d", n, name, want)
		}
	}
	return nil
}
