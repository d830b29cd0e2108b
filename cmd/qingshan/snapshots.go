package main

import (
	"context"
	"fmt"
)

type snapshotsCmd struct{ projectFlag }

func (c *snapshotsCmd) Run(ctx context.Context) error {
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
