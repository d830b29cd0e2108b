package scene

import (
	"path/filepath"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

var baselineFiles = []string{"count.tif", "mean.tif", "squares.tif"}

// complete tells whether all files are there and can be opened. A folder comes by rename, so that half of one is not seen.
func (b *baseline) complete() bool {
	for _, name := range baselineFiles {
		if _, err := gdal.InspectRaster(filepath.Join(b.folder, name), gdal.RasterOptions{}); err != nil {
			return false
		}
	}
	return true
}

type baselineWriter []*gdal.RasterWriter

func createBaseline(folder string, g raster.Grid, crs gdal.CRS) (baselineWriter, error) {
	var out baselineWriter
	for i, name := range baselineFiles {
		kind := "Float32"
		if i == 0 {
			kind = "UInt16"
		}
		w, err := gdal.CreateGeoTIFF(filepath.Join(folder, name), gdal.RasterSpec{Grid: g, CRS: crs, DataType: kind})
		if err != nil {
			out.close()
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

func (b baselineWriter) write(w raster.Window, s *baselineState) error {
	for i, column := range [][]float64{s.count, s.mean, s.squares} {
		if err := b[i].Write(w, column); err != nil {
			return err
		}
	}
	return nil
}

func (b baselineWriter) close() (err error) {
	for _, w := range b {
		if e := w.Close(); err == nil {
			err = e
		}
	}
	return err
}

// open opens count, mean and squares.
func (b *baseline) open() (out [3]raster.Band, err error) {
	for i, name := range baselineFiles {
		band, err := gdal.OpenRaster(filepath.Join(b.folder, name), gdal.RasterOptions{})
		if err != nil {
			for _, open := range out[:i] {
				open.Close()
			}
			return out, err
		}
		out[i] = band
	}
	return out, nil
}
