package gdal

import (
	"fmt"
	"strings"

	"github.com/lukeroth/gdal"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// RasterSpec describes a GeoTIFF to write: tiled, DEFLATE with horizontal differencing.
type RasterSpec struct {
	Grid      raster.Grid
	CRS       CRS
	DataType  string // Byte, Int16, UInt16, Float32, Float64
	Nodata    *float64
	BlockSize int // 0 is 512
}

// RasterWriter writes a GeoTIFF of one band. One goroutine at a time.
type RasterWriter struct {
	path string
	ds   gdal.Dataset
	band gdal.RasterBand
}

// CreateGeoTIFF starts a file. An error names the file and holds GDAL's message.
func CreateGeoTIFF(path string, s RasterSpec) (*RasterWriter, error) {
	types := map[string]gdal.DataType{"Byte": gdal.Byte, "Int16": gdal.Int16, "UInt16": gdal.UInt16, "Float32": gdal.Float32, "Float64": gdal.Float64}
	t, ok := types[s.DataType]
	if !ok {
		return nil, fmt.Errorf("%s: data type %q", path, s.DataType)
	}
	size, predictor := s.BlockSize, 2
	if size == 0 {
		size = 512
	}
	if strings.HasPrefix(s.DataType, "Float") {
		predictor = 3
	}
	w := &RasterWriter{path: path}
	err := onThread(func() error {
		d, err := driver("GTiff")
		if err != nil {
			return err
		}
		w.ds = d.Create(path, s.Grid.Width, s.Grid.Height, 1, t, []string{"TILED=YES", fmt.Sprintf("BLOCKXSIZE=%d", size), fmt.Sprintf("BLOCKYSIZE=%d", size),
			"COMPRESS=DEFLATE", fmt.Sprintf("PREDICTOR=%d", predictor), "BIGTIFF=IF_SAFER"})
		if w.ds.IsNull() {
			return failure(path, "it cannot be created")
		}
		w.band = w.ds.RasterBand(1)
		if err := w.ds.SetGeoTransform(s.Grid.Affine); err != nil {
			return failure(path, "geotransform")
		}
		if !s.CRS.None() {
			if err := w.ds.SetProjection(s.CRS.WKT()); err != nil {
				return failure(path, "CRS")
			}
		}
		if s.Nodata != nil {
			return w.band.SetNoDataValue(*s.Nodata)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// Write stores a window of values, rounded by GDAL to the file's type. An error names the file and holds GDAL's message.
func (w *RasterWriter) Write(win raster.Window, values []float64) error {
	if n := win.W * win.H; len(values) < n {
		return fmt.Errorf("%s: %d values for a window of %d pixels", w.path, len(values), n)
	}
	return onThread(func() error {
		if err := w.band.IO(gdal.Write, win.X, win.Y, win.W, win.H, values, win.W, win.H, 0, 0); err != nil {
			return failure(w.path, "pixels cannot be written")
		}
		return nil
	})
}

// Close completes the file. An error means that it is not complete.
func (w *RasterWriter) Close() error {
	return onThread(func() error {
		w.ds.Close()
		return lastError()
	})
}
