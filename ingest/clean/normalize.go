package clean

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/mend"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// normalize brings rows into the working CRS, snaps them to the grid and repairs them. What cannot be used is refused; ids
// are the texts[0] of each row. The rows that stay keep their order.
func (c *Cleaner) normalize(ctx context.Context, l *source.Layer, rows []source.Row) (kept []source.Row, err error) {
	var at source.Row // at hand
	defer parallel.Caught(&err, func() string { return l.RowName(at) })
	refused := make([]*report.Remark, len(rows))
	repaired := make([]*report.Remark, len(rows))
	remark := func(i int, reason report.Reason, format string, args ...any) *report.Remark {
		return &report.Remark{File: l.Source.Path, Layer: l.Info.Name, Row: rows[i].Number, ID: rows[i].Texts[0], Reason: reason, Detail: fmt.Sprintf(format, args...)}
	}
	to, err := newToWorking(l, c.working)
	if err != nil {
		return nil, err
	}
	defer to.Close()
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		at = rows[i]
		if reason, detail := unsuitable(rows[i]); reason != "" {
			refused[i] = remark(i, reason, "%s", detail)
			continue
		}
		shape, err := to.apply(rows[i].Shape)
		if err != nil {
			refused[i] = remark(i, report.OutsideCRS, "%v; check the coordinates and the CRS %s", err, l.CRS)
			shape = nil
		}
		rows[i].Shape = shape
	}
	open := func() (*Repairer, error) { return NewRepairer(mend.NewWorker()), nil }
	err = parallel.Each(ctx, len(rows), runtime.NumCPU(), open, func(*Repairer) {}, func(m *Repairer, i int) (err error) {
		defer parallel.Caught(&err, func() string { return l.RowName(rows[i]) })
		c.progress.Step(1)
		if refused[i] != nil {
			return nil
		}
		shape, reason, before, err := m.Repair(rows[i].Shape)
		if err != nil {
			refused[i] = remark(i, report.Unrepairable, "%v; draw it anew", err)
			return nil
		}
		if reason != "" {
			repaired[i] = remark(i, report.Repaired, "%s", reason)
			repaired[i].Before, repaired[i].After = before, spatial.PlanarArea(shape)
		}
		rows[i].Shape = shape
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept = rows[:0]
	for i, r := range rows {
		if r.Shape != nil {
			l.Report.AddGround(r.Shape)
		}
		if refused[i] != nil {
			refused[i].Shape, refused[i].Texts = r.Shape, r.Texts
			c.report.Refuse(l.Report, *refused[i])
			continue
		}
		c.place(l, spatial.BoxOf(r.Shape.FlatCoords()))
		if repaired[i] != nil {
			c.report.Repair(l.Report, *repaired[i])
		}
		kept = append(kept, r)
	}
	return kept, nil
}

// unsuitable says why a row has no polygon; reason "" where it has one.
func unsuitable(r source.Row) (reason report.Reason, detail string) {
	switch {
	case r.Kind == "":
		return report.NullGeometry, "the row has no geometry; draw it, or delete the row"
	case r.Kind == gdalio.Surface:
		return report.NotPolygon, "the row is a surface in space (a multipatch or TIN), which has no outline of its own on the ground; export its footprint as polygons"
	case r.Shape == nil || r.Shape.NumPolygons() == 0:
		return report.NotPolygon, fmt.Sprintf("the row is a %s; a polygon is needed", r.Kind)
	}
	return "", ""
}
