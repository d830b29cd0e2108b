package scene

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/scene/seen"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// resampler puts scenes onto the grids of others.
type resampler struct {
	scratch  string // a folder for resampled rasters
	report   *report.Report
	progress progress.Progress
	count    int // of scenes resampled so far, by which files are named
}

// onGrid returns t1 on the pixel grid of t0: itself where it lies there already; moved by whole pixels where it has the same
// lattice; else warped, classes by the nearest pixel and indices bilinearly. The manifest says so.
func (r *resampler) onGrid(ctx context.Context, t0, t1 *Scene) (*Scene, error) {
	if onOneGrid(t0, t1) {
		return t1, nil
	}
	if t0.crs.Same(t1.crs) && lattice(t0.info.Grid, t1.info.Grid) == "" {
		return t1.within(t0.info.Grid), nil
	}
	return r.warped(ctx, t0, t1)
}

// within is the scene on another grid of its own lattice.
func (s *Scene) within(g raster.Grid) *Scene {
	out := *s
	col, row := offset(g, s.info.Grid)
	out.opener = raster.Assemble(g, []raster.Part{{Open: s.opener, Col: col, Row: row, Width: s.info.Grid.Width, Height: s.info.Grid.Height}})
	out.info.Grid = g
	return &out
}

// warped is t1 resampled onto the grid of t0. A pixel is observed where the pixel of t1 that holds its middle is, whatever its
// neighbours lend: what was not seen stays unseen on any grid.
func (r *resampler) warped(ctx context.Context, t0, t1 *Scene) (*Scene, error) {
	if err := warpsAsPlaced(t0, t1); err != nil {
		return nil, err
	}
	method := gdal.Bilinear
	if t1.source.Kind == project.KindClass {
		method = gdal.Nearest
	}
	r.count++
	clean := filepath.Join(r.scratch, fmt.Sprintf("clean-%d.tif", r.count))
	what := fmt.Sprintf("%s onto the grid of %s", t1.source.Path, t0.source.Path)
	r.progress.Start("warp "+what, 0)
	if err := t1.clean(ctx, clean); err != nil {
		return nil, r.unscratched(what, err)
	}
	var open []raster.Opener
	for _, by := range slices.Compact([]gdal.Resampling{method, gdal.Nearest}) {
		path := filepath.Join(r.scratch, fmt.Sprintf("%s-%d.vrt", by, r.count))
		if err := gdal.CreateWarped(path, clean, gdal.WarpSpec{From: t1.crs, To: t0.crs, Grid: t0.info.Grid, Method: by}); err != nil {
			return nil, r.unscratched(what, err)
		}
		open = append(open, func() (raster.Band, error) { return gdal.OpenRaster(path, gdal.RasterOptions{Name: what}) })
	}
	r.progress.Done()
	out := *t1
	out.crs, out.info.Grid, out.opener = t0.crs, t0.info.Grid, open[0]
	if len(open) > 1 {
		out.opener = seen.By(open[0], open[1])
	}
	out.Resampled = fmt.Sprintf("%s, onto the grid of %s", method, t0.source.Path)
	r.report.Note("%s lies on another pixel grid than %s and was resampled onto it (%s)", t1.source.Path, t0.source.Path, method)
	return &out, nil
}

// unscratched is an error about a scratch file that names what was being done instead of it.
func (r *resampler) unscratched(what string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%s: the scene cannot be resampled (%w); deliver both scenes on one grid, and see that the store's disk has room", what, r.hidden(err))
}

// hiddenError has the text of another error without the names of scratch files, which tell a user nothing.
type hiddenError struct {
	text string
	err  error
}

func (e *hiddenError) Error() string { return e.text }
func (e *hiddenError) Unwrap() error { return e.err }

func (r *resampler) hidden(err error) error {
	text := scratchFile.ReplaceAllString(strings.ReplaceAll(err.Error(), r.scratch+string(filepath.Separator), ""), "its copy")
	return &hiddenError{strings.ReplaceAll(text, r.scratch, "the store"), err}
}

var scratchFile = regexp.MustCompile(`(clean|nearest|bilinear)-\d+\.(tif|vrt)|scene-[0-9a-f]+\.qsraster`)

// onOneGrid tells whether two scenes share one pixel lattice.
func onOneGrid(a, b *Scene) bool {
	if !a.crs.Same(b.crs) {
		return false
	}
	ga, gb := a.info.Grid, b.info.Grid
	same := ga.Width == gb.Width && ga.Height == gb.Height
	size := math.Hypot(ga.Affine[1], ga.Affine[4])
	for i := range ga.Affine {
		same = same && math.Abs(ga.Affine[i]-gb.Affine[i]) <= 1e-6*size
	}
	return same
}

// warpsAsPlaced refuses to resample a scene whose datum the warper, which knows nothing of declared shifts, would leave elsewhere
// than the zones meet it.
func warpsAsPlaced(t0, t1 *Scene) error {
	if t0.crs.Shift() == t1.crs.Shift() {
		return nil
	}
	plain0, err := gdal.ParseCRS(t0.crs.WKT())
	if err != nil {
		return err
	}
	plain1, err := gdal.ParseCRS(t1.crs.WKT())
	if err != nil {
		return err
	}
	x, y := t1.info.Grid.ToWorld(float64(t1.info.Grid.Width)/2, float64(t1.info.Grid.Height)/2)
	place := func(from, to gdal.CRS) (col, row float64, err error) {
		xs, ys := []float64{x}, []float64{y}
		if err := gdal.Transform(from, to, xs, ys); err != nil {
			return 0, 0, fmt.Errorf("%s onto the grid of %s: %w", t1.source.Path, t0.source.Path, err)
		}
		col, row = t0.info.Grid.ToPixel(xs[0], ys[0])
		return col, row, nil
	}
	c, r, err := place(t1.crs, t0.crs)
	if err != nil {
		return err
	}
	d, s, err := place(plain1, plain0)
	if err != nil {
		return err
	}
	if math.Hypot(c-d, r-s) <= 0.01 { // pixels
		return nil
	}
	return fmt.Errorf("%s and %s are on different datums (%s, %s) and grids, and cannot be resampled across a datum_shift; deliver both in one CRS", t1.source.Path, t0.source.Path, t1.crs.DatumName(), t0.crs.DatumName())
}
