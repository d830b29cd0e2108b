package edits

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/clean"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Options say where edited cells are and how to read them. What is nil is as the project's first cells source has it.
type Options struct {
	Path                           string // relative to the working directory
	Layer, CRS, Encoding, Datum    *string
	ID, Ranger, ValidFrom, ValidTo *string
	Remove                         []string // ids of cells to take away
	Replace                        bool     // the file holds all cells: those not in it are taken away
	Progress                       progress.Progress
}

// Read reads a layer of cells as an ingest would (encodings, CRS, repairs, quarantine) and returns what it would do
// to the snapshot's cells. The report tells what was refused and repaired.
func Read(ctx context.Context, p *project.Project, s *snapshot.Snapshot, o Options) ([]scenario.CellEdit, *report.Report, error) {
	rep := &report.Report{}
	if o.Progress == nil {
		o.Progress = progress.Quiet{}
	}
	var out []scenario.CellEdit
	given := map[string]bool{}
	if o.Path != "" {
		cells, err := editedCells(ctx, p, s, o, rep)
		if err != nil {
			return nil, rep, err
		}
		for i, id := range cells.ID {
			given[id] = true
			out = append(out, scenario.CellEdit{ID: id, Shape: cells.Shapes.Feature(i), Ranger: cells.Ranger[i], ValidFrom: cells.ValidFrom[i], ValidTo: cells.ValidTo[i]})
		}
	}
	for _, id := range o.Remove {
		out = append(out, scenario.CellEdit{ID: id})
		given[id] = true
	}
	if o.Replace {
		for _, id := range s.Cells.ID {
			if !given[id] {
				out = append(out, scenario.CellEdit{ID: id})
			}
		}
	}
	return out, rep, nil
}

// editedCells reads the file's rows into the snapshot's working CRS.
func editedCells(ctx context.Context, p *project.Project, s *snapshot.Snapshot, o Options, rep *report.Report) (*snapshot.Cells, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, project.Invalid("%s: %v", o.Path, err)
	}
	src := editedSource(p, path, o)
	scratch, err := os.MkdirTemp("", "qingshan-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	edited := *p
	edited.Cells = []project.CellSource{src}
	if err := edited.ValidateSource("cells", 0, src.Source); err != nil {
		return nil, err
	}
	working, err := gdal.ParseCRS(s.Manifest.CRS.WKT)
	if err != nil {
		return nil, fmt.Errorf("working CRS of snapshot %s: %w", s.Manifest.ID, err)
	}
	files := inputs.New(scratch, rep)
	l, err := (&source.Opener{Project: &edited, Inputs: files, Scratch: scratch, Report: rep}).Open(ctx, "cells", src.Source)
	if err != nil {
		return nil, err
	}
	if err := files.Hash(ctx); err != nil {
		return nil, err
	}
	if working, err = source.KnownShift(p, scratch, working); err != nil {
		return nil, err
	}
	o.Progress.Start("read", int(l.Info.Count))
	defer o.Progress.Done()
	cells, err := clean.New(&edited, working, rep, o.Progress).Cells(ctx, []*source.Layer{l})
	if err != nil {
		return nil, err
	}
	if err := files.Unchanged(ctx, inputs.All); err != nil {
		return nil, err
	}
	return cells, rep.CheckQuarantine(p.Rules)
}

// editedSource is the project's first cells source with what the options say instead.
func editedSource(p *project.Project, path string, o Options) project.CellSource {
	src := p.Cells[0]
	src.Path, src.Where = path, ""
	if src.Layer != "" && o.Layer == nil { // the project's name for it need not be this file's
		src.Layer = layerIn(path, src)
	}
	for to, from := range map[*string]*string{&src.Layer: o.Layer, &src.CRS: o.CRS, &src.Encoding: o.Encoding, &src.Datum: o.Datum,
		&src.ID: o.ID, &src.Ranger: o.Ranger, &src.ValidFrom: o.ValidFrom, &src.ValidTo: o.ValidTo} {
		if from != nil {
			*to = *from
		}
	}
	if src.DatumShift != nil && onModernDatum(path, src.Source) { // the project's is for the project's file
		src.DatumShift = nil
	}
	return src
}

// layerIn is the source's layer where the file has one of that name, else its only one.
func layerIn(path string, s project.CellSource) string {
	if source.IsArchive(path) {
		return ""
	}
	infos, err := gdal.Layers(path, gdal.Options{Encoding: s.Encoding})
	if err == nil && len(infos) == 1 {
		return infos[0].Name
	}
	return s.Layer
}

// onModernDatum tells whether a file's layer is delivered in CGCS2000 or WGS 84.
func onModernDatum(path string, s project.Source) bool {
	if s.CRS != "" {
		crs, err := gdal.ParseCRS(s.CRS)
		return err == nil && crs.Modern()
	}
	infos, err := gdal.Layers(path, gdal.Options{Encoding: s.Encoding})
	for _, info := range infos {
		if err == nil && (s.Layer == "" || info.Name == s.Layer) {
			return info.HasCRS && info.CRS.Modern()
		}
	}
	return false
}
