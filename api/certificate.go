package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/certificate"
)

// certificate states whether a zone is without blind spots: as JSON, or as the page to print and sign. It is dated with
// the day it is asked for, so no cache may keep it.
func (s *Server) certificate(w http.ResponseWriter, r *http.Request) {
	p := &params{values: r.URL.Query()}
	id := data.SnapshotID(p.text("snapshot"))
	format := p.oneOf("format", "json", "html")
	q := data.CoverageQuery{Zone: pathText(r, "code"), On: p.date("on"), Demand: data.Demand(p.oneOf("demand", "all", "forest")),
		InPost: p.oneOf("in_post", "true", "false") == "true", Planar: p.text("planar")}
	if err := p.done(); err != nil {
		fail(s.log, w, r, err)
		return
	}
	s.reply(w, r, func(ctx context.Context, out *reply) error {
		snap, err := s.get(ctx, r, id)
		if err != nil {
			return err
		}
		ctx, leave, err := s.enter(ctx, r, true)
		if err != nil {
			return err
		}
		defer leave()
		c, err := snap.engines.Certificate.Certify(ctx, q, data.Issue{On: data.DateOf(time.Now().In(snap.Manifest.Location())), Tool: s.cfg.Version})
		if err != nil {
			return err
		}
		out.header.Set("X-Qingshan-Snapshot", string(snap.Manifest.ID))
		out.header.Set("Cache-Control", cacheControl(false, s.cfg.Token != ""))
		if format == "html" {
			out.header.Set("Content-Type", "text/html; charset=utf-8")
			return out.write(func(w io.Writer) error { return certificate.HTML(w, c, snap.Snapshot) })
		}
		out.header.Set("Content-Type", "application/json")
		return out.write(func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			return enc.Encode(c)
		})
	})
}
