package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/certificate/paper"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

type certifyCmd struct {
	projectFlag
	certificate.CertificateQuery
	Snapshot string        `help:"@snapshot" placeholder:"ID"`
	Format   string        `help:"json, html or pdf; default as the ending of --out says, else json." enum:"json,html,pdf," default:""`
	Out      string        `help:"The file to write; default the standard output." type:"path" placeholder:"FILE"`
	Issued   snapshot.Date `help:"The date of issue; default today. Given again, it makes the same certificate again." placeholder:"DATE"`
}

// tool names the program and its version.
func tool() string { return "qingshan " + version }

func (c *certifyCmd) Run(ctx context.Context, term terminal) error {
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	format := c.Format
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
		if format != "html" && format != "pdf" {
			format = "json"
		}
	}
	id := snapshot.ID(c.Snapshot)
	if id == "" {
		if id, err = dir.Current(ctx); err != nil {
			return err
		}
	}
	s, err := dir.Get(ctx, id) // a damaged one certifies nothing, and no other one stands in for it
	if err != nil {
		return err
	}
	if c.Issued == snapshot.NoDate {
		c.Issued = snapshot.DateOf(time.Now().In(s.Manifest.Location()))
	}
	if !certificate.IssuedAfter(&s.Tables, c.Issued) {
		return &snapshot.QueryError{Reason: fmt.Sprintf("--issued %s: no certificate is issued before its snapshot, which was made on %s", c.Issued, snapshot.DateOf(s.Manifest.Created))}
	}
	cert, err := data.NewEngines(s, native.All()).Certificate.Certify(ctx, c.CertificateQuery.Coverage(), certificate.Issue{On: c.Issued, Tool: tool()})
	if err != nil {
		return err
	}
	content, err := printed(ctx, cert, s, format)
	if err != nil {
		return err
	}
	if c.Out == "" || c.Out == "-" {
		_, err = term.out.Write(content)
		return err
	}
	return os.WriteFile(c.Out, content, 0o644)
}

// printed is a certificate in one of its forms.
func printed(ctx context.Context, c *certificate.Certificate, s *snapshot.Snapshot, format string) ([]byte, error) {
	var out bytes.Buffer
	if format == "json" {
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		err := enc.Encode(c)
		return out.Bytes(), err
	}
	if err := paper.HTML(&out, c, s); err != nil || format == "html" {
		return out.Bytes(), err
	}
	return paper.PDF(ctx, out.Bytes())
}
