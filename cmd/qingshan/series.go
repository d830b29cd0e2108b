package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
)

type seriesCmd struct {
	fileFlags
	Layer    string `help:"parcels, cells or zones." enum:"parcels,cells,zones" default:"zones"`
	ID       string `help:"The parcel's or cell's id, or the zone's code." required:"" placeholder:"ID"`
	Quantity string `help:"What was monitored; default the first rule's quantity." placeholder:"NAME"`
}

func (c *seriesCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	series, err := s.Change.SeriesOf(data.SeriesQuery{Layer: c.Layer, ID: c.ID, Quantity: c.Quantity})
	if err != nil {
		return err
	}
	return c.print(ctx, term, answer.Series(series), s.Snapshot)
}
