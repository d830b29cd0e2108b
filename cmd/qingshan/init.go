package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/infer"
)

type initCmd struct {
	Dir string `arg:"" help:"The folder of data." default:"."`
}

func (c *initCmd) Run(ctx context.Context, term terminal) error {
	p, err := infer.WriteProject(ctx, c.Dir)
	if err != nil {
		return err
	}
	fmt.Fprint(term.people(), p.Text)
	fmt.Fprintf(term.out, "\n%s written; %d lines are marked UNSURE: check them, then run qingshan ingest --project %s\n", p.Path, p.Unsure, p.Path)
	return nil
}
