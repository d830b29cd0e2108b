package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/qingshan-gis/qingshan/api"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/api/watch"
	"github.com/qingshan-gis/qingshan/ingest/project"
)

// operationsFlags are for whoever watches the server.
type operationsFlags struct {
	Config string `help:"@serve_config" placeholder:"FILE"`
	Check  bool   `help:"@serve_check"`

	LogFormat string `help:"@log_format" enum:"text,json" default:"text"`
	LogLevel  string `help:"@log_level" enum:"debug,info,warn,error" default:"info"`

	Audit          string `help:"@audit" placeholder:"DIR"`
	AuditFileMB    int    `name:"audit-file-mb" help:"@audit_file_mb" default:"32" placeholder:"MB"`
	AuditKeepDays  int    `help:"@audit_keep_days" default:"400" placeholder:"DAYS"`
	AuditKeepFiles int    `help:"@audit_keep_files" default:"1000" placeholder:"N"`

	OtlpEndpoint string `help:"@otlp_endpoint" placeholder:"URL"`
	Traceparent  bool   `help:"@traceparent"`
	Pprof        string `help:"@pprof" placeholder:"HOST:PORT"`
}

// logger makes the server's log.
func (c *operationsFlags) logger(to io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // kong lets no other one through
	return telemetry.NewLogger(to, c.LogFormat == "json", level, watch.RequestID)
}

// auditFolder is where the audit of a project lies if nothing else is said.
func auditFolder(projectFile string) string { return filepath.Join(filepath.Dir(projectFile), "audit") }

// noAudit is what --audit says for none.
const noAudit = "none"

// audit makes the audit, nil for none; the first entry makes its folder. The caller closes it.
func (c *operationsFlags) audit(projectFile string, log *slog.Logger) (*audit.Log, error) {
	if c.AuditFileMB < 1 || c.AuditKeepDays < 0 || c.AuditKeepFiles < 0 {
		return nil, &project.ConfigError{Reason: fmt.Sprintf("--audit-file-mb %d, --audit-keep-days %d, --audit-keep-files %d: give 1 MB or more, and 0 or more days and files (0 keeps all)", c.AuditFileMB, c.AuditKeepDays, c.AuditKeepFiles)}
	}
	dir := c.Audit
	switch {
	case dir == noAudit:
		return nil, nil
	case dir == "":
		dir = auditFolder(projectFile)
	}
	return audit.New(audit.Options{Dir: dir, MaxBytes: int64(c.AuditFileMB) << 20, KeepDays: c.AuditKeepDays, KeepFiles: c.AuditKeepFiles, Log: log}), nil
}

// watched lets a server write its audit, send traces and show profiles; stop ends that when the server has ended.
func (c *operationsFlags) watched(ctx context.Context, server *api.Config, projectFile string) (stop func(), err error) {
	record, err := c.audit(projectFile, server.Log)
	if err != nil {
		return nil, err
	}
	traces, stopTraces, err := c.traces(ctx, server.Log)
	if err != nil {
		return nil, err
	}
	stopProfiles, err := c.profiles(server.Log)
	if err != nil {
		stopTraces()
		return nil, err
	}
	server.Audit, server.Traces = record, traces
	return func() {
		stopProfiles()
		stopTraces()
		if record != nil {
			_ = record.Close() // what is wrong has been told of
		}
	}, nil
}

// traces makes what sends traces, nil for none; stop sends what is left.
func (c *operationsFlags) traces(ctx context.Context, log *slog.Logger) (t *telemetry.Traces, stop func(), err error) {
	if !telemetry.Traced(c.OtlpEndpoint) {
		return nil, func() {}, nil
	}
	t, err = telemetry.NewTraces(ctx, telemetry.TraceOptions{Endpoint: c.OtlpEndpoint, TakeOver: c.Traceparent, Version: version, Log: log})
	if err != nil {
		return nil, nil, &project.ConfigError{Reason: fmt.Sprintf("--otlp-endpoint: %v", err)}
	}
	return t, func() {
		bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastTraces)
		defer cancel()
		_ = t.Close(bye) // a collector that is away has been told of
	}, nil
}

// lastTraces is how long the end of the server waits for a collector.
const lastTraces = 5 * time.Second

// profiles serves profiles where that is asked for.
func (c *operationsFlags) profiles(log *slog.Logger) (stop func(), err error) {
	if c.Pprof == "" {
		return func() {}, nil
	}
	if err := telemetry.CheckLoopback(c.Pprof); err != nil {
		return nil, &project.ConfigError{Reason: fmt.Sprintf("--pprof %s: %v", c.Pprof, err)}
	}
	if stop, err = telemetry.ServeProfiles(c.Pprof, log); err != nil {
		return nil, fmt.Errorf("--pprof %s: %w", c.Pprof, err)
	}
	return stop, nil
}
