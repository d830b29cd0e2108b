package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/certificate/paper"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// certificateForm says how a certificate is written.
type certificateForm struct {
	Format string `help:"@certificate_format" enum:"json,html" default:"json"`
}

// certificate states whether a zone is without blind spots: as JSON, or as the page to print and sign. It is dated with
// the day it is asked for, so no cache may keep it.
func (s *Server) certificate(w http.ResponseWriter, r *http.Request) {
	var of snapshotOption
	var form certificateForm
	var q certificate.CertificateQuery
	if err := readOptions(r, &of, &form, &q); err != nil {
		fail(s.log, w, r, err)
		return
	}
	s.answer(w, r, steps{snapshot: of.Snapshot, costly: costly, fill: func(ctx context.Context, at *live.View, out *limit.Reply) error {
		c, err := at.Engines.Certificate.Certify(ctx, q.Coverage(), certificate.Issue{On: snapshot.DateOf(time.Now().In(at.Manifest.Location())), Tool: s.cfg.Version})
		if err != nil {
			return err
		}
		out.Header.Set("Cache-Control", s.cacheControl(ctx, false))
		if form.Format == "html" {
			out.Header.Set("Content-Type", "text/html; charset=utf-8")
			return out.WriteText(func(w io.Writer) error { return paper.HTML(w, c, at.Snapshot) })
		}
		out.Header.Set("Content-Type", "application/json")
		return out.WriteText(func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			return enc.Encode(c)
		})
	}})
}
