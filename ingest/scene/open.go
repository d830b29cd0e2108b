package scene

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/scene/datename"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Opener opens the rasters of a project.
type Opener struct {
	Project *project.Project
	Files   *inputs.Set // that the rasters' files are added to
	Scratch string      // a folder whose files are none of the project's
	Report  *report.Report
}

// Open inspects all rasters of the project, ordered by quantity and date.
func (o *Opener) Open(ctx context.Context) ([]*Scene, error) {
	var out []*Scene
	for _, s := range o.Project.Scenes {
		paths := []string{o.Project.Resolve(s.Path)}
		if strings.ContainsAny(s.Path, "*?[") {
			var err error
			if paths, err = filepath.Glob(paths[0]); err != nil || len(paths) == 0 {
				return nil, fmt.Errorf("%s: no file matches; correct the pattern under `scenes:`", s.Path)
			}
		}
		if s.Mosaic {
			sc, err := o.mosaic(ctx, s, paths)
			if err != nil {
				return nil, err
			}
			out = append(out, sc)
			continue
		}
		for _, path := range paths {
			sc, err := o.inspect(ctx, s, path, o.Project.Relative(path))
			if err != nil {
				return nil, err
			}
			out = append(out, sc)
		}
	}
	slices.SortStableFunc(out, func(a, b *Scene) int {
		return cmp.Or(cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Date, b.Date))
	})
	return out, checkAlike(out)
}

// inspect describes one raster, which goes by name in everything a user reads.
func (o *Opener) inspect(ctx context.Context, s project.SceneSource, path, name string) (*Scene, error) {
	if source.IsArchive(path) {
		return nil, project.Invalid("%s: scenes are not read out of archives; unpack it and name the raster in it", name)
	}
	opened, as, info, err := o.probe(ctx, s, path, name)
	if err != nil {
		return nil, err
	}
	sc, err := o.newScene(s, name, info)
	if err != nil {
		return nil, err
	}
	o.addFiles(sc, path, opened, info)
	sc.opener = sc.inClasses(func() (raster.Band, error) { return gdal.OpenRaster(opened, as) })
	return sc, nil
}

// probe describes a raster file that goes by name in messages, and returns what is to be opened for it and how.
func (o *Opener) probe(ctx context.Context, s project.SceneSource, path, name string) (opened string, as gdal.RasterOptions, info gdal.RasterInfo, err error) {
	if opened, err = o.Files.Open(ctx, path, name); err != nil {
		return opened, as, info, err
	}
	if q := s.Quality; q != nil && q.Path != "" {
		o.Files.Watch(o.Project.Resolve(q.Path))
	}
	if as, err = o.rasterOptions(s, name); err != nil {
		return opened, as, info, err
	}
	if info, err = gdal.InspectRaster(opened, as); err != nil {
		err = inputs.Renamed(err, opened, path)
	}
	return opened, as, info, err
}

