package plangrid

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/clean"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Options for candidate cells.
type Options struct {
	Size     float64 // side of a square in metres of the working CRS
	Out      string  // a GeoPackage to write
	Progress progress.Progress
}

// maxGridCells bounds a grid; a smaller size than meant would otherwise fill the disk.
const maxGridCells = 5_000_000

// Write lays a regular grid over the leaf zones and clips each square to each of them: a planning aid. The cells cover
// the zones exactly, without overlap. It needs a project's zones only.
func Write(ctx context.Context, p *project.Project, o Options) (int, error) {
	if !(o.Size >= 1) {
		return 0, project.Invalid("size %v m: a grid needs squares of at least a metre", o.Size)
	}
	if _, err := os.Stat(o.Out); err == nil {
		return 0, project.Invalid("%s: it exists already; name another file or remove it", o.Out)
	}
	scratch, err := os.MkdirTemp("", "qingshan-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(scratch)
	rep := &report.Report{}
	files := inputs.New(scratch, rep)
	open := &source.Opener{Project: p, Inputs: files, Scratch: scratch, Report: rep}
	var sources []*source.Layer
	for _, z := range p.Zones {
		l, err := open.Open(ctx, "zones", z.Source)
		if err != nil {
			return 0, err
		}
		sources = append(sources, l)
	}
	if err := files.Hash(ctx); err != nil {
		return 0, err
	}
	working, err := clean.WorkingCRS(p, source.Layers{Zones: sources})
	if err != nil {
		return 0, err
	}
	zones, _, err := clean.New(p, working, rep, o.Progress).Zones(ctx, sources)
	if err != nil {
		return 0, err
	}
	if err := files.Unchanged(ctx, inputs.All); err != nil {
		return 0, err
	}
	if len(rep.Quarantine) > 0 {
		return 0, fmt.Errorf("%s; mend the zones before a grid is laid over them", rep.Quarantine[0])
	}
	if e := zones.Shapes.Extent(); e.Width()*e.Height()/(o.Size*o.Size) > maxGridCells {
		return 0, project.Invalid("size %v m: that makes more than %d cells; choose a larger one", o.Size, maxGridCells)
	}
	cells, err := gridCells(ctx, zones, o.Size, o.Progress)
	if err != nil {
		return 0, err
	}
	return writeGrid(o.Out, working, zones, cells)
}

// gridCell is one square's ground in one zone.
type gridCell struct {
	zone     int32
	col, row int
	shape    *geom.MultiPolygon
}

func gridCells(ctx context.Context, zones *snapshot.Zones, size float64, bars progress.Progress) ([]gridCell, error) {
	var leaves []int32
	for i := range int32(zones.Len()) {
		if zones.Leaf(i) {
			leaves = append(leaves, i)
		}
	}
	bars.Start("grid", len(leaves))
	defer bars.Done()
	var grounds, squares spatial.Builder
	for _, z := range leaves {
		grounds.AddFrom(zones.Shapes, int(z))
	}
	var places [][2]int // of the squares
	b := zones.Shapes.Extent()
	for row := int(math.Floor(b.MinY / size)); float64(row)*size < b.MaxY; row++ {
		for col := int(math.Floor(b.MinX / size)); float64(col)*size < b.MaxX; col++ {
			squares.Add(squareAt(col, row, size))
			places = append(places, [2]int{col, row})
		}
	}
	var none spatial.Builder
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: grounds.Build(), Covers: squares.Build(), Parcels: none.Build()},
		overlay.Options{Workers: runtime.NumCPU(), Progress: bars.Step})
	if err != nil {
		return nil, fmt.Errorf("grid: %w", err)
	}
	var out []gridCell
	for _, f := range a.Faces {
		for _, square := range f.Covers {
			out = append(out, gridCell{leaves[f.Ground], places[square][0], places[square][1], f.Shape})
		}
	}
	return onGrid(ctx, out)
}

// onGrid brings cells onto the intake grid, so that they come in as they are written, and leaves out those that collapse on it: where
// a border crosses a line of squares, the corner that both sides share lies off it.
func onGrid(ctx context.Context, cells []gridCell) ([]gridCell, error) {
	err := geos.Each(ctx, len(cells), runtime.NumCPU(), nil, func(w *geos.Worker, i int) error {
		shape, _, _, err := clean.NewRepairer(w).Repair(cells[i].shape)
		if err != nil { // narrower than a millimetre: no ground that a patrol could tell from its neighbour's
			shape = nil
		}
		cells[i].shape = shape
		return nil
	})
	return slices.DeleteFunc(cells, func(c gridCell) bool { return c.shape == nil }), err
}

func squareAt(col, row int, size float64) *geom.MultiPolygon {
	x, y := spatial.SnapToGrid(float64(col)*size), spatial.SnapToGrid(float64(row)*size)
	u, v := spatial.SnapToGrid(float64(col+1)*size), spatial.SnapToGrid(float64(row+1)*size)
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, u, y, u, v, x, v, x, y}, [][]int{{10}})
}

func writeGrid(path string, working gdal.CRS, zones *snapshot.Zones, cells []gridCell) (int, error) {
	w, err := gdal.CreateVector(path, "GPKG")
	if err != nil {
		return 0, err
	}
	out, err := w.AddLayer(gdal.LayerSpec{Name: "cells", CRS: working, Geometry: "MultiPolygon",
		Fields: []gdal.Field{{Name: "gid"}, {Name: "zone"}, {Name: "ranger"}, {Name: "area_m2", Type: gdal.Real}}})
	for i, c := range cells {
		if err != nil {
			break
		}
		err = out.Write([]any{fmt.Sprintf("%s-%d", zones.Code[c.zone], i+1), zones.Code[c.zone], "", spatial.PlanarArea(c.shape)}, c.shape)
	}
	if e := w.Close(); err == nil {
		err = e
	}
	return len(cells), err
}
