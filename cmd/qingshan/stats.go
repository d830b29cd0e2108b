package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
)

type statsCmd struct {
	fileFlags
	idleDate
	data.StatsQuery
}

func (c *statsCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	if !c.Unobserved && (c.Since != data.NoDate || c.All) {
		return &data.QueryError{Reason: "--since and --all belong to --unobserved"}
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	if c.Unobserved {
		u, err := s.Change.UnobservedOf(c.StatsQuery)
		if err != nil {
			return err
		}
		return c.print(ctx, term, render.Unobserved(u), s.Snapshot)
	}
	stats, err := s.Change.StatsOf(c.StatsQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Stats(stats), s.Snapshot)
}

func checkLevel(l data.Level) error {
	if l != "" && l.Rank() < 0 {
		return &data.QueryError{Reason: fmt.Sprintf("level %q: it can be one of %v", l, data.Levels)}
	}
	return nil
}
