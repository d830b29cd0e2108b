package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

type statsCmd struct {
	fileFlags
	idleDate
	change.StatsQuery
}

func (c *statsCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	if !c.Unobserved && (c.Since != snapshot.NoDate || c.All) {
		return &snapshot.QueryError{Reason: "--since and --all belong to --unobserved"}
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	if c.Unobserved {
		u, err := s.Change.Unobserved(ctx, c.StatsQuery)
		if err != nil {
			return err
		}
		return c.print(ctx, term, render.Unobserved(u), s.Snapshot)
	}
	stats, err := s.Change.Stats(ctx, c.StatsQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Stats(stats), s.Snapshot)
}

func checkLevel(l snapshot.Level) error {
	if l != "" && l.Rank() < 0 {
		return &snapshot.QueryError{Reason: fmt.Sprintf("level %q: it can be one of %v", l, snapshot.Levels)}
	}
	return nil
}
