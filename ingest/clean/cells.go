package clean

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/source"
)

// Cells reads the cells of layers, which are in the project's order.
func (c *Cleaner) Cells(ctx context.Context, layers []*source.Layer) (*snapshot.Cells, error) {
	all, err := c.readFeatures(ctx, layers, func(i int) ([]string, string) {
		s := c.project.Cells[i]
		return []string{s.ID, s.Ranger, s.ValidFrom, s.ValidTo}, ""
	})
	if err != nil {
		return nil, err
	}
	out := &snapshot.Cells{}
	out.ValidFrom, out.ValidTo = c.spans(all, 2, 3)
	out.ID, out.Ranger, out.Shapes = all.column(0), all.column(1), all.shapes
	all.counted()
	return out, nil
}

func (c *Cleaner) accepted(ctx context.Context, layers []*source.Layer) (*snapshot.Accepted, error) {
	all, err := c.readFeatures(ctx, layers, func(i int) ([]string, string) {
		s := c.project.Accepted[i]
		return []string{s.ID, s.Reason, s.Approver, s.ValidFrom, s.ValidTo}, ""
	})
	if err != nil {
		return nil, err
	}
	out := &snapshot.Accepted{}
	out.ValidFrom, out.ValidTo = c.spans(all, 3, 4)
	out.ID, out.Reason, out.Approver, out.Shapes = all.column(0), all.column(1), all.column(2), all.shapes
	all.counted()
	return out, nil
}

func (c *Cleaner) permitted(ctx context.Context, layers []*source.Layer) (*snapshot.Permitted, error) {
	all, err := c.readFeatures(ctx, layers, func(i int) ([]string, string) {
		s := c.project.Permitted[i]
		return []string{s.ID, s.Permit, s.ValidFrom, s.ValidTo}, ""
	})
	if err != nil {
		return nil, err
	}
	out := &snapshot.Permitted{}
	out.ValidFrom, out.ValidTo = c.spans(all, 2, 3)
	out.ID, out.Permit, out.Shapes = all.column(0), all.column(1), all.shapes
	all.counted()
	return out, nil
}
