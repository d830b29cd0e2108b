package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
)

type gapsCmd struct {
	fileFlags
	data.GapsQuery
}

func (c *gapsCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	g, err := s.Coverage.GapsOf(ctx, c.GapsQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Gaps(g), s.Snapshot)
}
