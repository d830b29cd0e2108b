package ingest

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Kinds of scenes: an index varies smoothly, a class does not.
const (
	kindIndex = "index"
	kindClass = "class"
)

// mosaic makes one scene of several files.
func (in *intake) mosaic(ctx context.Context, s SceneSource, paths []string) (*scene, error) {
	vrt := filepath.Join(in.scratch, fmt.Sprintf("mosaic-%d.vrt", len(in.inputs)))
	for _, p := range paths {
		in.watched.watch(p)
	}
	if err := gdalio.CreateMosaic(vrt, paths); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Path, err)
	}
	for _, p := range paths {
		in.addInput(p, in.relative(p))
	}
	sc, err := in.inspect(ctx, s, vrt, s.Path)
	if err != nil {
		return nil, err
	}
	sc.files = append(sc.files, paths...)
	last := in.report.Sources[len(in.report.Sources)-1]
	last.Note += fmt.Sprintf(", mosaic of %d files", len(paths))
	return sc, nil
}

// onGrid returns t1 on the pixel grid of t0: itself where it lies there already, else warped, classes by the nearest
// pixel and indices bilinearly. The manifest says so.
func (in *intake) onGrid(ctx context.Context, t0, t1 *scene) (*scene, error) {
	if onOneGrid(t0, t1) {
		return t1, nil
	}
	if err := warpsAsPlaced(t0, t1); err != nil {
		return nil, err
	}
	method := gdalio.Bilinear
	if t1.source.Kind == kindClass {
		method = gdalio.Nearest
	}
	key := fmt.Sprintf("%s-%s-%s", t1.Quantity, t1.Date, t0.Date)
	clean, warped := filepath.Join(in.scratch, "clean-"+key+".tif"), filepath.Join(in.scratch, "warped-"+key+".vrt")
	in.progress.Start(fmt.Sprintf("warp %s onto %s", t1.source.Path, t0.source.Path), 0)
	if err := t1.clean(ctx, clean); err != nil {
		return nil, err
	}
	if err := gdalio.CreateWarped(warped, clean, gdalio.WarpSpec{From: t1.crs, To: t0.crs, Grid: t0.info.Grid, Method: method}); err != nil {
		return nil, fmt.Errorf("%s onto the grid of %s: %w", t1.source.Path, t0.source.Path, err)
	}
	in.progress.Done()
	out := *t1
	out.path, out.crs, out.options = warped, t0.crs, gdalio.RasterOptions{Band: 1}
	info, err := gdalio.InspectRaster(warped, out.options)
	if err != nil {
		return nil, err
	}
	out.info.Grid = info.Grid
	out.Resampled = fmt.Sprintf("%s, onto the grid of %s", method, t0.source.Path)
	in.report.note("%s lies on another pixel grid than %s and was resampled onto it (%s)", t1.source.Path, t0.source.Path, method)
	return &out, nil
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
