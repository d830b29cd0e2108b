package ingest

import (
	"fmt"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// sourceCRS decides a vector source's CRS: declared, else the file's; never a guess.
func sourceCRS(s project.Source, info gdalio.LayerInfo) (crs gdalio.CRS, from string, err error) {
	if s.CRS != "" {
		crs, err = gdalio.ParseCRS(s.CRS)
		if err != nil {
			return crs, "", project.Invalid("%s: crs %q: %v", s.Path, s.CRS, err)
		}
		from = "declared"
	} else if info.HasCRS {
		crs, from = info.CRS, "file"
	} else {
		return crs, "", fmt.Errorf("%s, layer %s: it has no CRS; add `crs: EPSG:…` to its entry in the project file (CGCS2000 3-degree zones are EPSG:4513 to 4554, degrees EPSG:4490)", s.Path, info.Name)
	}
	if err := plausible(s, info, crs); err != nil {
		return crs, from, err
	}
	return crs, from, checkAreaOfUse(fmt.Sprintf("%s, layer %s", s.Path, info.Name), info.Extent, crs)
}

// workingCRS is the project's CRS: declared, or the projected one that zones and cells share if its plane shows ground in about its
// size, else an equal-area one centred on the data.
func workingCRS(declared string, layers []*vectorLayer) (gdalio.CRS, error) {
	if declared != "" && declared != "auto" {
		crs, err := gdalio.ParseCRS(declared)
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
		shared = shared && l.crs.Projected() && l.crs.Same(layers[0].crs) && l.source.Datum == ""
	}
	lonlat, err := gdalio.ParseCRS("EPSG:4490")
	if err != nil {
		return lonlat, err
	}
	if shared {
		off, err := scaleError(layers[0].crs, layers)
		if err != nil || math.Abs(off) <= maxWorkingError {
			return layers[0].crs, err
		}
	}
	box := spatial.EmptyBox()
	for _, l := range layers {
		e := l.info.Extent
		if e.Empty() {
			continue
		}
		xs, ys := []float64{e.MinX, e.MaxX, e.MinX, e.MaxX}, []float64{e.MinY, e.MinY, e.MaxY, e.MaxY}
		if err := gdalio.Transform(l.crs, lonlat, xs, ys); err != nil {
			return lonlat, fmt.Errorf("%s, layer %s: its extent has no place in %s: %w", l.source.Path, l.info.Name, l.crs, err)
		}
		for i := range xs {
			box = box.Extend(xs[i], ys[i])
		}
		if box.MinX < -150 && box.MaxX > 150 { // layers elsewhere are told so by [intake.checkPlace]
			return lonlat, acrossMeridian180(fmt.Sprintf("%s, layer %s", l.source.Path, l.info.Name))
		}
	}
	if box.Empty() { // no layer has a geometry; every row will be refused with its reason, in whatever CRS
		box = spatial.Box{MinX: 105, MinY: 35, MaxX: 105, MaxY: 35}
	}
	lon, lat := box.Center()
	return gdalio.LambertEqualArea(math.Round(lon*10)/10, math.Round(lat*10)/10), nil
}

// maxWorkingError is how far areas in the plane of the working CRS may be off the ground's, as a share. Areas are taken on the
// ellipsoid, but widths, lengths and the 1 mm grid are the plane's. Conical projections of a whole country are off by some percent,
// Web Mercator by 33 % at 30° N, anything in feet by far more.
const maxWorkingError = 0.1

// scaleError is by which share the areas of a plane are off in the middle of layers, at worst. A layer without a place in it is
// judged elsewhere, row by row.
func scaleError(crs gdalio.CRS, layers []*vectorLayer) (float64, error) {
	lonlat, err := crs.Degrees()
	if err != nil {
		return 0, err
	}
	t, err := gdalio.NewTransformer(crs, lonlat)
	if err != nil {
		return 0, err
	}
	defer t.Close()
	worst := 0.0
	for _, l := range layers {
		if l.info.Extent.Empty() {
			continue
		}
		x, y := l.info.Extent.Center()
		xs, ys := []float64{x}, []float64{y}
		if !l.crs.Same(crs) && gdalio.Transform(l.crs, crs, xs, ys) != nil {
			continue
		}
		off, err := area.ScaleError(t.Transform, spatial.EmptyBox().Extend(xs[0], ys[0]))
		if err == nil && math.Abs(off) > math.Abs(worst) {
			worst = off
		}
	}
	return worst, nil
}

// toWorking brings one source's geometry into the working CRS.
type toWorking struct {
	same      bool
	datum     string
	transform *gdalio.Transformer
}

func newToWorking(l *vectorLayer, working gdalio.CRS) (*toWorking, error) {
	t := &toWorking{datum: l.datum()}
	if t.same = l.crs.Same(working) && t.datum == ""; t.same {
		return t, nil
	}
	if t.datum != "" && !l.crs.Geographic() {
		return nil, project.Invalid("%s: datum %s is declared, but its CRS %s is not in degrees", l.source.Path, t.datum, l.crs)
	}
	var err error
	if t.transform, err = gdalio.NewTransformer(l.crs, working); err != nil {
		return nil, fmt.Errorf("%s, layer %s: from %s to the working CRS %s: %w", l.source.Path, l.info.Name, l.crs, working, err)
	}
	return t, nil
}

func (t *toWorking) Close() {
	if t.transform != nil {
		t.transform.Close()
	}
}

func (t *toWorking) points(xs, ys []float64) error {
	unshift(t.datum, xs, ys)
	return t.transform.Transform(xs, ys)
}

// apply returns the geometry in the working CRS, off the grid yet.
func (t *toWorking) apply(mp *geom.MultiPolygon) (*geom.MultiPolygon, error) {
	if t.same {
		return mp, nil
	}
	return densify(mp, t.points)
}

// maxStray is how far a point of an edge may stray from its true place when only the edge's ends are transformed: half
// the intake grid.
const maxStray = spatial.GridStep / 2

// densify transforms a geometry and adds vertices where straight edges of the source would bend in the target by more
// than [maxStray]. An edge gets the same vertices in either direction, so that shared borders stay shared.
func densify(mp *geom.MultiPolygon, f func(xs, ys []float64) error) (*geom.MultiPolygon, error) {
	var out []float64
	var endss [][]int
	start := 0
	for _, ends := range mp.Endss() {
		var kept []int
		for _, e := range ends {
			ring, err := densifyRing(mp.FlatCoords()[start:e], f)
			if err != nil {
				return nil, err
			}
			out = append(out, ring...)
			kept = append(kept, len(out))
			start = e
		}
		endss = append(endss, kept)
	}
	return geom.NewMultiPolygonFlat(geom.XY, out, endss), nil
}

// vertex is a point before and after the transformation; whole says that the edge that starts here needs no more points.
type vertex struct {
	sx, sy, tx, ty float64
	whole          bool
}

func densifyRing(ring []float64, f func(xs, ys []float64) error) ([]float64, error) {
	vs := make([]vertex, len(ring)/2)
	for i := range vs {
		vs[i] = vertex{sx: ring[2*i], sy: ring[2*i+1]}
	}
	if err := place(vs, f); err != nil {
		return nil, err
	}
	for range 24 { // each round halves the edges that still bend
		mids := make([]vertex, 0, len(vs))
		for i := 0; i+1 < len(vs); i++ {
			if !vs[i].whole {
				mids = append(mids, vertex{sx: (vs[i].sx + vs[i+1].sx) / 2, sy: (vs[i].sy + vs[i+1].sy) / 2})
			}
		}
		if len(mids) == 0 {
			break
		}
		if err := place(mids, f); err != nil {
			return nil, err
		}
		next, m := make([]vertex, 0, len(vs)+len(mids)), 0
		for i, v := range vs {
			if i+1 == len(vs) || v.whole {
				next = append(next, v)
				continue
			}
			mid := mids[m]
			m++
			if stray(v, vs[i+1], mid) <= maxStray {
				v.whole = true
				next = append(next, v)
			} else {
				next = append(next, v, mid)
			}
		}
		vs = next
	}
	out := make([]float64, 0, 2*len(vs))
	for _, v := range vs {
		out = append(out, v.tx, v.ty)
	}
	return out, nil
}

func place(vs []vertex, f func(xs, ys []float64) error) error {
	xs, ys := make([]float64, len(vs)), make([]float64, len(vs))
	for i, v := range vs {
		xs[i], ys[i] = v.sx, v.sy
	}
	if err := f(xs, ys); err != nil {
		return err
	}
	for i := range vs {
		vs[i].tx, vs[i].ty = xs[i], ys[i]
	}
	return nil
}

// stray is the distance of m's place from the straight edge a–b, computed the same for b–a.
func stray(a, b, m vertex) float64 {
	if b.tx < a.tx || b.tx == a.tx && b.ty < a.ty {
		a, b = b, a
	}
	dx, dy := b.tx-a.tx, b.ty-a.ty
	length := math.Hypot(dx, dy)
	if length == 0 {
		return math.Hypot(m.tx-a.tx, m.ty-a.ty)
	}
	return math.Abs(dx*(m.ty-a.ty)-dy*(m.tx-a.tx)) / length
}
