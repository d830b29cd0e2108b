package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
)

type changesCmd struct {
	fileFlags
	Rule   string      `help:"The change rule; default the first." placeholder:"NAME"`
	T1     data.Date   `name:"t1" help:"The later scene's date; default the newest." placeholder:"DATE"`
	Zone   string      `help:"Only parts in this zone and those below it." placeholder:"CODE"`
	Level  data.Level  `help:"Name each part's zone at this level instead of the leaf." placeholder:"LEVEL"`
	Demand data.Demand `help:"all, or forest: only parts in forest parcels." enum:"all,forest" default:"all"`
	Planar string      `help:"Planar areas in this CRS instead of ellipsoidal ones." placeholder:"EPSG:N"`
}

func (c *changesCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	changes, err := s.Change.PatchesOf(data.ChangesQuery{Rule: c.Rule, T1: c.T1, Zone: c.Zone, Level: c.Level, Demand: c.Demand, On: c.On, Planar: c.Planar})
	if err != nil {
		return err
	}
	return c.print(ctx, term, answer.Changes(changes), s.Snapshot)
}
