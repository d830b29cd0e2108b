package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/tiles"
)

// tileSnapshot reads the parameters that tile requests take.
func (s *Server) tileSnapshot(r *http.Request) (*served, bool, error) {
	p := &params{values: r.URL.Query()}
	id := data.SnapshotID(p.text("snapshot"))
	if err := p.done(); err != nil {
		return nil, false, err
	}
	v, err := s.holder.get(r.Context(), id)
	return v, id != "", err
}

// tile answers with a vector tile; gzip is kept ready.
func (s *Server) tile(w http.ResponseWriter, r *http.Request) {
	v, named, err := s.tileSnapshot(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	z, x, y, err := place(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	layers := chi.URLParam(r, "layers")
	key := fmt.Sprintf("%s/%s/%d/%d/%d", v.Manifest.ID, layers, z, x, y)
	body, hit, err := s.cache.Get(r.Context(), key, func() ([]byte, error) {
		raw, err := v.tiles.Tile(tiles.Request{Layers: strings.Split(layers, ","), Z: z, X: x, Y: y})
		if err != nil || len(raw) == 0 {
			return nil, err
		}
		return zipped(raw)
	})
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	from := "encoded"
	if hit {
		from = "cache"
	}
	s.metrics.tiles.WithLabelValues(from).Inc()
	h := w.Header()
	h.Set("X-Qingshan-Snapshot", string(v.Manifest.ID))
	h.Set("Cache-Control", cacheControl(named, s.cfg.Token != ""))
	if len(body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	etag := strconv.Quote(key)
	h.Set("ETag", etag)
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "application/vnd.mapbox-vector-tile")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
		return
	}
	plain, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	_, _ = io.Copy(w, plain)
}

func place(r *http.Request) (z int, x, y uint32, err error) {
	var v [3]uint64
	for i, name := range []string{"z", "x", "y"} {
		if v[i], err = strconv.ParseUint(chi.URLParam(r, name), 10, 31); err != nil {
			return 0, 0, 0, &badRequest{fmt.Sprintf("tile %s=%q is no number in range", name, chi.URLParam(r, name))}
		}
	}
	return int(v[0]), uint32(v[1]), uint32(v[2]), tiles.WebMercatorQuad().Check(int(v[0]), uint32(v[1]), uint32(v[2]))
}

func zipped(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// tileJSON describes the layers; its tile URL names the snapshot, so that one view never mixes two.
func (s *Server) tileJSON(w http.ResponseWriter, r *http.Request) {
	v, named, err := s.tileSnapshot(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	layers := chi.URLParam(r, "layers")
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	template := fmt.Sprintf("%s://%s/tiles/%s/{z}/{x}/{y}.mvt?snapshot=%s", scheme, r.Host, layers, url.QueryEscape(string(v.Manifest.ID)))
	doc, err := v.tiles.Describe(strings.Split(layers, ","), template, string(v.Manifest.ID), v.Bounds())
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Qingshan-Snapshot", string(v.Manifest.ID))
	w.Header().Set("Cache-Control", cacheControl(named, s.cfg.Token != ""))
	_ = json.NewEncoder(w).Encode(doc)
}
