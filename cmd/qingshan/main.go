// Command qingshan shows who answers for every green hill, and where nobody does.
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// version is set by the Makefile.
var version = "dev"

// cli is the command line; one subcommand a file.
type cli struct {
	Ingest      ingestCmd      `cmd:"" help:"@ingest"`
	Serve       serveCmd       `cmd:"" help:"@serve"`
	Coverage    coverageCmd    `cmd:"" help:"@coverage"`
	Gaps        gapsCmd        `cmd:"" help:"@gaps"`
	Changes     changesCmd     `cmd:"" help:"@changes"`
	Diff        diffCmd        `cmd:"" help:"@diff"`
	Stats       statsCmd       `cmd:"" help:"@stats"`
	Series      seriesCmd      `cmd:"" help:"@series"`
	Responsible responsibleCmd `cmd:"" help:"@responsible"`
	Whatif      whatifCmd      `cmd:"" help:"@whatif"`
	Certify     certifyCmd     `cmd:"" help:"@certify"`
	Verify      verifyCmd      `cmd:"" help:"@verify"`
	Export      exportCmd      `cmd:"" help:"@export"`
	Snapshots   snapshotsCmd   `cmd:"" help:"@snapshots"`
	Audit       auditCmd       `cmd:"" help:"@audit"`
	Access      accessCmd      `cmd:"" help:"@access"`

	Init   initCmd   `cmd:"" help:"@init"`
	Grid   gridCmd   `cmd:"" help:"@grid"`
	Sample sampleCmd `cmd:"" help:"@sample"`

	Version kong.VersionFlag `help:"Print the version."`
}

// Exit codes of the program.
const (
	exitFailed     = 1
	exitUsage      = 2
	exitQuarantine = 3
	exitRefuted    = 4
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGPIPE) // what nobody reads must not end a server or an ingest; see readerLeft
	os.Exit(run(ctx, os.Args[1:], terminal{out: os.Stdout, errs: os.Stderr, in: os.Stdin}))
}

// run carries out one command line and returns the program's exit code. It may be called from several goroutines at once; --help
// and --version end the process.
func run(ctx context.Context, args []string, term terminal) int {
	var c cli
	parser, err := newParser(&c, kong.UsageOnError(), kong.Writers(term.out, term.errs), kong.Bind(term), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		panic(err)
	}
	k, err := parser.Parse(args)
	if err != nil {
		term.warn("%v; see qingshan --help", err)
		return exitUsage
	}
	if err := parallel.Guarded(nil, func() error { return k.Run() })(); err != nil && !readerLeft(err) {
		term.warn("%v", err)
		return exitCode(err)
	}
	return 0
}

// exitCode is the one place that turns an error into a code: 2 for what the user asked wrongly, 3 for the quarantine limit,
// 4 for a certificate that was refuted.
func exitCode(err error) int {
	var config *project.ConfigError
	var query *snapshot.QueryError
	var zone *snapshot.UnknownZoneError
	var quarantine *report.QuarantineError
	var certificate *certificate.FormatError
	var refuted *refutedError
	var invalid *accounts.InvalidError
	switch {
	case errors.As(err, &refuted):
		return exitRefuted
	case errors.As(err, &quarantine):
		return exitQuarantine
	case errors.As(err, &config), errors.As(err, &query), errors.As(err, &zone), errors.As(err, &certificate), errors.Is(err, store.ErrNotFound),
		errors.As(err, &invalid), errors.Is(err, accounts.ErrUnknown), errors.Is(err, accounts.ErrTaken):
		return exitUsage
	}
	return exitFailed
}
