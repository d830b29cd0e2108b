package edits

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/clean"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// WriteProposal writes all cells as proposed into a new GeoPackage: one layer, cells, in the working CRS, on the 1 mm grid
// and valid, its fields named as the project's first cells source names them, so that the project needs only another path.
// The two fields beside them, extended_m2 and gaps, say what was added.
func WriteProposal(ctx context.Context, p *project.Project, s *snapshot.Snapshot, proposal *scenario.Proposal, path string) (err error) {
	if _, err := os.Stat(path); err == nil {
		return project.Invalid("%s: it exists already; name another file or remove it", path)
	}
	crs, err := gdal.ParseCRS(s.Manifest.CRS.WKT)
	if err != nil {
		return fmt.Errorf("working CRS of snapshot %s: %w", s.Manifest.ID, err)
	}
	cells, err := proposal.Layer(ctx)
	if err != nil {
		return err
	}
	err = geos.Each(ctx, len(cells), runtime.NumCPU(), nil, func(w *geos.Worker, i int) error {
		if len(cells[i].Gaps) == 0 {
			return nil
		}
		shape, _, _, err := clean.NewRepairer(w).Repair(cells[i].Shape)
		if err != nil {
			return fmt.Errorf("cell %s with its gaps: %w", cells[i].ID, err)
		}
		cells[i].Shape = shape
		return nil
	})
	if err != nil {
		return err
	}
	w, err := gdal.CreateVector(path, "GPKG")
	if err != nil {
		return err
	}
	defer func() {
		if e := w.Close(); err == nil {
			err = e
		}
	}()
	source := p.Cells[0]
	out, err := w.AddLayer(gdal.LayerSpec{Name: "cells", CRS: crs, Geometry: "MultiPolygon", Fields: []gdal.Field{
		{Name: fieldName(source.ID, "gid")}, {Name: fieldName(source.Ranger, "ranger")}, {Name: fieldName(source.ValidFrom, "valid_from")},
		{Name: fieldName(source.ValidTo, "valid_to")}, {Name: "extended_m2", Type: gdal.Real}, {Name: "gaps"}}})
	if err != nil {
		return err
	}
	for _, c := range cells {
		if err := out.Write([]any{c.ID, c.Ranger, c.ValidFrom.String(), c.ValidTo.String(), c.ExtendedM2, strings.Join(c.Gaps, ",")}, c.Shape); err != nil {
			return err
		}
	}
	return nil
}

// fieldName is the project's name for a field, or ours where it has none, or one that GeoPackage keeps for itself.
func fieldName(name, ours string) string {
	if name == "" || strings.EqualFold(name, "fid") || strings.EqualFold(name, "geom") {
		return ours
	}
	return name
}
