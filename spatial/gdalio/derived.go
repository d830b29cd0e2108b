package gdalio

import (
	"fmt"
	"math"

	"github.com/lukeroth/gdal"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// CreateMosaic writes a VRT that reads several files as one raster. They must share CRS, pixel lattice, data type and
// nodata value, all of which are checked: GDAL itself would leave out or resample what does not fit. Where files overlap
// the later one counts.
func CreateMosaic(dst string, paths []string) error {
	var first RasterInfo
	for i, p := range paths {
		info, err := InspectRaster(p, RasterOptions{})
		if err != nil {
			return err
		}
		if i == 0 {
			first = info
			continue
		}
		if why := mismatch(first, info); why != "" {
			return fmt.Errorf("%s and %s cannot be one scene: %s", paths[0], p, why)
		}
	}
	return onThread(func() error {
		open := make([]gdal.Dataset, 0, len(paths))
		defer func() {
			for _, ds := range open {
				ds.Close()
			}
		}()
		for _, p := range paths {
			ds, err := openDataset(p, gdal.OFRaster, nil)
			if err != nil {
				return failure(p, "it is no raster that GDAL can read")
			}
			open = append(open, ds)
		}
		vrt, err := gdal.BuildVRT(dst, open, paths, []string{"-strict"}) // the binding needs both, of one length
		if err != nil {
			return failure(dst, "mosaic of "+paths[0]+" and others")
		}
		vrt.Close()
		return nil
	})
}

func mismatch(a, b RasterInfo) string {
	switch {
	case a.HasCRS != b.HasCRS || a.HasCRS && !a.CRS.Same(b.CRS):
		return fmt.Sprintf("one is in %s, the other in %s", a.CRS, b.CRS)
	case a.DataType != b.DataType || a.Bands != b.Bands:
		return fmt.Sprintf("one has %d band(s) of %s, the other %d of %s", a.Bands, a.DataType, b.Bands, b.DataType)
	case a.HasNodata != b.HasNodata || a.HasNodata && a.Nodata != b.Nodata && !(math.IsNaN(a.Nodata) && math.IsNaN(b.Nodata)):
		return "they have different nodata values"
	case a.Scale != b.Scale || a.Offset != b.Offset:
		return "they have different scales or offsets"
	}
	ga, gb := a.Grid, b.Grid
	size := math.Hypot(ga.Affine[1], ga.Affine[4])
	for _, i := range []int{1, 2, 4, 5} {
		if math.Abs(ga.Affine[i]-gb.Affine[i]) > 1e-9*size {
			return "their pixels differ in size or direction"
		}
	}
	if ga.Affine[2] != 0 || ga.Affine[4] != 0 {
		return "their grids are rotated"
	}
	col, row := ga.ToPixel(gb.Affine[0], gb.Affine[3])
	if math.Abs(col-math.Round(col)) > 1e-3 || math.Abs(row-math.Round(row)) > 1e-3 {
		return "their pixels do not lie on one lattice"
	}
	return ""
}

// Resampling is how a raster is put onto another's grid.
type Resampling string

// Nearest keeps classes; Bilinear is for quantities that vary smoothly.
const (
	Nearest  Resampling = "nearest"
	Bilinear Resampling = "bilinear"
)

// WarpSpec says onto which grid a raster is put.
type WarpSpec struct {
	From, To CRS
	Grid     raster.Grid
	Method   Resampling
}

// CreateWarped writes a VRT that reads the one band of src, which must have a nodata value, on another grid. Pixels
// without any valid neighbour in src are nodata. GDAL's warper interpolates over nodata neighbours by leaving them out.
func CreateWarped(dst, src string, s WarpSpec) error {
	g := s.Grid
	if g.Affine[2] != 0 || g.Affine[4] != 0 {
		return fmt.Errorf("the grid to warp onto is rotated; deliver both scenes on one grid")
	}
	x1, y1 := g.ToWorld(float64(g.Width), float64(g.Height))
	options := []string{"-of", "VRT", "-r", map[Resampling]string{Nearest: "near", Bilinear: "bilinear"}[s.Method],
		"-s_srs", s.From.WKT(), "-t_srs", s.To.WKT(), "-et", "0",
		"-te", number(min(g.Affine[0], x1)), number(min(g.Affine[3], y1)), number(max(g.Affine[0], x1)), number(max(g.Affine[3], y1)),
		"-ts", fmt.Sprint(g.Width), fmt.Sprint(g.Height)}
	if g.Affine[1] < 0 || g.Affine[5] > 0 {
		return fmt.Errorf("the grid to warp onto is not north up; deliver both scenes on one grid")
	}
	return onThread(func() error {
		in, err := openDataset(src, gdal.OFRaster, nil)
		if err != nil {
			return failure(src, "it is no raster that GDAL can read")
		}
		defer in.Close()
		out, err := gdal.Warp(dst, nil, []gdal.Dataset{in}, options)
		if err != nil {
			return failure(src, "it cannot be warped onto the other scene's grid")
		}
		out.Close()
		return nil
	})
}

func number(v float64) string { return fmt.Sprintf("%.17g", v) }
