package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

type verifyCmd struct {
	projectFlag
	Format      answer.Format `help:"table, json or csv." enum:"table,json,csv" default:"table"`
	Snapshot    string        `help:"A snapshot other than the current one." placeholder:"ID"`
	Certificate string        `help:"Confirm or refute this certificate (JSON) from the snapshot that it names." type:"existingfile" placeholder:"FILE"`
	ID          string        `arg:"" optional:"" help:"The same as --snapshot."`
}

// verified is what a sound snapshot was checked for.
type verified struct {
	Snapshot data.SnapshotID `json:"snapshot"`
	Sound    bool            `json:"sound"`
	Files    int             `json:"files"` // by SHA-256
	Zones    int             `json:"zones"`
	Facts    int             `json:"facts"`
	Layers   int             `json:"layers"`    // of the GeoPackage, by row count
	DemandM2 float64         `json:"demand_m2"` // covered + gap + accepted
}

// Run checks a snapshot and says what was checked; anything wrong is an error.
func (c *verifyCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	if c.Certificate != "" {
		return c.certificate(ctx, term, dir)
	}
	id := data.SnapshotID(c.Snapshot + c.ID)
	if id == "" {
		if id, err = dir.Current(ctx); err != nil {
			return err
		}
	}
	v, err := verify(ctx, dir, id)
	if err != nil {
		return err
	}
	line := []string{string(v.Snapshot), "sound 完好", fmt.Sprint(v.Files), fmt.Sprint(v.Zones), fmt.Sprint(v.Facts), fmt.Sprint(v.Layers), fmt.Sprintf("%.3f", v.DemandM2)}
	d := answer.Document{
		JSON:    v,
		Columns: []string{"snapshot", "sound", "files", "zones", "facts", "layers", "demand_m2"},
		Rows: func(yield func([]any)) {
			yield([]any{string(v.Snapshot), v.Sound, v.Files, v.Zones, v.Facts, v.Layers, v.DemandM2})
		},
		Head:  []string{"snapshot 快照", "", "files 文件", "zones 责任区", "facts 事实", "layers 图层", "covered + gap + accepted = demand 应覆盖/m²"},
		Lines: func(yield func([]string)) { yield(line) },
	}
	out := bufio.NewWriter(term.out)
	return errors.Join(answer.Write(out, c.Format, d, nil), out.Flush())
}

// verify checks hashes, that the columns fit, that counts and sums are the manifest's, the identities, and the GeoPackage.
func verify(ctx context.Context, dir *store.Dir, id data.SnapshotID) (*verified, error) {
	s, err := dir.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.CheckCounts(); err != nil {
		return nil, err
	}
	cov, err := s.Coverage(ctx, data.CoverageQuery{})
	if err != nil {
		return nil, err
	}
	if err := s.CheckSums(cov.Rows); err != nil {
		return nil, fmt.Errorf("snapshot %s: %w", id, err)
	}
	if cov.Total.DemandM2 != s.Manifest.Sums.DemandM2 || cov.Total.GapM2 != s.Manifest.Sums.GapM2 {
		return nil, fmt.Errorf("snapshot %s: demand %.3f and gap %.3f m² are not the manifest's %.3f and %.3f m²", id,
			cov.Total.DemandM2, cov.Total.GapM2, s.Manifest.Sums.DemandM2, s.Manifest.Sums.GapM2)
	}
	folder, err := dir.Folder(id)
	if err != nil {
		return nil, err
	}
	layers, err := gdalio.Layers(filepath.Join(folder, data.GeoPackageName), gdalio.Options{})
	if err != nil {
		return nil, err
	}
	if err := checkLayers(layers, s.Manifest.Counts); err != nil {
		return nil, fmt.Errorf("snapshot %s: %s: %w", id, data.GeoPackageName, err)
	}
	return &verified{id, true, len(s.Manifest.Files), s.Zones.Len(), len(s.Facts.Face), len(layers), cov.Total.DemandM2}, nil
}

// layerName is the GeoPackage layer of what the manifest counts; "" where it is none.
func layerName(counted string) string {
	switch counted {
	case "faces":
		return ""
	case "parts":
		return "patch_parts"
	}
	return counted
}

// checkLayers compares the layers of a GeoPackage with the manifest's counts.
func checkLayers(layers []gdalio.LayerInfo, counts map[string]int) error {
	rows := map[string]int64{}
	for _, l := range layers {
		rows[l.Name] = l.Count
	}
	for counted, want := range counts {
		name := layerName(counted)
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
