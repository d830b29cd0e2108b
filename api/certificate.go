package api

import (
	"bytes"
	"encoding/json"
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
	snap, err := s.holder.get(r.Context(), id)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	c, err := snap.Certify(r.Context(), q, data.Issue{On: data.DateOf(time.Now().In(snap.Manifest.Location())), Tool: s.cfg.Version})
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	var body bytes.Buffer
	contentType := "application/json"
	if format == "html" {
		contentType = "text/html; charset=utf-8"
		err = certificate.HTML(&body, c, snap.Snapshot)
	} else {
		enc := json.NewEncoder(&body)
		enc.SetEscapeHTML(false)
		err = enc.Encode(c)
	}
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Qingshan-Snapshot", string(snap.Manifest.ID))
	w.Header().Set("Cache-Control", cacheControl(false, s.cfg.Token != ""))
	if _, err := w.Write(body.Bytes()); err != nil {
		s.log.Warn("answer not written", "path", r.URL.Path, "error", err)
	}
}
