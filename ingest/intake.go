package ingest

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/warp"
)

// intake is one run's reading: sources in, checked layers in the working CRS out.
type intake struct {
	project      *project.Project
	report       *report.Report
	progress     progress.Progress
	fresh        bool // compute everything anew
	tilesVersion string
	previous     *reuse.Previous // nil where there is none that is sound, or nothing is to be taken over
	linked       []data.FileInfo // files taken over by link, as the current snapshot's manifest has them
	earlier      *reuse.Matched  // nil where nothing can be taken over
	scratch      string          // a folder for derived rasters, removed at the end
	working      gdalio.CRS
	extent       spatial.Box // of everything measured
	ellipsoid    area.Measure
	inputs       *inputs.Set
	foretell     func() // tells what a large area will cost, once it is known how large it is
	scenes       []*scene
	layers       source.Layers
	warps        int                               // scenes resampled so far
	pixels       map[string][]raster.Layer         // zones, cells, parcels by pixel grid
	baselines    []string                          // folders used by this run
	origins      struct{ zones, parcels []origin } // along the snapshot's layers
	stickOut     []int32                           // zones with ground outside their parents
	hasClass     map[*source.Layer]bool            // parcel layers with a field for the class
	places       map[*source.Layer]spatial.Box     // of their rows that stay, in the working CRS
}

func (in *intake) opener() *source.Opener {
	return &source.Opener{Project: in.project, Inputs: in.inputs, Scratch: in.scratch, Report: in.report}
}

// placeOf is where the rows of a layer lie in the working CRS, empty where none has been read.
func (in *intake) placeOf(l *source.Layer) spatial.Box {
	if box, known := in.places[l]; known {
		return box
	}
	return spatial.EmptyBox()
}

func (in *intake) place(l *source.Layer, box spatial.Box) {
	if in.places == nil {
		in.places = map[*source.Layer]spatial.Box{}
	}
	in.places[l] = in.placeOf(l).Union(box)
}

// read fills the snapshot's layers and registry, and everything about its CRS.
func (in *intake) read(ctx context.Context, s *data.Tables) error {
	l := in.layers
	var err error
	if in.working, err = in.workingCRS(l); err != nil {
		return err
	}
	total := 0
	for _, group := range [][]*source.Layer{l.Zones, l.Cells, l.Parcels, l.Accepted, l.Permitted} {
		for _, v := range group {
			total += int(v.Info.Count)
		}
	}
	in.progress.Start("read", total)
	if s.Zones, err = in.zones(ctx, l.Zones); err != nil {
		return err
	}
	if s.Cells, err = in.cells(ctx, l.Cells); err != nil {
		return err
	}
	if s.Accepted, err = in.accepted(ctx, l.Accepted); err != nil {
		return err
	}
	if s.Permitted, err = in.permitted(ctx, l.Permitted); err != nil {
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
func (in *intake) checkPlace(l source.Layers) error {
	elsewhere := func(v *source.Layer, others []*source.Layer, what string) error {
		box := spatial.EmptyBox()
		for _, o := range others {
			box = box.Union(in.placeOf(o))
		}
		place := in.placeOf(v)
		if place.Empty() || box.Empty() || place.Intersects(box) {
			return nil
		}
		return fmt.Errorf("%s, layer %s: it lies nowhere near the %s (%s, these %s in %s); check its CRS %s", v.Source.Path, v.Info.Name, what,
			source.BoxText(place), source.BoxText(box), in.working, v.CRS)
	}
	for i, v := range l.Zones {
		if err := elsewhere(v, l.Zones[:i], "zones before it"); err != nil {
			return err
		}
	}
	for _, kind := range [][]*source.Layer{l.Cells, l.Parcels, l.Accepted, l.Permitted} {
		for _, v := range kind {
			if err := elsewhere(v, l.Zones, "zones"); err != nil {
				return err
			}
		}
	}
	return nil
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
				sc.source.Path, source.BoxText(e), source.BoxText(s.Zones.Shapes.Extent()), in.working)
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
