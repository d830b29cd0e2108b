package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

type snapshotsScrubCmd struct {
	projectFlag
	Format render.Format `help:"table, json or csv." enum:"table,json,csv" default:"table"`
	DryRun bool          `help:"Only tell what is damaged."`
	ID     string        `arg:"" optional:"" help:"The snapshot; default all of the store."`
}

// damageLeft is the error of a store in which not all is sound.
type damageLeft struct{ files int }

func (e *damageLeft) Error() string {
	return fmt.Sprintf("damaged files left: %d; `qingshan ingest` makes those of the current snapshot again, those of older ones come from a backup, or go with `qingshan snapshots delete`", e.files)
}

// Run hashes every file, mends what can be mended, and fails where damage is left.
func (c *snapshotsScrubCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	var only []snapshot.ID
	if c.ID != "" {
		only = append(only, snapshot.ID(c.ID))
	}
	found, err := dir.Scrub(ctx, only...)
	if err != nil {
		return err
	}
	if len(found.Damaged) > 0 && !c.DryRun {
		if found, err = mended(ctx, dir, only); err != nil {
			return err
		}
	}
	out := bufio.NewWriter(term.out)
	if err := errors.Join(render.Write(out, c.Format, scrubDocument(found), nil), out.Flush()); err != nil {
		return err
	}
	if left := found.Left(); left > 0 {
		return &damageLeft{left}
	}
	return nil
}

// mended looks again while nobody else writes to the store, and mends what it finds.
func mended(ctx context.Context, dir *store.Dir, only []snapshot.ID) (*store.Scrubbed, error) {
	unlock, err := dir.LockContext(ctx, false)
	if err != nil {
		return nil, err
	}
	defer unlock()
	found, err := dir.Scrub(ctx, only...)
	if err != nil {
		return nil, err
	}
	return found, dir.Mend(ctx, found)
}

func scrubDocument(s *store.Scrubbed) render.Document {
	var rows [][]any
	var lines [][]string
	for _, f := range s.Damaged {
		rows = append(rows, []any{string(f.Snapshot), f.File, string(f.Kind), f.Reason, f.Mended, string(f.From)})
		lines = append(lines, []string{string(f.Snapshot), f.File, f.Reason, mendedText(f)})
	}
	if len(lines) == 0 {
		lines = append(lines, []string{"", "", "none 无", ""})
	}
	return render.Document{
		JSON:    s,
		Columns: render.Named("snapshot", "file", "kind", "reason", "mended", "from"),
		Rows:    slices.Values(rows),
		Head:    []string{fmt.Sprintf("snapshot 快照 (%d)", s.Snapshots), fmt.Sprintf("file 文件 (%d)", s.Files), "damage 损坏", "mended 修复"},
		Lines:   slices.Values(lines),
	}
}

func mendedText(f *store.Finding) string {
	switch {
	case f.Mended && f.Kind == store.KindPointer:
		return fmt.Sprintf("%s is current 设为当前", f.From)
	case f.Mended:
		return fmt.Sprintf("from 取自 %s", f.From)
	}
	return "no 否"
}
