package ingest

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// cleanInput is what cleaning takes.
type cleanInput struct {
	project    *project.Project
	layers     source.Layers
	files      *inputs.Set     // that the layers are read from, hashed
	previous   *reuse.Previous // nil where nothing is taken over
	footprints []footprint     // of the scenes, which are measured as well
	report     *report.Report
	progress   progress.Progress
}

// cleaned is what later stages need beside the tables.
type cleaned struct {
	working  gdal.CRS
	extent   spatial.Box // of everything measured, in the working CRS
	stickOut []int32     // zones with ground outside their parents

	zones []origin // along the tables' zones
}

// clean fills t with the layers and the registry, checked, and its manifest with all about the working CRS.
func clean(ctx context.Context, in cleanInput, t *snapshot.Tables) (*cleaned, error) {
	working, err := workingCRSOf(in.project, in.layers)
	if err != nil {
		return nil, err
	}
	out := &cleaned{working: working}
	c := newCleaner(in.project, working, in.report, in.progress)
	parcels := &parcelReader{cleaner: c, layers: in.layers.Parcels, files: in.files, previous: in.previous}
	in.progress.Start("read", rowsOf(in.layers))
	if out.zones, err = c.readLayers(ctx, in.layers, t); err != nil {
		return nil, err
	}
	if err := parcels.read(ctx, t); err != nil {
		return nil, err
	}
	if err := c.checkPlace(in.layers); err != nil {
		return nil, err
	}
	if out.extent, err = fitCRS(working, t, in.footprints); err != nil {
		return nil, err
	}
	if err := parcels.judge(ctx, t); err != nil {
		return nil, err
	}
	if t.Registry, err = c.registry(t.Zones, t.Cells); err != nil {
		return nil, err
	}
	in.progress.Done()
	if err := c.hintShift(t, in.layers); err != nil {
		return nil, err
	}
	if out.stickOut, err = c.checkNesting(ctx, t.Zones, out.zones); err != nil {
		return nil, err
	}
	measureZones(t.Zones, t.Manifest.Ellipsoid)
	return out, nil
}

// rowsOf is how many rows layers have.
func rowsOf(l source.Layers) (n int) {
	for _, group := range [][]*source.Layer{l.Zones, l.Cells, l.Parcels, l.Accepted, l.Permitted} {
		for _, v := range group {
			n += int(v.Info.Count)
		}
	}
	return n
}

// readLayers fills t with all layers but the parcels. origins are along the zones.
func (c *cleaner) readLayers(ctx context.Context, l source.Layers, t *snapshot.Tables) (origins []origin, err error) {
	if t.Zones, origins, err = c.zones(ctx, l.Zones); err != nil {
		return nil, err
	}
	if t.Cells, err = c.cells(ctx, l.Cells); err != nil {
		return nil, err
	}
	if t.Accepted, err = c.accepted(ctx, l.Accepted); err != nil {
		return nil, err
	}
	t.Permitted, err = c.permitted(ctx, l.Permitted)
	return origins, err
}

// measureZones adds the zones' areas.
func measureZones(z *snapshot.Zones, ellipsoid area.Measure) {
	for i := range z.Len() {
		z.Ellipsoidal = append(z.Ellipsoidal, float64(ellipsoid.Feature(z.Shapes, i)))
		z.Planar = append(z.Planar, float64(area.Planar().Feature(z.Shapes, i)))
	}
}
