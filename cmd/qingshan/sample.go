package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/sample"
)

type sampleCmd struct {
	Dir   string `arg:"" help:"The folder to write into." default:"sample-county"`
	Scale string `help:"S (about 120 villages), M (3,000) or L (20,000)." enum:"XS,S,M,L" default:"S"`
	Seed  int64  `help:"The same seed gives the same county." default:"20260"`
}

func (c *sampleCmd) Run(ctx context.Context, term terminal) error {
	truth, err := sample.Write(ctx, c.Dir, sample.Options{Scale: c.Scale, Seed: c.Seed})
	var folder *sample.FolderError
	if errors.As(err, &folder) {
		return &project.ConfigError{Reason: err.Error()}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(term.out, "%s: %d villages, %d cells, %d parcels; planted %d gaps, %d overlaps, %d clear-cuts (truth.json)\n", c.Dir,
		truth.Villages, truth.Cells, truth.Parcels, len(truth.Gaps), len(truth.Overlaps), len(truth.ClearCuts))
	fmt.Fprintf(term.out, "next: qingshan ingest --project %s/qingshan.yaml\n", c.Dir)
	return nil
}
