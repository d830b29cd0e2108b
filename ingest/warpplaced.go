package ingest

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// warpsAsPlaced refuses to resample a scene whose datum the warper, which knows nothing of declared shifts, would leave elsewhere
// than the zones meet it.
func warpsAsPlaced(t0, t1 *scene) error {
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
