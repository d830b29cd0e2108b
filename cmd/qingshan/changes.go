package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/render"
)

type changesCmd struct {
	fileFlags
	change.PatchesQuery
}

func (c *changesCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	changes, err := s.Change.Patches(ctx, c.PatchesQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Changes(changes), s.Snapshot)
}
