package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/render"
)

type gapsCmd struct {
	fileFlags
	coverage.GapsQuery
}

func (c *gapsCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	g, err := s.Coverage.Gaps(ctx, c.GapsQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Gaps(g), s.Snapshot)
}
