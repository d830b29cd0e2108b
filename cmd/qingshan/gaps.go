package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
)

type gapsCmd struct {
	fileFlags
	Zone   string      `help:"Only gaps of this zone and those below it." placeholder:"CODE"`
	Demand data.Demand `help:"all or forest; default the project's rule." enum:"all,forest," default:""`
	InPost bool        `help:"Count only cells with a ranger in post."`
	ID     string      `help:"Only this gap." placeholder:"ID"`
	Limit  int         `help:"So many gaps, those with the highest score first; default all." placeholder:"N"`
}

func (c *gapsCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	g, err := s.Coverage.GapsOf(ctx, data.GapsQuery{On: c.On, Demand: c.Demand, InPost: c.InPost, Zone: c.Zone, ID: c.ID, Limit: c.Limit})
	if err != nil {
		return err
	}
	return c.print(ctx, term, answer.Gaps(g), s.Snapshot)
}
