package main

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/answer"
)

type responsibleCmd struct {
	fileFlags
	Lon float64 `help:"Longitude in degrees (CGCS2000, WGS 84)." required:""`
	Lat float64 `help:"Latitude in degrees." required:""`
}

func (c *responsibleCmd) Run(ctx context.Context, term terminal) error {
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	r, err := s.Lookup.ResponsibleAt(c.Lon, c.Lat, c.On)
	if err != nil {
		return err
	}
	return c.print(ctx, term, answer.Responsible(r), s.Snapshot)
}
