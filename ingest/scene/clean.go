package scene

import (
	"context"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// cleanNodata is met by no stored value, and survives being written as text.
const cleanNodata = -1e300

// clean writes the scene's band to a file in which all that is no observation has one nodata value, so that resampling
// mixes no fill value into its neighbours.
func (s *Scene) clean(ctx context.Context, path string) error {
	in, err := s.open()()
	if err != nil {
		return err
	}
	defer in.Close()
	nodata := cleanNodata
	out, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: s.info.Grid, CRS: s.crs, DataType: "Float64", Nodata: &nodata})
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
