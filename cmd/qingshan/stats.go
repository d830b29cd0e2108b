package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
)

type statsCmd struct {
	queryFlags
	Layer string     `help:"parcels, cells or zones." enum:"parcels,cells,zones" default:"zones"`
	Rule  string     `help:"The change rule whose scenes count; default the first." placeholder:"NAME"`
	Zone  string     `help:"Zones only: this zone and those below it." placeholder:"CODE"`
	Level data.Level `help:"Zones only: of this level." placeholder:"LEVEL"`
}

func (c *statsCmd) Run(ctx context.Context) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	s, err := c.load(ctx)
	if err != nil {
		return err
	}
	stats, err := s.StatsOf(data.StatsQuery{Layer: c.Layer, Rule: c.Rule, Zone: c.Zone, Level: c.Level})
	if err != nil {
		return err
	}
	return c.print(answer.Stats(stats), s)
}

func checkLevel(l data.Level) error {
	if l != "" && l.Rank() < 0 {
		return &data.QueryError{Reason: fmt.Sprintf("level %q: it can be one of %v", l, data.Levels)}
	}
	return nil
}
