package clean

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// WorkingCRS is the project's CRS with the way to CGCS2000 of the layers that are delivered in it. Two such layers must not
// declare different ones: their coordinates are of one system, which has one place on the Earth.
func WorkingCRS(p *project.Project, l source.Layers) (gdal.CRS, error) {
	named := append(append([]*source.Layer(nil), l.Zones...), l.Cells...)
	working, err := sharedCRS(p.CRS, named)
	if err != nil {
		return working, err
	}
	first := true
	for _, l := range l.All() {
		if l.Datum() != "" || !l.CRS.Same(working) {
			continue
		}
		if first {
			working, first = l.CRS, false
		}
		if l.CRS.Shift() != working.Shift() {
			return working, project.Invalid("%s: its `datum_shift:` is not that of another source in %s; declare the same for both", l.Source.Path, working)
		}
	}
	if first && p.CRS != "" { // nothing was delivered in it, and so nothing declares how it lies
		if _, _, err := source.OnDatum(p, "crs", nil, working, spatial.EmptyBox()); err != nil {
			return working, project.Invalid("%v; or leave `crs:` out", err)
		}
	}
	return working, nil
}

// sharedCRS is the project's CRS: declared, or the projected one that zones and cells share if its plane shows ground in about its
// size, else an equal-area one centred on the data.
func sharedCRS(declared string, layers []*source.Layer) (gdal.CRS, error) {
	if declared != "" && declared != "auto" {
		crs, err := gdal.ParseCRS(declared)
		if err != nil {
			return crs, project.Invalid("crs %q: %v", declared, err)
		}
		if !crs.Projected() {
			return crs, project.Invalid("crs %q: the working CRS must be a projected one in metres, such as EPSG:4549", declared)
		}
		off, err := scaleError(crs, layers)
		if err == nil && math.Abs(off) > maxWorkingError {
			return crs, project.Invalid("crs %q: its areas are off by up to %+.0f %% over the zones and cells, more than %.0f %%, and so would be widths and lengths; name a CRS that is made for them, such as a CGCS2000 3-degree zone (EPSG:4534 to 4554), or write `crs: auto`", declared, 100*off, 100*maxWorkingError)
		}
		return crs, err
	}
	shared := true
	for _, l := range layers {
		shared = shared && l.CRS.Projected() && l.CRS.Same(layers[0].CRS) && l.Source.Datum == ""
	}
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		return lonlat, err
	}
	if shared {
		off, err := scaleError(layers[0].CRS, layers)
		if err != nil || math.Abs(off) <= maxWorkingError {
			return layers[0].CRS, err
		}
	}
	box := spatial.EmptyBox()
	for _, l := range layers {
		e := l.Info.Extent
		if e.Empty() {
			continue
		}
		xs, ys := []float64{e.MinX, e.MaxX, e.MinX, e.MaxX}, []float64{e.MinY, e.MinY, e.MaxY, e.MaxY}
		if err := gdal.Transform(l.CRS, lonlat, xs, ys); err != nil {
			return lonlat, fmt.Errorf("%s, layer %s: its extent has no place in %s: %w", l.Source.Path, l.Info.Name, l.CRS, err)
		}
		for i := range xs {
			box = box.Extend(xs[i], ys[i])
		}
		if box.MinX < -150 && box.MaxX > 150 { // layers elsewhere are told so by [Cleaner.checkPlace]
			return lonlat, source.AcrossMeridian180(fmt.Sprintf("%s, layer %s", l.Source.Path, l.Info.Name))
		}
	}
	if box.Empty() { // no layer has a geometry; every row will be refused with its reason, in whatever CRS
		box = spatial.Box{MinX: 105, MinY: 35, MaxX: 105, MaxY: 35}
	}
	lon, lat := box.Center()
	return gdal.LambertEqualArea(math.Round(lon*10)/10, math.Round(lat*10)/10), nil
}

// maxWorkingError is how far areas in the plane of the working CRS may be off the ground's, as a share. Areas are taken on the
// ellipsoid, but widths, lengths and the 1 mm grid are the plane's. Conical projections of a whole country are off by some percent,
// Web Mercator by 33 % at 30° N, anything in feet by far more.
const maxWorkingError = 0.1

// scaleError is by which share the areas of a plane are off in the middle of layers, at worst. A layer without a place in it is
// judged elsewhere, row by row.
func scaleError(crs gdal.CRS, layers []*source.Layer) (float64, error) {
	lonlat, err := crs.Degrees()
	if err != nil {
		return 0, err
	}
	t, err := gdal.NewTransformer(crs, lonlat)
	if err != nil {
		return 0, err
	}
	defer t.Close()
	worst := 0.0
	for _, l := range layers {
		if l.Info.Extent.Empty() {
			continue
		}
		x, y := l.Info.Extent.Center()
		xs, ys := []float64{x}, []float64{y}
		if !l.CRS.Same(crs) && gdal.Transform(l.CRS, crs, xs, ys) != nil {
			continue
		}
		off, err := area.ScaleError(t.Transform, spatial.EmptyBox().Extend(xs[0], ys[0]))
		if err == nil && math.Abs(off) > math.Abs(worst) {
			worst = off
		}
	}
	return worst, nil
}
