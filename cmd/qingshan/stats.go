package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
)

type statsCmd struct {
	fileFlags
	Layer      string     `help:"parcels, cells or zones." enum:"parcels,cells,zones" default:"zones"`
	Rule       string     `help:"The change rule whose scenes count; default the first." placeholder:"NAME"`
	T1         data.Date  `name:"t1" help:"The later scene's date; default the newest." placeholder:"DATE"`
	Zone       string     `help:"Only this zone and those below it, or the parcels or cells with ground in it." placeholder:"CODE"`
	Level      data.Level `help:"Zones only: of this level." placeholder:"LEVEL"`
	Unobserved bool       `help:"Which ground had no valid observation, instead of statistics."`
	Since      data.Date  `help:"With --unobserved: in no scene of the rule's quantity on this date or later." placeholder:"DATE"`
	All        bool       `help:"With --unobserved: features that were wholly observed, too."`
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
		u, err := s.Change.UnobservedOf(data.UnobservedQuery{Layer: c.Layer, Rule: c.Rule, T1: c.T1, Zone: c.Zone, Level: c.Level, Since: c.Since, All: c.All})
		if err != nil {
			return err
		}
		return c.print(ctx, term, answer.Unobserved(u), s.Snapshot)
	}
	stats, err := s.Change.StatsOf(data.StatsQuery{Layer: c.Layer, Rule: c.Rule, T1: c.T1, Zone: c.Zone, Level: c.Level})
	if err != nil {
		return err
	}
	return c.print(ctx, term, answer.Stats(stats), s.Snapshot)
}

func checkLevel(l data.Level) error {
	if l != "" && l.Rank() < 0 {
		return &data.QueryError{Reason: fmt.Sprintf("level %q: it can be one of %v", l, data.Levels)}
	}
	return nil
}
