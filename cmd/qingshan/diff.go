package main

import (
	"bufio"
	"context"
	"errors"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

type diffCmd struct {
	projectFlag
	markFlag
	Format render.Format `help:"table, json, csv or geojson." enum:"table,json,csv,geojson" default:"table"`
	difference.Query
	A string `arg:"" optional:"" help:"The earlier snapshot; default the one created before B."`
	B string `arg:"" optional:"" help:"The later snapshot; default the current one."`
}

func (c *diffCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	from, to, err := c.snapshots(ctx, dir)
	if err != nil {
		return err
	}
	d, err := difference.Compare(ctx, coverage.New(from, nil), coverage.New(to, nil), c.Query)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(term.out)
	return errors.Join(render.Write(out, c.Format, c.marked(render.Diff(d), false), to), out.Flush())
}

func (c *diffCmd) snapshots(ctx context.Context, dir *store.Dir) (from, to *snapshot.Snapshot, err error) {
	a, b := snapshot.ID(c.A), snapshot.ID(c.B)
	if b == "" {
		if b, err = dir.Current(ctx); err != nil {
			return nil, nil, err
		}
	}
	if a == "" {
		if a, err = store.Before(ctx, dir, b); err != nil {
			return nil, nil, err
		}
	}
	if from, err = dir.Get(ctx, a); err != nil {
		return nil, nil, err
	}
	to, err = dir.Get(ctx, b)
	return from, to, err
}