// newScene describes a scene that goes by name, from what its raster says of itself and what the project declares.
func (o *Opener) newScene(s project.SceneSource, name string, info gdal.RasterInfo) (*Scene, error) {
	sc := &Scene{source: s, info: info}
	sc.source.Path = name
	if !info.Placed {
		return nil, Unplaced(name, info)
	}
	date := s.Date
	var err error
	if date == snapshot.NoDate {
		if date, err = datename.Of(name); err != nil {
			return nil, project.Invalid("%s: %v; list it under `scenes:` with `date:`", name, err)
		}
	}
	sc.SceneInfo = snapshot.SceneInfo{Quantity: s.Quantity, Date: date, Path: name, Band: s.Band,
		Scale: cmp.Or(s.Scale, info.Scale, 1), Offset: cmp.Or(s.Offset, info.Offset)}
	from := "file"
	switch {
	case s.CRS != "":
		if sc.crs, err = gdal.ParseCRS(s.CRS); err != nil {
			return nil, project.Invalid("%s: crs %q: %v", name, s.CRS, err)
		}
		from = "declared"
	case info.HasCRS:
		sc.crs = info.CRS
	default:
		return nil, fmt.Errorf("%s: the scene has no CRS; add `crs: EPSG:…` to its entry in the project file", name)
	}
	if v := info.Overruled; v != nil {
		o.Report.Note("%s: with `nodata: %g` its own nodata value %g counts as an observation; take `nodata:` out if it is none", name, *s.Nodata, *v)
	}
	if v := info.StrayNodata; v != 0 {
		o.Report.Note("%s: its nodata value %g stands in no pixel of %s and hides nothing; if another value means that nothing was observed, add `nodata:`", name, v, info.DataType)
	}
	extent, err := sc.extentIn(sc.crs)
	if err != nil {
		return nil, err
	}
	var op gdal.Operation
	if sc.crs, op, err = source.OnDatum(o.Project, name, s.DatumShift, sc.crs, extent); err != nil {
		return nil, err
	}
	source.AddGrid(o.Project, o.Files, s.DatumShift)
	if err := sc.checkLimits(); err != nil {
		return nil, err
	}
	if q := s.Quality; q != nil && q.Path != "" {
		o.Files.Add(o.Project.Resolve(q.Path), q.Path)
		sc.files = append(sc.files, o.Project.Resolve(q.Path))
	}
	report := &report.Source{Kind: "scenes", Path: name, CRS: sc.crs.String(), CRSFrom: from, Read: 1, Kept: 1,
		Note: fmt.Sprintf("%s %s, %d×%d %s", s.Quantity, date, info.Grid.Width, info.Grid.Height, info.DataType)}
	report.SetOperation(op)
	o.Report.Sources = append(o.Report.Sources, report)
	return sc, nil
}

// Unplaced is the refusal of a raster whose file does not say where its pixels lie.
func Unplaced(name string, info gdal.RasterInfo) error {
	if info.ControlPoints > 0 {
		return fmt.Errorf("%s: it has only ground control points (%d), which do not say where each pixel lies; rectify it first (`gdalwarp -t_srs EPSG:4549 IN OUT`, in QGIS Raster, Projections, Warp) and deliver the result", name, info.ControlPoints)
	}
	return fmt.Errorf("%s: it has no georeference: neither the file nor a world file (.tfw) says where its pixels lie; deliver it with one, or rectify it first", name)
}

// addFiles lists a raster and all that GDAL reads for it as inputs.
func (o *Opener) addFiles(sc *Scene, path, opened string, info gdal.RasterInfo) {
	for _, f := range info.Files {
		if there, err := inputs.Exists(f); (there || err != nil) && f != opened && !strings.HasPrefix(f, o.Scratch) {
			o.Files.Add(f, o.Project.Relative(f))
			sc.files = append(sc.files, f)
		}
	}
	o.Files.Add(path, o.Project.Relative(path))
	sc.files = append(sc.files, path)
	for _, part := range []string{path + inputs.WALExt, path + inputs.JournalExt} {
		if o.Files.Copied(part) {
			sc.files = append(sc.files, part)
		}
	}
}

// rasterOptions are those of a file that goes by name in messages.
func (o *Opener) rasterOptions(s project.SceneSource, name string) (gdal.RasterOptions, error) {
	as := gdal.RasterOptions{Band: s.Band, Nodata: s.Nodata, ValidMin: s.ValidMin, ValidMax: s.ValidMax, Name: name}
	if s.CRS != "" {
		var err error
		if as.CRS, err = gdal.ParseCRS(s.CRS); err != nil {
			return as, project.Invalid("%s: crs %q: %v", name, s.CRS, err)
		}
	}
	if q := s.Quality; q != nil {
		as.Quality = &gdal.Quality{Band: q.Band, Mask: q.Mask, Good: q.Good}
		if q.Path != "" {
			as.Quality.Path, as.Quality.Name = o.Project.Resolve(q.Path), q.Path
		}
	}
	return as, nil
}
