package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/render"
)

type responsibleCmd struct {
	fileFlags
	lookup.ResponsibleQuery
}

func (c *responsibleCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	r, err := s.Lookup.Responsible(ctx, c.ResponsibleQuery)
	if err != nil {
		return err
	}
	return c.print(ctx, term, render.Responsible(r), s.Snapshot)
}
