package scene

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// mosaic makes one scene of several files, which share CRS, pixel lattice, data type, nodata value, scale and offset; all of
// that is checked. Where files overlap, the later one with an observation counts.
func (o *Opener) mosaic(ctx context.Context, s project.SceneSource, paths []string) (*Scene, error) {
	var infos []gdal.RasterInfo
	var parts []raster.Part
	var opened []string
	for _, p := range paths {
		open, as, info, err := o.probe(ctx, s, p, o.Project.Relative(p))
		if err != nil {
			return nil, err
		}
		if len(infos) > 0 {
			if why := mismatch(infos[0], info); why != "" {
				return nil, fmt.Errorf("%s: %s and %s cannot be one scene: %s", s.Path, o.Project.Relative(paths[0]), o.Project.Relative(p), why)
			}
		}
		infos, opened = append(infos, info), append(opened, open)
		parts = append(parts, raster.Part{Open: func() (raster.Band, error) { return gdal.OpenRaster(open, as) }, Width: info.Grid.Width, Height: info.Grid.Height})
	}
	sc, err := o.newScene(s, s.Path, joined(infos))
	if err != nil {
		return nil, err
	}
	for i, p := range paths {
		o.addFiles(sc, p, opened[i], infos[i])
		parts[i].Col, parts[i].Row = offset(sc.info.Grid, infos[i].Grid)
	}
	sc.opener = sc.inClasses(raster.Assemble(sc.info.Grid, parts))
	last := o.Report.Sources[len(o.Report.Sources)-1]
	last.Note += fmt.Sprintf(", mosaic of %d files", len(paths))
	return sc, nil
}

// joined describes the raster that files of one lattice make together.
func joined(infos []gdal.RasterInfo) gdal.RasterInfo {
	out := infos[0]
	g := out.Grid
	c0, r0, c1, r1 := 0, 0, g.Width, g.Height
	for _, i := range infos[1:] {
		col, row := offset(g, i.Grid)
		c0, r0, c1, r1 = min(c0, col), min(r0, row), max(c1, col+i.Grid.Width), max(r1, row+i.Grid.Height)
	}
	out.Grid = extended(g, c0, r0, c1, r1)
	return out
}

// extended is a grid of the same lattice from column c0 and row r0 to c1 and r1 (excluded), counted in pixels of g.
func extended(g raster.Grid, c0, r0, c1, r1 int) raster.Grid {
	out := g
	out.Affine[0], out.Affine[3] = g.ToWorld(float64(c0), float64(r0))
	out.Width, out.Height = c1-c0, r1-r0
	return out
}

// offset is where the first pixel of b, which is on a's lattice, lies in a.
func offset(a, b raster.Grid) (col, row int) {
	c, r := a.ToPixel(b.Affine[0], b.Affine[3])
	return int(math.Round(c)), int(math.Round(r))
}

// offLattice is how far in pixels a grid may be off another's lattice and still be on it.
const offLattice = 1e-3

// lattice says why two grids have no common lattice, "" if they have one.
func lattice(a, b raster.Grid) string {
	size := math.Hypot(a.Affine[1], a.Affine[4])
	for _, i := range []int{1, 2, 4, 5} {
		if math.Abs(a.Affine[i]-b.Affine[i]) > 1e-9*size {
			return "their pixels differ in size or direction"
		}
	}
	col, row := a.ToPixel(b.Affine[0], b.Affine[3])
	if !(math.Abs(col-math.Round(col)) <= offLattice && math.Abs(row-math.Round(row)) <= offLattice) {
		return "their pixels do not lie on one lattice"
	}
	return ""
}

func mismatch(a, b gdal.RasterInfo) string {
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
	return lattice(a.Grid, b.Grid)
}
