package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/texts"
	"github.com/qingshan-gis/qingshan/tiles/bundle"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

type exportCmd struct {
	PMTiles exportPMTilesCmd `cmd:"" name:"pmtiles" help:"One PMTiles file of vector tiles, for maps without a server."`
	MBTiles exportMBTilesCmd `cmd:"" name:"mbtiles" help:"One MBTiles file of vector tiles, for apps and QGIS."`
}

// exportFlags are what all exports take.
type exportFlags struct {
	projectFlag
	Snapshot string   `help:"@snapshot" placeholder:"ID"`
	Since    string   `help:"Only the tiles that differ from those of this earlier snapshot." placeholder:"ID"`
	Zone     string   `help:"@zone" placeholder:"CODE"`
	Layers   []string `help:"Layers, by commas; default all." placeholder:"NAME"`
	MinZoom  int      `help:"Coarsest zoom." default:"0"`
	MaxZoom  int      `help:"Finest zoom, at most 16." default:"14"`
	Out      string   `help:"The file to write." required:"" placeholder:"FILE"`
}

type exportPMTilesCmd struct{ exportFlags }

func (c *exportPMTilesCmd) Run(ctx context.Context, term terminal) error {
	return c.export(ctx, term, bundle.WritePMTiles)
}

type exportMBTilesCmd struct{ exportFlags }

func (c *exportMBTilesCmd) Run(ctx context.Context, term terminal) error {
	return c.export(ctx, term, bundle.WriteMBTiles)
}

func (c *exportFlags) export(ctx context.Context, term terminal, write func(context.Context, *serve.Set, bundle.Wanted, string, bundle.Progress) (bundle.Written, error)) error {
	if c.MinZoom < 0 || c.MaxZoom > 16 || c.MinZoom > c.MaxZoom {
		return errors.New("zooms run from 0 to 16, the coarsest first")
	}
	p, dir, err := c.open()
	if err != nil {
		return err
	}
	s, set, err := tilesOfSnapshot(ctx, dir, c.Snapshot)
	if err != nil {
		return err
	}
	w := bundle.Wanted{Layers: c.Layers, Zone: c.Zone, MinZoom: c.MinZoom, MaxZoom: c.MaxZoom, Name: strings.TrimSpace(p.Name + " " + c.Zone),
		Snapshot: string(s.Manifest.ID), Bounds: s.Bounds(), SinceSnapshot: c.Since}
	if c.Zone != "" {
		zone, ok := s.Zones.Find(c.Zone)
		if !ok {
			return fmt.Errorf("snapshot %s has no zone %q", s.Manifest.ID, c.Zone)
		}
		w.Bounds, w.Name = s.ZoneBounds(zone), p.Name+" "+s.Zones.Name[zone]
	}
	if len(w.Layers) == 0 {
		for _, l := range set.Layers() {
			w.Layers = append(w.Layers, l.Name)
		}
	}
	if c.Since != "" {
		if _, w.Since, err = tilesOfSnapshot(ctx, dir, c.Since); err != nil {
			return err
		}
	}
	bars := newProgress(term.errs)
	done, err := write(ctx, set, w, c.Out, bundle.Progress{Total: func(n int) { bars.Start("tiles", n) }, Step: bars.Step})
	if err == nil {
		bars.Done()
	}
	bars.finish()
	if err != nil {
		return fmt.Errorf("export to %s: %w", c.Out, err)
	}
	fmt.Fprint(term.out, texts.Line("export.tiles", "file", c.Out, "tiles", done.Tiles, "mb", fmt.Sprintf("%.1f", float64(done.Bytes)/1e6)))
	if c.Since != "" {
		fmt.Fprint(term.out, texts.Line("export.changes", "unchanged", done.Unchanged, "removed", done.Removed))
	}
	fmt.Fprintln(term.out)
	return nil
}

// tilesOfSnapshot loads a snapshot, "" for the current one, with its tiles.
func tilesOfSnapshot(ctx context.Context, dir *store.Dir, id string) (*snapshot.Snapshot, *serve.Set, error) {
	if id == "" {
		current, err := dir.Current(ctx)
		if err != nil {
			return nil, nil, err
		}
		id = string(current)
	}
	s, err := dir.Get(ctx, snapshot.ID(id))
	if err != nil {
		return nil, nil, err
	}
	folder, err := dir.Folder(s.Manifest.ID)
	if err != nil {
		return nil, nil, err
	}
	set, err := serve.Load(ctx, s, folder)
	return s, set, err
}
