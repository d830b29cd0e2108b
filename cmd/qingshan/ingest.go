package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// gcPercent keeps the Go heap small beside GEOS's own memory: a fifth more time in the collector for half the garbage.
const gcPercent = 50

// errStopped is what is said of a run that a signal ended before anything was published.
var errStopped = errors.New("the ingest was stopped; nothing was published, and what was being served stays")

type ingestCmd struct {
	projectFlag
	Fresh bool `help:"Compute everything anew; take nothing over from the current snapshot."`
	Wait  bool `help:"Wait for another ingest into the same store instead of refusing."`
}

func (c *ingestCmd) Run(ctx context.Context, term terminal) (err error) {
	defer parallel.Caught(&err, nil) // reading the project file, and printing the report
	p, _, err := c.open()
	if err != nil {
		return err
	}
	gdal.Preload()
	debug.SetGCPercent(gcPercent)
	bars := newProgress(term.errs)
	result, err := ingest.Run(ctx, p, ingest.Options{Progress: bars, Wait: c.Wait, Fresh: c.Fresh, Tiles: build.Write, CheckTiles: checkTiles, TilesVersion: pyramid.EncodingVersion,
		EstimateTiles: build.Estimate,
		Tell:          func(line string) { fmt.Fprintln(term.errs, line) },
		Abandon: func() {
			term.warn("%v", errStopped)
			os.Exit(exitFailed)
		}})
	bars.finish()
	if err != nil && ctx.Err() != nil {
		return errStopped
	}
	var quarantine *report.QuarantineError
	if result != nil && (err == nil || errors.As(err, &quarantine)) {
		printReport(ctx, term.people(), result)
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

// checkTiles opens a snapshot's tiles and scenes as a server does.
func checkTiles(s *snapshot.Snapshot, folder string) error {
	if err := serve.Check(folder); err != nil {
		return err
	}
	_, err := rastertile.Load(s, folder)
	return err
}
