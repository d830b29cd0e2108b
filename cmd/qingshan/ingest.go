package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/tiles"
)

// gcPercent keeps the Go heap small beside GEOS's own memory: a fifth more time in the collector for half the garbage.
const gcPercent = 50

type ingestCmd struct {
	projectFlag
	Fresh bool `help:"Compute everything anew; take nothing over from the current snapshot."`
	Wait  bool `help:"Wait for another ingest into the same store instead of refusing."`
}

func (c *ingestCmd) Run(ctx context.Context, term terminal) error {
	p, _, err := c.open()
	if err != nil {
		return err
	}
	debug.SetGCPercent(gcPercent)
	bars := newProgress(term.errs)
	result, err := ingest.Run(ctx, p, ingest.Options{Progress: bars, Wait: c.Wait, Fresh: c.Fresh, Tiles: tiles.Write, TilesVersion: tiles.EncodingVersion})
	bars.finish()
	var quarantine *ingest.QuarantineError
	if result != nil && (err == nil || errors.As(err, &quarantine)) {
		printReport(term.people(), result)
	}
	if err != nil {
		return err
	}
	switch {
	case result.Unchanged:
		fmt.Fprintf(term.out, "snapshot %s: inputs and rules are unchanged; nothing new was published\n", result.ID)
	case !result.Built:
		fmt.Fprintf(term.out, "snapshot %s: inputs and rules are those of an earlier snapshot, which is current again\n", result.ID)
	default:
		fmt.Fprintf(term.out, "snapshot %s published in %.1f s\n", result.ID, result.Took.Seconds())
	}
	return nil
}
