package clean

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

// Input is what cleaning takes.
type Input struct {
	Project    *project.Project
	Layers     source.Layers
	Files      *inputs.Set     // that the layers are read from, hashed
	Previous   *reuse.Previous // nil where nothing is taken over
	Footprints []Footprint     // of the scenes, which are measured as well
	Report     *report.Report
	Progress   progress.Progress
}

// Result is what later stages need beside the tables.
type Result struct {
	Working  gdal.CRS
	Extent   spatial.Box // of everything measured, in the working CRS
	StickOut []int32     // zones with ground outside their parents

	zones []Origin // along the tables' zones
}

// Read fills t with the layers and the registry, checked, and its manifest with all about the working CRS.
func Read(ctx context.Context, in Input, t *snapshot.Tables) (*Result, error) {
	working, err := WorkingCRS(in.Project, in.Layers)
	if err != nil {
		return nil, err
	}
	out := &Result{Working: working}
	c := New(in.Project, working, in.Report, in.Progress)
	parcels := &parcelReader{Cleaner: c, layers: in.Layers.Parcels, files: in.Files, previous: in.Previous}
	in.Progress.Start("read", rowsOf(in.Layers))
	if out.zones, err = c.readLayers(ctx, in.Layers, t); err != nil {
		return nil, err
	}
	if err := parcels.read(ctx, t); err != nil {
		return nil, err
	}
	if err := c.checkPlace(in.Layers); err != nil {
		return nil, err
	}
	if out.Extent, err = fitCRS(working, t, in.Footprints); err != nil {
		return nil, err
	}
	if err := parcels.judge(ctx, t); err != nil {
		return nil, err
	}
	if t.Registry, err = c.readRegistry(t.Zones, t.Cells); err != nil {
		return nil, err
	}
	in.Progress.Done()
	if err := c.hintShift(t, in.Layers); err != nil {
		return nil, err
	}
	if out.StickOut, err = c.checkNesting(ctx, t.Zones, out.zones); err != nil {
		return nil, err
	}
	measureZones(t.Zones, t.Manifest.Ellipsoid)
	return out, nil
}

// rowsOf is how many rows layers have.
func rowsOf(l source.Layers) (n int) {
	for _, v := range l.All() {
		n += int(v.Info.Count)
	}
	return n
}

// readLayers fills t with all layers but the parcels. origins are along the zones.
func (c *Cleaner) readLayers(ctx context.Context, l source.Layers, t *snapshot.Tables) (origins []Origin, err error) {
	if t.Zones, origins, err = c.Zones(ctx, l.Zones); err != nil {
		return nil, err
	}
	if t.Cells, err = c.Cells(ctx, l.Cells); err != nil {
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
