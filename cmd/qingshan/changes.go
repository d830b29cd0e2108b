package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
)

type changesCmd struct {
	fileFlags
	data.ChangesQuery
}

func (c *changesCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	changes, err := s.Change.PatchesOf(c.ChangesQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Changes(changes), s.Snapshot)
}
