package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/render/vectorfile"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/project"
)

// projectFlag is what every command that works on a project takes.
type projectFlag struct {
	Project string `help:"@project_file" default:"qingshan.yaml" placeholder:"FILE"`
}

func (f projectFlag) open() (*project.Project, *store.Dir, error) {
	p, err := project.Load(f.Project)
	if err != nil {
		return nil, nil, err
	}
	return p, store.OpenDir(p.StorePath()), nil
}

// markFlag decides about the byte order mark of CSV: files have one, the terminal and what reads it have none.
type markFlag struct {
	BOM *bool `name:"bom" negatable:"" help:"Whether CSV begins with a byte order mark, by which Excel knows UTF-8; default in files (--out), not on the terminal."`
}

func (f markFlag) marked(d render.Document, file bool) render.Document {
	d.Mark = file
	if f.BOM != nil {
		d.Mark = *f.BOM
	}
	return d
}

// queryFlags are what the query commands share.
type queryFlags struct {
	projectFlag
	markFlag
	Format   render.Format `help:"table, json, csv, geojson, gpkg, shp or xlsx; the last three need --out." enum:"table,json,csv,geojson,gpkg,shp,xlsx" default:"table"`
	Snapshot string        `help:"@snapshot" placeholder:"ID"`
}

// idleDate is the date that statistics and series take, as all queries once did, and that changes nothing in them.
type idleDate struct {
	On snapshot.Date `hidden:""`
}

// load opens the current snapshot, or the one asked for. A damaged current one is told about and the last good one used.
func (f queryFlags) load(ctx context.Context, term terminal) (*data.Engines, error) {
	_, dir, err := f.open()
	if err != nil {
		return nil, err
	}
	if f.Snapshot != "" {
		o, err := dir.Open(ctx, snapshot.ID(f.Snapshot))
		if err != nil {
			return nil, err
		}
		return data.NewEngines(o.Snapshot, native.All()), nil // what may be damaged besides is not asked
	}
	s, damage, err := store.GetCurrent(ctx, dir)
	if err != nil {
		return nil, err
	}
	if damage != nil {
		term.warn("%v; answering from snapshot %s instead", damage, s.Manifest.ID)
	}
	return data.NewEngines(s, native.All()), nil
}

func (f queryFlags) print(_ context.Context, term terminal, d render.Document, s *snapshot.Snapshot) error {
	if f.Format.IsFile() {
		return &snapshot.QueryError{Reason: fmt.Sprintf("format %s is a file, which this command does not write; ask for table, json, csv or geojson", f.Format)}
	}
	out := bufio.NewWriter(term.out)
	return errors.Join(render.Write(out, f.Format, f.marked(d, false), s), out.Flush())
}

// fileFlags are those of query commands whose answer can be sent on as a file.
type fileFlags struct {
	queryFlags
	Out string `help:"Write to this file, which must be new, instead of the terminal." placeholder:"FILE"`
}

func (f fileFlags) print(ctx context.Context, term terminal, d render.Document, s *snapshot.Snapshot) error {
	if f.Out != "" {
		return render.WriteFile(ctx, f.Out, f.Format, f.marked(d, true), s, vectorfile.Write)
	}
	if f.Format.IsFile() {
		return &snapshot.QueryError{Reason: fmt.Sprintf("format %s is a file: name it with --out FILE", f.Format)}
	}
	return f.queryFlags.print(ctx, term, d, s)
}
