package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/regular"
)

// snapshotsCmd looks after the store.
type snapshotsCmd struct {
	List   snapshotsListCmd   `cmd:"" default:"withargs" help:"List the snapshots, newest first; * marks the current one."`
	Show   snapshotsShowCmd   `cmd:"" help:"Show a snapshot: inputs, rules, sums, what was read and refused."`
	Use    snapshotsUseCmd    `cmd:"" help:"Make a snapshot current: roll back, or forward again."`
	Delete snapshotsDeleteCmd `cmd:"" help:"Delete a snapshot that is not current."`
	Scrub  snapshotsScrubCmd  `cmd:"" help:"Check the files of all snapshots, or of one, and mend from good copies what can be mended. 检查修复"`
	Retain snapshotsRetainCmd `cmd:"" help:"Delete all but the newest N, or those of the last --days, and the current one."`
}

type snapshotsListCmd struct{ projectFlag }

func (c *snapshotsListCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	entries, err := dir.List(ctx)
	if err != nil {
		return err
	}
	current, err := dir.Current(ctx)
	if err != nil && !errors.Is(err, store.ErrNoCurrent) {
		term.warn("which snapshot is current cannot be told: %v", err)
	}
	for _, e := range entries {
		mark := " "
		if e.ID == current {
			mark = "*"
		}
		if e.Err != nil {
			fmt.Fprintf(term.people(), "%s %s  %v\n", mark, e.ID, e.Err)
			continue
		}
		fmt.Fprintf(term.out, "%s %s  created %s  on %s  %d zones, %d cells, %d gaps%s\n", mark, e.ID, e.Manifest.Created.Format("2006-01-02 15:04:05Z"), e.Manifest.On,
			e.Manifest.Counts["zones"], e.Manifest.Counts["cells"], e.Manifest.Counts["gaps"], clockText(e))
	}
	return nil
}

// mostReport bounds the report that is printed, in bytes.
const mostReport = 1 << 30

type snapshotsShowCmd struct {
	projectFlag
	Format string `help:"text or json (the manifest)." enum:"text,json" default:"text"`
	ID     string `arg:"" optional:"" help:"The snapshot; default the current one."`
}

// Run reads the manifest only: a damaged snapshot can be looked at too. `qingshan verify` checks the files.
func (c *snapshotsShowCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	id := snapshot.ID(c.ID)
	if id == "" {
		if id, err = dir.Current(ctx); err != nil {
			return err
		}
	}
	entries, err := dir.List(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(entries, func(e store.Entry) bool { return e.ID == id })
	if i < 0 {
		return fmt.Errorf("snapshot %s: %w", id, store.ErrNotFound)
	}
	if entries[i].Err != nil {
		return entries[i].Err
	}
	m := entries[i].Manifest
	if c.Format == "json" {
		out := json.NewEncoder(term.out)
		out.SetIndent("", " ")
		return out.Encode(m)
	}
	folder, err := dir.Folder(id)
	if err != nil {
		return err
	}
	out := term.people()
	fmt.Fprintf(out, "snapshot 快照 %s\n%s, on %s, created %s, schema %d\nworking CRS 工作坐标系 %s\n", m.ID, m.Name, m.On, m.Created.Format(time.RFC3339), m.Schema, m.CRS.Name)
	fmt.Fprintf(out, "demand 应覆盖 %.4f ha, covered 覆盖 %.4f ha, gap 空白 %.4f ha, accepted 认可 %.4f ha\n", area.M2(m.Sums.DemandM2).Hectares(), area.M2(m.Sums.CoveredM2).Hectares(),
		area.M2(m.Sums.GapM2).Hectares(), area.M2(m.Sums.AcceptedM2).Hectares())
	for _, k := range slices.Sorted(maps.Keys(m.Counts)) {
		fmt.Fprintf(out, "  %-14s %d\n", k, m.Counts[k])
	}
	fmt.Fprintln(out, "inputs 输入")
	for _, in := range m.Inputs {
		fmt.Fprintf(out, "  %s  %d bytes  SHA-256 %.12s…\n", in.Path, in.Bytes, in.SHA256)
	}
	for _, s := range m.Scenes {
		if s.Resampled != "" {
			fmt.Fprintf(out, "  %s: resampled 重采样 (%s)\n", s.Path, s.Resampled)
		}
	}
	fmt.Fprintf(out, "folder 目录 %s\n", folder)
	report, err := regular.ReadFile(filepath.Join(folder, "report.md"), mostReport)
	if err != nil { // one of an older schema has none
		return nil
	}
	_, err = fmt.Fprintf(out, "\n%s", report)
	return err
}

type snapshotsUseCmd struct {
	projectFlag
	ID string `arg:"" help:"The snapshot."`
}

// Run checks the snapshot's files before it becomes current: a damaged one never does.
func (c *snapshotsUseCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	unlock, err := dir.Lock(false)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := dir.Get(ctx, snapshot.ID(c.ID)); err != nil {
		return err
	}
	if err := dir.SetCurrent(ctx, snapshot.ID(c.ID)); err != nil {
		return err
	}
	fmt.Fprintf(term.out, "snapshot %s is current\n", c.ID)
	return nil
}

type snapshotsDeleteCmd struct {
	projectFlag
	ID string `arg:"" help:"The snapshot."`
}

func (c *snapshotsDeleteCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	unlock, err := dir.Lock(false)
	if err != nil {
		return err
	}
	defer unlock()
	if err := dir.Delete(ctx, snapshot.ID(c.ID)); err != nil {
		return err
	}
	fmt.Fprintf(term.out, "snapshot %s is deleted\n", c.ID)
	return nil
}

type snapshotsRetainCmd struct {
	projectFlag
	N    int `arg:"" optional:"" help:"How many to keep."`
	Days int `help:"Keep those created within so many days." placeholder:"DAYS"`
}

func (c *snapshotsRetainCmd) Run(ctx context.Context, term terminal) error {
	if c.N < 0 || c.Days < 0 || (c.N == 0) == (c.Days == 0) {
		return &project.ConfigError{Reason: "retain: say how many snapshots to keep (at least 1), or for how many --days"}
	}
	since := time.Now().AddDate(0, 0, -c.Days)
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	unlock, err := dir.Lock(false)
	if err != nil {
		return err
	}
	defer unlock()
	entries, err := dir.List(ctx)
	if err != nil {
		return err
	}
	current, err := dir.Current(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for i, e := range entries { // those that cannot be read are the last
		switch {
		case e.Err != nil: // how old it is cannot be told
			failed = append(failed, fmt.Errorf("%w; it stays", e.Err))
			continue
		case e.ID == current || c.N > 0 && i < c.N || c.Days > 0 && e.Made.After(since):
			continue
		}
		if err := dir.Delete(ctx, e.ID); err != nil {
			failed = append(failed, err)
			continue
		}
		fmt.Fprintf(term.out, "snapshot %s is deleted\n", e.ID)
	}
	return errors.Join(failed...)
}
