package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store/proof"
	"github.com/qingshan-gis/qingshan/texts"
)

type verifyCmd struct {
	projectFlag
	Format      render.Format `help:"table, json or csv." enum:"table,json,csv" default:"table"`
	Snapshot    string        `help:"@snapshot" placeholder:"ID"`
	Certificate string        `help:"Confirm or refute this certificate (JSON) from the snapshot that it names." type:"existingfile" placeholder:"FILE"`
	ID          string        `arg:"" optional:"" help:"The same as --snapshot."`
}

// Run checks a snapshot and says what was checked; anything wrong is an error.
func (c *verifyCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	if c.Certificate != "" {
		return c.certificate(ctx, term, dir)
	}
	id := snapshot.ID(c.Snapshot + c.ID)
	if id == "" {
		if id, err = dir.Current(ctx); err != nil {
			return err
		}
	}
	folder, err := dir.Folder(id)
	if err != nil {
		return err
	}
	_, v, err := proof.Check(ctx, folder, id)
	if err != nil {
		return err
	}
	line := []string{string(v.Snapshot), texts.Line("verify.sound"), fmt.Sprint(v.Files), fmt.Sprint(v.Zones), fmt.Sprint(v.Facts), fmt.Sprint(v.Layers), fmt.Sprintf("%.3f", v.DemandM2)}
	d := render.Document{
		JSON:    v,
		Columns: render.Named("snapshot", "sound", "files", "zones", "facts", "layers", "demand_m2"),
		Rows:    slices.Values([][]any{{string(v.Snapshot), v.Sound, v.Files, v.Zones, v.Facts, v.Layers, v.DemandM2}}),
		Head:    []string{texts.Line("words.snapshot"), "", texts.Line("verify.files"), texts.Line("words.zones"), texts.Line("verify.facts"), texts.Line("verify.layers"), texts.Line("verify.demand")},
		Lines:   slices.Values([][]string{line}),
	}
	out := bufio.NewWriter(term.out)
	return errors.Join(render.Write(out, c.Format, d, nil), out.Flush())
}
