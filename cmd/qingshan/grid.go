package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/plangrid"
	"github.com/qingshan-gis/qingshan/ingest/project"
)

type gridCmd struct {
	projectFlag
	Size string `help:"Side of a square: 5km, 500m." required:"" placeholder:"LENGTH"`
	Out  string `help:"The GeoPackage to write." default:"cells.gpkg" placeholder:"FILE"`
}

func (c *gridCmd) Run(ctx context.Context, term terminal) error {
	size, err := metres(c.Size)
	if err != nil {
		return err
	}
	p, err := project.LoadZones(c.Project)
	if err != nil {
		return err
	}
	bars := newProgress(term.errs)
	n, err := plangrid.Write(ctx, p, plangrid.Options{Size: size, Out: c.Out, Progress: bars})
	bars.finish()
	if err != nil {
		return err
	}
	fmt.Fprintf(term.out, "%s: %d candidate cells of at most %s; ids are in field gid, field ranger is empty\n", c.Out, n, c.Size)
	return nil
}

// metres reads a length such as 5km, 500m or 500.
func metres(s string) (float64, error) {
	number, factor := strings.TrimSuffix(s, "m"), 1.0
	if n, ok := strings.CutSuffix(s, "km"); ok {
		number, factor = n, 1000
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(v > 0) {
		return 0, &project.ConfigError{Reason: fmt.Sprintf("--size %s: write a length such as 5km or 500m", s)}
	}
	return v * factor, nil
}
