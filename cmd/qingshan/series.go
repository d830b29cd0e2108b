package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
)

type seriesCmd struct {
	fileFlags
	idleDate
	data.SeriesQuery
}

func (c *seriesCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	series, err := s.Change.SeriesOf(c.SeriesQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Series(series), s.Snapshot)
}
