package ingest

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store/proof"
	"github.com/qingshan-gis/qingshan/ingest/progress"
)

// prove opens a sealed folder as its readers will, before anybody can see it: nothing is published that `qingshan verify` or a
// server would refuse. tiles, if set, opens what [Options.Tiles] wrote.
func prove(ctx context.Context, bars progress.Progress, folder string, id snapshot.ID, tiles func(s *snapshot.Snapshot, folder string) error) error {
	bars.Start("check", 0)
	s, _, err := proof.CheckSealed(ctx, folder, id)
	if err == nil {
		defer s.Mapping().Unmap() // nothing of it is kept
		if tiles != nil {
			err = tiles(s, folder)
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil: // a fault of the disk, or of the program
		return fmt.Errorf("what was written would not open again, and was not published; run again, and report this line if it comes again: %w", err)
	}
	bars.Done()
	return nil
}
