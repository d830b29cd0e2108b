package ingest

import (
	"context"
	"fmt"
	"runtime"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/mend"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// settle brings rows into the working CRS, snaps them to the grid and repairs them. What cannot be used is refused; ids
// are the texts[0] of each row. The rows that stay keep their order.
func (in *intake) settle(ctx context.Context, l *source.Layer, rows []source.Row) (kept []source.Row, err error) {
	var at source.Row // at hand
	defer parallel.Caught(&err, func() string { return l.RowName(at) })
	refused := make([]*report.Remark, len(rows))
	repaired := make([]*report.Remark, len(rows))
	remark := func(i int, reason report.Reason, format string, args ...any) *report.Remark {
		return &report.Remark{File: l.Source.Path, Layer: l.Info.Name, Row: rows[i].Number, ID: rows[i].Texts[0], Reason: reason, Detail: fmt.Sprintf(format, args...)}
	}
	to, err := newToWorking(l, in.working)
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
	open := func() (*mender, error) { return &mender{worker: mend.NewWorker()}, nil }
	err = parallel.Each(ctx, len(rows), runtime.NumCPU(), open, func(*mender) {}, func(m *mender, i int) (err error) {
		defer parallel.Caught(&err, func() string { return l.RowName(rows[i]) })
		in.progress.Step(1)
		if refused[i] != nil {
			return nil
		}
		shape, reason, before, err := m.mend(rows[i].Shape)
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
			in.report.Refuse(l.Report, *refused[i])
			continue
		}
		in.place(l, spatial.BoxOf(r.Shape.FlatCoords()))
		if repaired[i] != nil {
			in.report.Repair(l.Report, *repaired[i])
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

// maxMends bounds the rounds of snapping and repairing: repairs make new vertices, which snapping moves.
const maxMends = 4

// mender is what one goroutine needs to mend polygons.
type mender struct {
	worker *mend.Worker
	rings  spatial.RingChecker
}

// valid tells whether a polygon is proven valid at once: most are one simple ring, which takes no GEOS.
func (m *mender) valid(mp *geom.MultiPolygon) bool {
	return mp.NumPolygons() == 1 && len(mp.Endss()[0]) == 1 && m.rings.Simple(mp.FlatCoords())
}

// mend snaps a polygon to the grid and repairs it until it is valid on the grid. It leaves raw as it is.
func (m *mender) mend(raw *geom.MultiPolygon) (out *geom.MultiPolygon, reason string, before float64, err error) {
	before = spatial.PlanarArea(raw)
	if !closed(raw) {
		return nil, "", before, fmt.Errorf("a ring does not end where it begins")
	}
	out = spatial.Normalize(raw)
	for range maxMends {
		if out.NumPolygons() == 0 {
			return nil, "", before, fmt.Errorf("it collapses on the 1 mm grid")
		}
		if m.valid(out) {
			return out, reason, before, nil
		}
		why, err := m.worker.Invalid(out)
		if err != nil || why == "" {
			return out, reason, before, err
		}
		if reason == "" {
			reason = why
		}
		fixed, err := m.worker.MakeValid(out)
		if err != nil {
			return nil, "", before, fmt.Errorf("%s: %w", why, err)
		}
		out = spatial.Normalize(fixed)
	}
	// Each repair makes vertices off the grid, and each snapping moves borders across each other: both at once end it.
	fixed, err := m.worker.OnGrid(out, spatial.GridStep)
	if err != nil {
		return nil, "", before, fmt.Errorf("%s: %w", reason, err)
	}
	out = spatial.Normalize(fixed)
	if out.NumPolygons() == 0 {
		return nil, "", before, fmt.Errorf("it collapses on the 1 mm grid")
	}
	if why, err := m.worker.Invalid(out); err != nil || why != "" {
		return nil, "", before, fmt.Errorf("%s: it stays invalid on the 1 mm grid", reason)
	}
	return out, reason, before, nil
}

// closed tells whether every ring ends where it begins.
func closed(mp *geom.MultiPolygon) bool {
	flat, start := mp.FlatCoords(), 0
	for _, ends := range mp.Endss() {
		for _, e := range ends {
			if e > start && (flat[start] != flat[e-2] || flat[start+1] != flat[e-1]) {
				return false
			}
			start = e
		}
	}
	return true
}
