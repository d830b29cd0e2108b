package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
)

type coverageCmd struct {
	fileFlags
	Zone   string      `help:"Only this zone and those below it." placeholder:"CODE"`
	Level  data.Level  `help:"Only zones of this level: province, city, county, township or village." placeholder:"LEVEL"`
	Demand data.Demand `help:"all or forest; default the project's rule." enum:"all,forest," default:""`
	InPost bool        `help:"Count only cells with a ranger in post."`
	Planar string      `help:"Planar areas in this CRS instead of ellipsoidal ones." placeholder:"EPSG:N"`
}

func (c *coverageCmd) Run(ctx context.Context, term terminal) error {
	if err := checkLevel(c.Level); err != nil {
		return err
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	cov, err := s.Coverage.Coverage(ctx, data.CoverageQuery{On: c.On, Demand: c.Demand, InPost: c.InPost, Planar: c.Planar, Zone: c.Zone, Level: c.Level})
	if err != nil {
		return err
	}
	return c.print(ctx, term, answer.Coverage(cov, s.Snapshot), s.Snapshot)
}
