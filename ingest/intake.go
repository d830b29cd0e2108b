package ingest

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/warp"
)

// intake is one run's reading: sources in, checked layers in the working CRS out.
type intake struct {
	project      *Project
	report       *Report
	progress     Progress
	fresh        bool // compute everything anew
	tilesVersion string
	old          *data.Snapshot // the current one, nil where there is none that is sound
	oldFolder    string
	oldDamaged   []string        // files in it from which nothing is taken over
	linked       []data.FileInfo // files taken over by link, as the current snapshot's manifest has them
	earlier      *earlier        // nil where nothing can be taken over
	scratch      string          // a folder for derived rasters, removed at the end
	working      gdalio.CRS
	extent       spatial.Box // of everything measured
	ellipsoid    area.Measure
	inputs       map[string]data.Input // by resolved path
	copies       map[string]copied     // inputs of which a private copy is read, by resolved path
	watched      watcher
	foretell     func() // tells what a large area will cost, once it is known how large it is
	scenes       []*scene
	layers       layers
	warps        int                               // scenes resampled so far
	pixels       map[string][]raster.Layer         // zones, cells, parcels by pixel grid
	baselines    []string                          // folders used by this run
	origins      struct{ zones, parcels []origin } // along the snapshot's layers
	stickOut     []int32                           // zones with ground outside their parents
	hasClass     map[*vectorLayer]bool             // parcel layers with a field for the class
}

// layers are the opened vector sources by kind, in the project's order.
type layers struct{ zones, cells, parcels, accepted, permitted []*vectorLayer }

func (in *intake) open(ctx context.Context) (l layers, err error) {
	each := func(kind string, n int, source func(i int) Source) []*vectorLayer {
		var out []*vectorLayer
		for i := 0; i < n && err == nil; i++ {
			var v *vectorLayer
			if v, err = in.openInput(ctx, kind, source(i)); err == nil {
				out = append(out, v)
			}
		}
		return out
	}
	p := in.project
	l.zones = each("zones", len(p.Zones), func(i int) Source { return p.Zones[i].Source })
	l.cells = each("cells", len(p.Cells), func(i int) Source { return p.Cells[i].Source })
	l.parcels = each("parcels", len(p.Parcels), func(i int) Source { return p.Parcels[i].Source })
	l.accepted = each("accepted", len(p.Accepted), func(i int) Source { return p.Accepted[i].Source })
	l.permitted = each("permitted", len(p.Permitted), func(i int) Source { return p.Permitted[i].Source })
	return l, err
}

// openInput opens a source that is watched until it is read no more, see [intake.unchanged].
func (in *intake) openInput(ctx context.Context, kind string, s Source) (*vectorLayer, error) {
	l, err := in.openSource(ctx, kind, s)
	if err != nil {
		return nil, err
	}
	in.addInput(l.original, l.source.Path)
	in.addGrid(l.source.DatumShift)
	return l, nil
}

// openSource opens a source, or a private copy of it.
func (in *intake) openSource(ctx context.Context, kind string, s Source) (*vectorLayer, error) {
	path := in.project.Resolve(s.Path)
	opened, err := in.readable(ctx, path, s.Path)
	if err != nil {
		return nil, err
	}
	l, err := in.project.openLayerAt(kind, s, opened, in.report)
	if err != nil {
		return nil, renamed(err, opened, path)
	}
	l.original = path
	return l, nil
}

// read fills the snapshot's layers and registry, and everything about its CRS.
func (in *intake) read(ctx context.Context, s *data.Tables) error {
	l := in.layers
	var err error
	if in.working, err = in.workingCRS(l); err != nil {
		return err
	}
	total := 0
	for _, group := range [][]*vectorLayer{l.zones, l.cells, l.parcels, l.accepted, l.permitted} {
		for _, v := range group {
			total += int(v.info.Count)
		}
	}
	in.progress.Start("read", total)
	if s.Zones, err = in.zones(ctx, l.zones); err != nil {
		return err
	}
	if s.Cells, err = in.cells(ctx, l.cells); err != nil {
		return err
	}
	if s.Accepted, err = in.accepted(ctx, l.accepted); err != nil {
		return err
	}
	if s.Permitted, err = in.permitted(ctx, l.permitted); err != nil {
		return err
	}
	known, err := in.readParcels(ctx, s)
	if err != nil {
		return err
	}
	if err := in.checkPlace(l); err != nil {
		return err
	}
	if err := in.fitCRS(s); err != nil {
		return err
	}
	if err := in.judgeParcels(ctx, s, known); err != nil {
		return err
	}
	if s.Registry, err = in.registry(s.Zones, s.Cells); err != nil {
		return err
	}
	in.progress.Done()
	if err := in.hintShift(s, l); err != nil {
		return err
	}
	if err := in.checkNesting(ctx, s.Zones); err != nil {
		return err
	}
	for i := range s.Zones.Len() {
		s.Zones.Ellipsoidal = append(s.Zones.Ellipsoidal, float64(in.ellipsoid.Feature(s.Zones.Shapes, i)))
		s.Zones.Planar = append(s.Zones.Planar, float64(area.Planar().Feature(s.Zones.Shapes, i)))
	}
	return nil
}

