// Command qingshan shows who answers for every green hill, and where nobody does.
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/texts"
)

// version is set by the Makefile.
var version = "dev"

// cli is the command line; one subcommand a file.
type cli struct {
	Ingest      ingestCmd      `cmd:"" help:"${command_ingest}"`
	Serve       serveCmd       `cmd:"" help:"${command_serve}"`
	Coverage    coverageCmd    `cmd:"" help:"${command_coverage}"`
	Gaps        gapsCmd        `cmd:"" help:"${command_gaps}"`
	Changes     changesCmd     `cmd:"" help:"${command_changes}"`
	Diff        diffCmd        `cmd:"" help:"${command_diff}"`
	Stats       statsCmd       `cmd:"" help:"${command_stats}"`
	Series      seriesCmd      `cmd:"" help:"${command_series}"`
	Responsible responsibleCmd `cmd:"" help:"${command_responsible}"`
	Whatif      whatifCmd      `cmd:"" help:"${command_whatif}"`
	Certify     certifyCmd     `cmd:"" help:"${command_certify}"`
	Verify      verifyCmd      `cmd:"" help:"${command_verify}"`
	Export      exportCmd      `cmd:"" help:"${command_export}"`
	Snapshots   snapshotsCmd   `cmd:"" help:"${command_snapshots}"`

	Init   initCmd   `cmd:"" help:"${command_init}"`
	Grid   gridCmd   `cmd:"" help:"${command_grid}"`
	Sample sampleCmd `cmd:"" help:"${command_sample}"`

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
	os.Exit(run(ctx, os.Args[1:], terminal{out: os.Stdout, errs: os.Stderr}))
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

// newParser makes the parser of the command line, with the texts that commands share.
func newParser(c *cli, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append(more, kong.Name("qingshan"), kong.Vars{"version": version}, kong.Vars(query.Vars()), kong.Vars(commandTexts()),
		kong.Description(texts.Line("program.about")))...)
}

// commandTexts are the helps of the commands by name, as kong puts them in place of ${command_NAME}.
func commandTexts() map[string]string {
	vars := map[string]string{}
	for _, name := range texts.Names("commands") {
		vars["command_"+name] = texts.In("commands", name).Line()
	}
	return vars
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
	switch {
	case errors.As(err, &refuted):
		return exitRefuted
	case errors.As(err, &quarantine):
		return exitQuarantine
	case errors.As(err, &config), errors.As(err, &query), errors.As(err, &zone), errors.As(err, &certificate), errors.Is(err, store.ErrNotFound):
		return exitUsage
	}
	return exitFailed
}
