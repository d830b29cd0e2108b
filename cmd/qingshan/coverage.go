package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/render"
)

type coverageCmd struct {
	fileFlags
	coverage.Query
}

func (c *coverageCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	cov, err := s.Coverage.Coverage(ctx, c.Query)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Coverage(cov, s.Snapshot), s.Snapshot)
}