// checkPlace refuses sources that lie elsewhere than the zones, and zones that lie elsewhere than those named before them.
func (in *intake) checkPlace(l layers) error {
	elsewhere := func(v *vectorLayer, others []*vectorLayer, what string) error {
		box := spatial.EmptyBox()
		for _, o := range others {
			box = box.Union(o.placed)
		}
		if v.placed.Empty() || box.Empty() || v.placed.Intersects(box) {
			return nil
		}
		return fmt.Errorf("%s, layer %s: it lies nowhere near the %s (%s, these %s in %s); check its CRS %s", v.source.Path, v.info.Name, what,
			boxText(v.placed), boxText(box), in.working, v.crs)
	}
	for i, v := range l.zones {
		if err := elsewhere(v, l.zones[:i], "zones before it"); err != nil {
			return err
		}
	}
	for _, kind := range [][]*vectorLayer{l.cells, l.parcels, l.accepted, l.permitted} {
		for _, v := range kind {
			if err := elsewhere(v, l.zones, "zones"); err != nil {
				return err
			}
		}
	}
	return nil
}

func boxText(b spatial.Box) string {
	if b.Empty() {
		return "nothing around them"
	}
	return fmt.Sprintf("%.0f,%.0f to %.0f,%.0f", b.MinX, b.MinY, b.MaxX, b.MaxY)
}

// extentStep is the size in metres to which the extent of measures is rounded: a county that grows by some cells is
// measured by the same coefficients as before, so that its old results stay comparable to the last bit.
const extentStep = 20_000

func roundOut(b spatial.Box) spatial.Box {
	down := func(v float64) float64 { return math.Floor(v/extentStep) * extentStep }
	up := func(v float64) float64 { return math.Ceil(v/extentStep) * extentStep }
	return spatial.Box{MinX: down(b.MinX), MinY: down(b.MinY), MaxX: up(b.MaxX), MaxY: up(b.MaxY)}
}

const (
	// lonLatTolerance is in degrees, about a micrometre; metreTolerance in metres.
	lonLatTolerance = 1e-11
	metreTolerance  = 1e-5
)

// fitCRS fits transformations and the ellipsoidal measure over everything that is measured: all layers, and scenes as far
// as they lie around them.
func (in *intake) fitCRS(s *data.Tables) error {
	box := s.Zones.Shapes.Extent().Union(s.Cells.Shapes.Extent()).Union(s.Parcels.Shapes.Extent()).Union(s.Accepted.Shapes.Extent()).Union(s.Permitted.Shapes.Extent())
	around := box.Pad(math.Max(50_000, math.Max(box.Width(), box.Height())/2))
	for _, sc := range in.scenes {
		e, err := sc.extentAround(in.working, around)
		if err != nil {
			return err
		}
		if !e.Intersects(s.Zones.Shapes.Extent()) {
			return fmt.Errorf("%s: the scene does not overlap the zones (it covers %s, the zones %s in %s); check its CRS and place, or take it out of `scenes:`",
				sc.source.Path, boxText(e), boxText(s.Zones.Shapes.Extent()), in.working)
		}
		box = box.Union(spatial.Box{MinX: math.Max(e.MinX, around.MinX), MinY: math.Max(e.MinY, around.MinY), MaxX: math.Min(e.MaxX, around.MaxX), MaxY: math.Min(e.MaxY, around.MaxY)})
	}
	in.extent = roundOut(box.Pad(1000))
	lonlat, err := gdalio.ParseCRS("EPSG:4490")
	if err != nil {
		return err
	}
	out, err := gdalio.NewTransformer(in.working, lonlat)
	if err != nil {
		return err
	}
	defer out.Close()
	back, err := gdalio.NewTransformer(lonlat, in.working)
	if err != nil {
		return err
	}
	defer back.Close()
	m := &s.Manifest
	toLonLat := warp.Refined(out.Transform, back.Transform)
	if m.ToLonLat, err = warp.Fit(toLonLat, in.extent, lonLatTolerance); err != nil {
		return fmt.Errorf("working CRS %s: %w", in.working, err)
	}
	if in.ellipsoid, err = area.Ellipsoidal(toLonLat, in.extent); err != nil {
		return fmt.Errorf("working CRS %s: %w", in.working, err)
	}
	degrees := spatial.EmptyBox()
	xs, ys := warp.CheckPoints(in.extent)
	for i := range xs {
		degrees = degrees.Extend(m.ToLonLat.At(xs[i], ys[i]))
	}
	if m.FromLonLat, err = warp.Fit(back.Transform, degrees.Pad(0.001), metreTolerance); err != nil {
		return fmt.Errorf("working CRS %s: %w", in.working, err)
	}
	m.Ellipsoid = in.ellipsoid
	m.CRS = data.CRSInfo{Name: in.working.String(), WKT: in.working.WKT(), Extent: in.extent}
	return nil
}
