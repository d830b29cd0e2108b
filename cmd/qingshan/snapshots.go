package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/ingest"
)

// snapshotsCmd looks after the store.
type snapshotsCmd struct {
	List   snapshotsListCmd   `cmd:"" default:"withargs" help:"List the snapshots, newest first; * marks the current one."`
	Use    snapshotsUseCmd    `cmd:"" help:"Make a snapshot current: roll back, or forward again."`
	Delete snapshotsDeleteCmd `cmd:"" help:"Delete a snapshot that is not current."`
	Retain snapshotsRetainCmd `cmd:"" help:"Delete all but the newest N and the current one."`
}

type snapshotsListCmd struct{ projectFlag }

func (c *snapshotsListCmd) Run(ctx context.Context) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	entries, err := dir.List(ctx)
	if err != nil {
		return err
	}
	current, _ := dir.Current(ctx)
	for _, e := range entries {
		mark := " "
		if e.ID == current {
			mark = "*"
		}
		if e.Err != nil {
			fmt.Printf("%s %s  %v\n", mark, e.ID, e.Err)
			continue
		}
		fmt.Printf("%s %s  created %s  on %s  %d zones, %d cells, %d gaps\n", mark, e.ID, e.Manifest.Created.Format("2006-01-02 15:04:05Z"), e.Manifest.On,
			e.Manifest.Counts["zones"], e.Manifest.Counts["cells"], e.Manifest.Counts["gaps"])
	}
	return nil
}

type snapshotsUseCmd struct {
	projectFlag
	ID string `arg:"" help:"The snapshot."`
}

// Run checks the snapshot's files before it becomes current: a damaged one never does.
func (c *snapshotsUseCmd) Run(ctx context.Context) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	unlock, err := dir.Lock(false)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := dir.Get(ctx, data.SnapshotID(c.ID)); err != nil {
		return err
	}
	if err := dir.SetCurrent(ctx, data.SnapshotID(c.ID)); err != nil {
		return err
	}
	fmt.Printf("snapshot %s is current\n", c.ID)
	return nil
}

type snapshotsDeleteCmd struct {
	projectFlag
	ID string `arg:"" help:"The snapshot."`
}

func (c *snapshotsDeleteCmd) Run(ctx context.Context) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	unlock, err := dir.Lock(false)
	if err != nil {
		return err
	}
	defer unlock()
	if err := dir.Delete(ctx, data.SnapshotID(c.ID)); err != nil {
		return err
	}
	fmt.Printf("snapshot %s is deleted\n", c.ID)
	return nil
}

type snapshotsRetainCmd struct {
	projectFlag
	N int `arg:"" help:"How many to keep."`
}

func (c *snapshotsRetainCmd) Run(ctx context.Context) error {
	if c.N < 1 {
		return &ingest.ConfigError{Reason: fmt.Sprintf("retain %d: keep at least one snapshot", c.N)}
	}
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
	for i, e := range entries {
		if i < c.N || e.ID == current {
			continue
		}
		if err := dir.Delete(ctx, e.ID); err != nil {
			failed = append(failed, err)
			continue
		}
		fmt.Printf("snapshot %s is deleted\n", e.ID)
	}
	return errors.Join(failed...)
}
