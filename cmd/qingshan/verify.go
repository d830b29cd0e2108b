package main

import (
	"context"
	"fmt"
	"maps"

	"path/filepath"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

type verifyCmd struct {
	projectFlag
	Snapshot string `help:"A snapshot other than the current one." placeholder:"ID"`
	ID       string `arg:"" optional:"" help:"The same as --snapshot."`
}

// Run checks hashes, that the columns fit, that counts and sums are the manifest's, the identities, and the GeoPackage.
func (c *verifyCmd) Run(ctx context.Context) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	id := data.SnapshotID(c.Snapshot + c.ID)
	if id == "" {
		if id, err = dir.Current(ctx); err != nil {
			return err
		}
	}
	s, err := dir.Get(ctx, id)
	if err != nil {
		return err
	}
	if !maps.Equal(s.Counts(), s.Manifest.Counts) {
		return fmt.Errorf("snapshot %s: its counts are %v, the manifest says %v", id, s.Counts(), s.Manifest.Counts)
	}
	cov, err := s.Coverage(ctx, data.CoverageQuery{})
	if err != nil {
		return err
	}
	if err := s.CheckSums(cov.Rows); err != nil {
		return fmt.Errorf("snapshot %s: %w", id, err)
	}
	if cov.Total.DemandM2 != s.Manifest.Sums.DemandM2 || cov.Total.GapM2 != s.Manifest.Sums.GapM2 {
		return fmt.Errorf("snapshot %s: demand %.3f and gap %.3f m² are not the manifest's %.3f and %.3f m²", id,
			cov.Total.DemandM2, cov.Total.GapM2, s.Manifest.Sums.DemandM2, s.Manifest.Sums.GapM2)
	}
	folder, err := dir.Folder(id)
	if err != nil {
		return err
	}
	layers, err := gdalio.Layers(filepath.Join(folder, data.GeoPackageName), gdalio.Options{})
	if err != nil {
		return err
	}
	for _, l := range layers {
		if want, ok := s.Manifest.Counts[l.Name]; ok && int64(want) != l.Count {
			return fmt.Errorf("snapshot %s: %s has %d rows in layer %s, the manifest says %d", id, data.GeoPackageName, l.Count, l.Name, want)
		}
	}
	fmt.Printf("snapshot %s is sound: %d files by SHA-256, %d zones, %d facts, %d GeoPackage layers; covered + gap + accepted = demand = %.3f m²\n",
		id, len(s.Manifest.Files), s.Zones.Len(), len(s.Facts.Face), len(layers), cov.Total.DemandM2)
	return nil
}
