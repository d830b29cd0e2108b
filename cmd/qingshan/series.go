package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/render"
)

type seriesCmd struct {
	fileFlags
	idleDate
	change.SeriesQuery
}

func (c *seriesCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	series, err := s.Change.SceneSeries(ctx, c.SeriesQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Series(series), s.Snapshot)
}
