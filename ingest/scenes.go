package ingest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// scene is one raster, inspected.
type scene struct {
	source  SceneSource
	path    string
	info    gdalio.RasterInfo
	crs     gdalio.CRS
	options gdalio.RasterOptions
	files   []string // that it is made of, the quality band's included
	data.SceneInfo
}

// whole tells whether stored values are whole numbers.
func (s *scene) whole() bool { return !strings.HasPrefix(s.info.DataType, "Float") }

// inspectScenes inspects all rasters of the project, ordered by quantity and date.
func (in *intake) inspectScenes(ctx context.Context) ([]*scene, error) {
	var out []*scene
	for _, s := range in.project.Scenes {
		paths := []string{in.project.Resolve(s.Path)}
		if strings.ContainsAny(s.Path, "*?[") {
			var err error
			if paths, err = filepath.Glob(paths[0]); err != nil || len(paths) == 0 {
				return nil, fmt.Errorf("%s: no file matches; correct the pattern under `scenes:`", s.Path)
			}
		}
		if s.Mosaic {
			sc, err := in.mosaic(ctx, s, paths)
			if err != nil {
				return nil, err
			}
			out = append(out, sc)
			continue
		}
		for _, path := range paths {
			sc, err := in.inspect(ctx, s, path, in.relative(path))
			if err != nil {
				return nil, err
			}
			out = append(out, sc)
		}
	}
	slices.SortStableFunc(out, func(a, b *scene) int {
		return cmp.Or(cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Date, b.Date))
	})
	return out, checkAlike(out)
}

// inspect describes one raster, which goes by name in everything a user reads.
func (in *intake) inspect(ctx context.Context, s SceneSource, path, name string) (*scene, error) {
	if isArchive(path) {
		return nil, configf("%s: scenes are not read out of archives; unpack it and name the raster in it", name)
	}
	opened, err := in.readable(ctx, path, name)
	if err != nil {
		return nil, err
	}
	if q := s.Quality; q != nil && q.Path != "" {
		in.watched.watch(in.project.Resolve(q.Path))
	}
	sc := &scene{source: s, path: opened}
	info, err := gdalio.InspectRaster(opened, in.rasterOptions(s))
	if err != nil {
		return nil, renamed(err, opened, path)
	}
	sc.info, sc.options = info, in.rasterOptions(s)
	sc.source.Path = name
	date := s.Date
	if date == data.NoDate {
		if date, err = dateOfName(path); err != nil {
			return nil, configf("%s: %v; list it under `scenes:` with `date:`", name, err)
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
	for _, f := range info.Files {
		if _, err := os.Stat(f); err == nil && f != opened && !strings.HasPrefix(f, in.scratch) {
			in.addInput(f, in.relative(f))
			sc.files = append(sc.files, f)
		}
	}
	if !s.Mosaic {
		in.addInput(path, name)
		sc.files = append(sc.files, path)
		for _, part := range []string{path + walExt, path + journalExt} {
			if _, copied := in.copies[part]; copied {
				sc.files = append(sc.files, part)
			}
		}
	}
	if q := s.Quality; q != nil && q.Path != "" {
		in.addInput(in.project.Resolve(q.Path), q.Path)
		sc.files = append(sc.files, in.project.Resolve(q.Path))
	}
	in.report.Sources = append(in.report.Sources, &SourceReport{Kind: "scenes", Path: name, CRS: sc.crs.String(), CRSFrom: from, Read: 1, Kept: 1,
		Note: fmt.Sprintf("%s %s, %d×%d %s", s.Quantity, date, info.Grid.Width, info.Grid.Height, info.DataType)})
	return sc, nil
}

func (in *intake) rasterOptions(s SceneSource) gdalio.RasterOptions {
	o := gdalio.RasterOptions{Band: s.Band, Nodata: s.Nodata, ValidMin: s.ValidMin, ValidMax: s.ValidMax}
	if q := s.Quality; q != nil {
		o.Quality = &gdalio.Quality{Band: q.Band, Mask: q.Mask, Good: q.Good}
		if q.Path != "" {
			o.Quality.Path = in.project.Resolve(q.Path)
		}
	}
	return o
}

// codes tells whether the values are names of classes, which have no mean.
func (s *scene) codes() bool { return s.source.Kind == kindClass && len(s.source.Classes) == 0 }

// open returns an opener of the scene's band.
func (s *scene) open() raster.Opener {
	return func() (raster.Band, error) {
		band, err := gdalio.OpenRaster(s.path, s.options)
		if err != nil || len(s.source.Classes) == 0 || s.Resampled != "" { // a resampled scene was made of classes already
			return band, err
		}
		return &classBand{band, data.Classes{Values: s.source.Classes}}, nil
	}
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
