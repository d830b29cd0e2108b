package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/texts"
)

// auditCmd reads the audit.
type auditCmd struct {
	List   auditListCmd   `cmd:"" help:"@audit_list" default:"withargs"`
	Verify auditVerifyCmd `cmd:"" help:"@audit_verify"`
}

// auditDir says where an audit lies.
type auditDir struct {
	projectFlag
	Dir string `help:"@audit_dir" env:"QINGSHAN_AUDIT" placeholder:"DIR"`
}

func (d auditDir) folder() string {
	if d.Dir != "" && d.Dir != noAudit {
		return d.Dir
	}
	return auditFolder(d.Project)
}

type auditListCmd struct {
	auditDir
	audit.Query
	Format render.Format `help:"table, json or csv." enum:"table,json,csv" default:"table"`
}

func (c *auditListCmd) Run(ctx context.Context, term terminal) error {
	f, err := c.Filter()
	if err != nil {
		return err
	}
	list, more, err := audit.Read(ctx, c.folder(), f)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(term.out)
	return errors.Join(render.Write(out, c.Format, audit.Document(list, more), nil), out.Flush())
}

type auditVerifyCmd struct {
	auditDir
	Head   string        `help:"@audit_head" placeholder:"N:HASH"`
	Format render.Format `help:"table, json or csv." enum:"table,json,csv" default:"table"`
}

// brokenAudit is the error of an audit in which not every line is as it was written.
type brokenAudit struct{ faults int }

func (e *brokenAudit) Error() string {
	return fmt.Sprintf("places at which the audit is not as it was written: %d; compare with a backup, and look for who could write to its folder", e.faults)
}

// Run checks every line, says where the chain ends, and fails where it is broken.
func (c *auditVerifyCmd) Run(ctx context.Context, term terminal) error {
	var heads []audit.Head
	if c.Head != "" {
		h, err := audit.ParseHead(c.Head)
		if err != nil {
			return &project.ConfigError{Reason: fmt.Sprintf("--head %s: %v", c.Head, err)}
		}
		heads = append(heads, h)
	}
	v, err := audit.Verify(ctx, c.folder(), heads...)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(term.out)
	if err := errors.Join(render.Write(out, c.Format, verifiedDocument(v), nil), out.Flush()); err != nil {
		return err
	}
	if len(v.Faults) > 0 {
		return &brokenAudit{len(v.Faults)}
	}
	return nil
}

func verifiedDocument(v *audit.Verified) render.Document {
	d := render.Document{Name: "audit", JSON: v, Columns: render.Named("kind", "file", "line", "first", "last"),
		Head: []string{texts.Line("audit.event"), texts.Line("audit.file"), texts.Line("audit.line"), texts.Line("audit.entries")}}
	var rows [][]any
	var lines [][]string
	for _, f := range v.Faults {
		rows = append(rows, []any{string(f.Kind), f.File, f.Line, f.First, f.Last})
		lines = append(lines, []string{texts.In("audit_faults", string(f.Kind)).Line(), f.File, fmt.Sprint(f.Line), fmt.Sprintf("%d–%d", f.First, f.Last)})
	}
	d.Rows, d.Lines = slices.Values(rows), slices.Values(lines)
	if len(v.Faults) == 0 {
		d.Foot = append(d.Foot, texts.Line("audit.sound"))
	}
	d.Foot = append(d.Foot, texts.Line("audit.checked", "files", v.Files, "entries", v.Entries, "first", v.First))
	if v.Entries > 0 {
		d.Foot = append(d.Foot, texts.Line("audit.head", "head", v.Head))
	}
	if v.Torn > 0 {
		d.Foot = append(d.Foot, texts.Line("audit.torn", "bytes", v.Torn))
	}
	return d
}
