package clean

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// normalize brings rows into the working CRS, snaps them to the grid and repairs them. What cannot be used is refused; ids
// are the texts[0] of each row. The rows that stay keep their order, in the slice that was given.
func (c *Cleaner) normalize(ctx context.Context, l *source.Layer, rows []source.Row) (kept []source.Row, err error) {
	k := &chunk{layer: l, rows: rows, refused: make([]*report.Remark, len(rows)), repaired: make([]*report.Remark, len(rows))}
	if err := k.transform(ctx, c.working); err != nil {
		return nil, err
	}
	if err := k.repair(ctx, c.progress); err != nil {
		return nil, err
	}
	return c.conclude(k), nil
}

// chunk is rows on their way, with what is to be said of them.
type chunk struct {
	layer             *source.Layer
	rows              []source.Row
	refused, repaired []*report.Remark // by row, nil where there is nothing to say
}

func (k *chunk) remark(i int, reason report.Reason, format string, args ...any) *report.Remark {
	return &report.Remark{File: k.layer.Source.Path, Layer: k.layer.Info.Name, Row: k.rows[i].Number, ID: k.rows[i].Texts[0], Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// transform brings the shapes into the working CRS.
func (k *chunk) transform(ctx context.Context, working gdal.CRS) (err error) {
	var at source.Row // at hand
	defer parallel.Caught(&err, func() string { return k.layer.RowName(at) })
	to, err := newToWorking(k.layer, working)
	if err != nil {
		return err
	}
	defer to.Close()
	for i := range k.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		at = k.rows[i]
		if reason, detail := unsuitable(at); reason != "" {
			k.refused[i] = k.remark(i, reason, "%s", detail)
			continue
		}
		shape, err := to.apply(at.Shape)
		if err != nil {
			k.refused[i] = k.remark(i, report.OutsideCRS, "%v; check the coordinates and the CRS %s", err, k.layer.CRS)
			shape = nil
		}
		k.rows[i].Shape = shape
	}
	return nil
}

// repair snaps the shapes to the grid and makes them valid there.
func (k *chunk) repair(ctx context.Context, bars progress.Progress) error {
	open := func() (*Repairer, error) { return NewRepairer(geos.NewWorker()), nil }
	return parallel.Each(ctx, len(k.rows), runtime.NumCPU(), open, func(*Repairer) {}, func(r *Repairer, i int) (err error) {
		defer parallel.Caught(&err, func() string { return k.layer.RowName(k.rows[i]) })
		bars.Step(1)
		if k.refused[i] != nil {
			return nil
		}
		shape, reason, before, err := r.Repair(k.rows[i].Shape)
		if err != nil {
			k.refused[i] = k.remark(i, report.Unrepairable, "%v; draw it anew", err)
			return nil
		}
		if reason != "" {
			k.repaired[i] = k.remark(i, report.Repaired, "%s", reason)
			k.repaired[i].Before, k.repaired[i].After = before, spatial.PlanarArea(shape)
		}
		k.rows[i].Shape = shape
		return nil
	})
}

// conclude tells the report what became of the rows, and returns those that stay.
func (c *Cleaner) conclude(k *chunk) (kept []source.Row) {
	l := k.layer
	kept = k.rows[:0]
	for i, r := range k.rows {
		if r.Shape != nil {
			l.Report.AddGround(r.Shape)
		}
		if refused := k.refused[i]; refused != nil {
			refused.Shape, refused.Texts = r.Shape, r.Texts
			c.report.Refuse(l.Report, *refused)
			continue
		}
		c.addExtent(l, spatial.BoxOf(r.Shape.FlatCoords()))
		if k.repaired[i] != nil {
			c.report.Repair(l.Report, *k.repaired[i])
		}
		kept = append(kept, r)
	}
	return kept
}

// unsuitable says why a row has no polygon; reason "" where it has one.
func unsuitable(r source.Row) (reason report.Reason, detail string) {
	switch {
	case r.Kind == "":
		return report.NullGeometry, "the row has no geometry; draw it, or delete the row"
	case r.Kind == gdal.Surface:
		return report.NotPolygon, "the row is a surface in space (a multipatch or TIN), which has no outline of its own on the ground; export its footprint as polygons"
	case r.Shape == nil || r.Shape.NumPolygons() == 0:
		return report.NotPolygon, fmt.Sprintf("the row is a %s; a polygon is needed", r.Kind)
	}
	return "", ""
}
