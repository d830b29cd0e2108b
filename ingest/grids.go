package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// onGrid returns t1 on the pixel grid of t0: itself where it lies there already; moved by whole pixels where it has the same
// lattice; else warped, classes by the nearest pixel and indices bilinearly. The manifest says so.
func (m *measurer) onGrid(ctx context.Context, t0, t1 *scene) (*scene, error) {
	if onOneGrid(t0, t1) {
		return t1, nil
	}
	if t0.crs.Same(t1.crs) && lattice(t0.info.Grid, t1.info.Grid) == "" {
		return t1.within(t0.info.Grid), nil
	}
	return m.warped(ctx, t0, t1)
}

// within is the scene on another grid of its own lattice.
func (s *scene) within(g raster.Grid) *scene {
	out := *s
	col, row := offset(g, s.info.Grid)
	out.opener = raster.Assemble(g, []raster.Part{{Open: s.opener, Col: col, Row: row, Width: s.info.Grid.Width, Height: s.info.Grid.Height}})
	out.info.Grid = g
	return &out
}

// warped is t1 resampled onto the grid of t0. A pixel is observed where the pixel of t1 that holds its middle is, whatever its
// neighbours lend: what was not seen stays unseen on any grid.
func (m *measurer) warped(ctx context.Context, t0, t1 *scene) (*scene, error) {
	if err := warpsAsPlaced(t0, t1); err != nil {
		return nil, err
	}
	method := gdalio.Bilinear
	if t1.source.Kind == project.KindClass {
		method = gdalio.Nearest
	}
	m.warps++
	clean := filepath.Join(m.scratch, fmt.Sprintf("clean-%d.tif", m.warps))
	what := fmt.Sprintf("%s onto the grid of %s", t1.source.Path, t0.source.Path)
	m.progress.Start("warp "+what, 0)
	if err := t1.clean(ctx, clean); err != nil {
		return nil, m.unscratched(what, err)
	}
	var open []raster.Opener
	for _, by := range slices.Compact([]gdalio.Resampling{method, gdalio.Nearest}) {
		path := filepath.Join(m.scratch, fmt.Sprintf("%s-%d.vrt", by, m.warps))
		if err := gdalio.CreateWarped(path, clean, gdalio.WarpSpec{From: t1.crs, To: t0.crs, Grid: t0.info.Grid, Method: by}); err != nil {
			return nil, m.unscratched(what, err)
		}
		open = append(open, func() (raster.Band, error) { return gdalio.OpenRaster(path, gdalio.RasterOptions{Name: what}) })
	}
	m.progress.Done()
	out := *t1
	out.crs, out.info.Grid, out.opener = t0.crs, t0.info.Grid, open[0]
	if len(open) > 1 {
		out.opener = seenBy(open[0], open[1])
	}
	out.Resampled = fmt.Sprintf("%s, onto the grid of %s", method, t0.source.Path)
	m.report.Note("%s lies on another pixel grid than %s and was resampled onto it (%s)", t1.source.Path, t0.source.Path, method)
	return &out, nil
}

// unscratched is an error about a scratch file that names what was being done instead of it.
func (m *measurer) unscratched(what string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%s: the scene cannot be resampled (%w); deliver both scenes on one grid, and see that the store's disk has room", what, m.hidden(err))
}

// hiddenError has the text of another error without the names of scratch files, which tell a user nothing.
type hiddenError struct {
	text string
	err  error
}

func (e *hiddenError) Error() string { return e.text }
func (e *hiddenError) Unwrap() error { return e.err }

func (m *measurer) hidden(err error) error {
	text := scratchFile.ReplaceAllString(strings.ReplaceAll(err.Error(), m.scratch+string(filepath.Separator), ""), "its copy")
	return &hiddenError{strings.ReplaceAll(text, m.scratch, "the store"), err}
}

var scratchFile = regexp.MustCompile(`(clean|nearest|bilinear)-\d+\.(tif|vrt)|scene-[0-9a-f]+\.qsraster`)

// seenBand has the values of a band where another one has an observation.
type seenBand struct {
	raster.Band
	seen   raster.Band
	values []float64
	valid  []bool
}

func seenBy(values, seen raster.Opener) raster.Opener {
	return func() (raster.Band, error) {
		v, err := values()
		if err != nil {
			return nil, err
		}
		s, err := seen()
		if err != nil {
			v.Close()
			return nil, err
		}
		return &seenBand{Band: v, seen: s}, nil
	}
}

func (b *seenBand) Read(w raster.Window, values []float64, valid []bool) error {
	n := w.W * w.H
	if err := b.Band.Read(w, values, valid); err != nil {
		return err
	}
	b.values = sized(b.values, n)
	if cap(b.valid) < n {
		b.valid = make([]bool, n)
	}
	if err := b.seen.Read(w, b.values, b.valid[:n]); err != nil {
		return err
	}
	for i, ok := range b.valid[:n] {
		valid[i] = valid[i] && ok
	}
	return nil
}

func (b *seenBand) Close() error {
	b.seen.Close()
	return b.Band.Close()
}

// onOneGrid tells whether two scenes share one pixel lattice.
func onOneGrid(a, b *scene) bool {
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

// cleanNodata is met by no stored value, and survives being written as text.
const cleanNodata = -1e300

// clean writes the scene's band to a file in which all that is no observation has one nodata value, so that resampling
// mixes no fill value into its neighbours.
func (s *scene) clean(ctx context.Context, path string) error {
	in, err := s.open()()
	if err != nil {
		return err
	}
	defer in.Close()
	nodata := cleanNodata
	out, err := gdalio.CreateGeoTIFF(path, gdalio.RasterSpec{Grid: s.info.Grid, CRS: s.crs, DataType: "Float64", Nodata: &nodata})
	if err != nil {
		return err
	}
	const size = 512
	values, valid := make([]float64, size*size), make([]bool, size*size)
	for y := 0; y < s.info.Grid.Height; y += size {
		for x := 0; x < s.info.Grid.Width; x += size {
			if err := ctx.Err(); err != nil {
				out.Close()
				return err
			}
			w := raster.Window{X: x, Y: y, W: min(size, s.info.Grid.Width-x), H: min(size, s.info.Grid.Height-y)}
			n := w.W * w.H
			if err := in.Read(w, values[:n], valid[:n]); err != nil {
				out.Close()
				return err
			}
			for i := range n {
				if !valid[i] {
					values[i] = nodata
				}
			}
			if err := out.Write(w, values[:n]); err != nil {
				out.Close()
				return err
			}
		}
	}
	return out.Close()
}
