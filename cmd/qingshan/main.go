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
)

// version is set by the Makefile.
var version = "dev"

// cli is the command line; one subcommand a file.
type cli struct {
	Ingest      ingestCmd      `cmd:"" help:"Read the project's files, build a snapshot and publish it. 入库"`
	Serve       serveCmd       `cmd:"" help:"Serve the map, tiles and queries. 服务"`
	Coverage    coverageCmd    `cmd:"" help:"Where cells do not cover the zones, and how much. 覆盖"`
	Gaps        gapsCmd        `cmd:"" help:"The gaps one by one: what lies in them, who is next to them, which to close first. 空白区"`
	Changes     changesCmd     `cmd:"" help:"What changed between scenes, and who answers for it. 变化"`
	Diff        diffCmd        `cmd:"" help:"Why the gaps of two snapshots differ, edit by edit. 对比"`
	Stats       statsCmd       `cmd:"" help:"Statistics of the difference of two scenes per parcel, cell or zone. 统计"`
	Series      seriesCmd      `cmd:"" help:"What every scene shows of one parcel, cell or zone. 时间序列"`
	Responsible responsibleCmd `cmd:"" help:"Who answers for a place. 责任人"`
	Whatif      whatifCmd      `cmd:"" help:"How coverage would be with cells added, changed or removed, and which cells could take the gaps. 假设"`
	Certify     certifyCmd     `cmd:"" help:"State whether a chief's zone is without blind spots. 责任无盲区证明"`
	Verify      verifyCmd      `cmd:"" help:"Check a snapshot's files and sums, or a certificate. 校验"`
	Export      exportCmd      `cmd:"" help:"Write tiles into one file, for the whole area or one zone. 导出"`
	Snapshots   snapshotsCmd   `cmd:"" help:"List, use, delete, retain, check and mend the snapshots of the store. 快照"`

	Init   initCmd   `cmd:"" help:"Write a project file for a folder of data. 建立项目文件"`
	Grid   gridCmd   `cmd:"" help:"Write a regular grid of candidate cells, clipped to the zones. 规划网格"`
	Sample sampleCmd `cmd:"" help:"Write a synthetic county to try things with. 示例"`

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
	return kong.New(c, append(more, kong.Name("qingshan"), kong.Vars{"version": version}, kong.Vars(query.Vars()),
		kong.Description("Qingshan 青山: who answers for every green hill, and where nobody does. 确保全域青山有人管"))...)
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
