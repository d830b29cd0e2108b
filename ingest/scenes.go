package ingest

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// scene is one raster, inspected.
type scene struct {
	source SceneSource
	path   string
	info   gdalio.RasterInfo
	crs    gdalio.CRS
	data.SceneInfo
}

// dateInName finds 2019-07-01 or 20190701 in a file name.
var dateInName = regexp.MustCompile(`(?:19|20)\d\d-?[01]\d-?[0-3]\d`)

// inspectScenes inspects all rasters of the project, ordered by quantity and date.
func (in *intake) inspectScenes() ([]*scene, error) {
	var out []*scene
	for _, s := range in.project.Scenes {
		paths := []string{in.project.Resolve(s.Path)}
		if strings.ContainsAny(s.Path, "*?[") {
			var err error
			if paths, err = filepath.Glob(paths[0]); err != nil || len(paths) == 0 {
				return nil, fmt.Errorf("%s: no file matches; correct the pattern under `scenes:`", s.Path)
			}
		}
		for _, path := range paths {
			sc, err := in.inspect(s, path)
			if err != nil {
				return nil, err
			}
			out = append(out, sc)
		}
	}
	slices.SortStableFunc(out, func(a, b *scene) int {
		return cmp.Or(cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Date, b.Date))
	})
	return out, nil
}

func (in *intake) inspect(s SceneSource, path string) (*scene, error) {
	info, err := gdalio.InspectRaster(path)
	if err != nil {
		return nil, err
	}
	name := in.relative(path)
	sc := &scene{source: s, path: path, info: info}
	sc.source.Path = name
	date := s.Date
	if date == data.NoDate {
		if date, err = data.ParseDate(dateInName.FindString(filepath.Base(path))); err != nil || date == data.NoDate {
			return nil, configf("%s: no date in its name; list it under `scenes:` with `date:`", name)
		}
	}
	sc.SceneInfo = data.SceneInfo{Quantity: s.Quantity, Date: date, Path: name, Band: s.Band,
		Scale: cmp.Or(s.Scale, info.Scale, 1), Offset: cmp.Or(s.Offset, info.Offset)}
	from := "file"
	switch {
	case s.CRS != "":
		if sc.crs, err = gdalio.ParseCRS(s.CRS); err != nil {
			return nil, configf("%s: crs %q: %v", name, s.CRS, err)
		}
		from = "declared"
	case info.HasCRS:
		sc.crs = info.CRS
	default:
		return nil, fmt.Errorf("%s: the scene has no CRS; add `crs: EPSG:…` to its entry in the project file", name)
	}
	in.addInput(path, name)
	in.report.Sources = append(in.report.Sources, &SourceReport{Kind: "scenes", Path: name, CRS: sc.crs.String(), CRSFrom: from, Read: 1, Kept: 1,
		Note: fmt.Sprintf("%s %s, %d×%d %s", s.Quantity, date, info.Grid.Width, info.Grid.Height, info.DataType)})
	return sc, nil
}

// open returns an opener of the scene's band.
func (s *scene) open() raster.Opener {
	o := gdalio.RasterOptions{Band: s.source.Band, Nodata: s.source.Nodata, ValidMin: s.source.ValidMin, ValidMax: s.source.ValidMax}
	return func() (raster.Band, error) { return gdalio.OpenRaster(s.path, o) }
}

// extentIn is the box of another CRS that holds the scene.
func (s *scene) extentIn(crs gdalio.CRS) (spatial.Box, error) {
	const steps = 16
	var xs, ys []float64
	g := s.info.Grid
	for i := range steps + 1 {
		c, r := float64(g.Width)*float64(i)/steps, float64(g.Height)*float64(i)/steps
		for _, p := range [][2]float64{{c, 0}, {c, float64(g.Height)}, {0, r}, {float64(g.Width), r}} {
			x, y := g.ToWorld(p[0], p[1])
			xs, ys = append(xs, x), append(ys, y)
		}
	}
	if !s.crs.Same(crs) {
		if err := gdalio.Transform(s.crs, crs, xs, ys); err != nil {
			return spatial.Box{}, fmt.Errorf("%s: %w; check its CRS %s", s.source.Path, err, s.crs)
		}
	}
	box := spatial.EmptyBox()
	for i := range xs {
		box = box.Extend(xs[i], ys[i])
	}
	return box, nil
}

// comparable tells whether two scenes share one pixel lattice.
func comparable(a, b *scene) error {
	if !a.crs.Same(b.crs) {
		return fmt.Errorf("%s is in %s, %s in %s; deliver both on one grid (gdalwarp -t_srs … -te … -tr …)", a.source.Path, a.crs, b.source.Path, b.crs)
	}
	ga, gb := a.info.Grid, b.info.Grid
	same := ga.Width == gb.Width && ga.Height == gb.Height
	size := math.Hypot(ga.Affine[1], ga.Affine[4])
	for i := range ga.Affine {
		same = same && math.Abs(ga.Affine[i]-gb.Affine[i]) <= 1e-6*size
	}
	if !same {
		return fmt.Errorf("%s and %s lie on different pixel grids (%d×%d at %.9g,%.9g and %d×%d at %.9g,%.9g); deliver both on one grid (gdalwarp -te … -tr …)",
			a.source.Path, b.source.Path, ga.Width, ga.Height, ga.Affine[0], ga.Affine[3], gb.Width, gb.Height, gb.Affine[0], gb.Affine[3])
	}
	return nil
}
