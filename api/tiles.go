package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzip"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/tiles"
)

// tileQuery is what a tile's address asks for, beside its place.
type tileQuery struct {
	snapshot data.SnapshotID
	layers   []string
	matrix   *tiles.Matrix
	fields   []string
	zone     string
}

// Bounds on what an address may name, looked at before any work.
const (
	maxLayers = 16
	maxFields = 32
	maxName   = 64 // bytes of a field or a zone's code
)

// tileQueryOf reads the path and the parameters that vector tiles and their TileJSON take.
func tileQueryOf(r *http.Request) (q tileQuery, err error) {
	p := &params{values: r.URL.Query()}
	q.snapshot, q.zone = data.SnapshotID(p.text("snapshot")), p.text("zone")
	if text := p.text("fields"); text != "" {
		if len(text) > maxFields*(maxName+1) {
			return q, &badRequest{fmt.Sprintf("parameter fields is too long: at most %d names", maxFields)}
		}
		q.fields = strings.Split(text, ",")
		slices.Sort(q.fields)
		q.fields = slices.Compact(q.fields)
	}
	if err := p.done(); err != nil {
		return q, err
	}
	if len(q.fields) > maxFields || len(q.zone) > maxName {
		return q, &badRequest{fmt.Sprintf("at most %d fields, and at most %d bytes of a zone's code", maxFields, maxName)}
	}
	layers := chi.URLParam(r, "layers")
	if len(layers) > maxLayers*maxName || strings.Count(layers, ",") >= maxLayers {
		return q, &badRequest{fmt.Sprintf("at most %d layers in one tile", maxLayers)}
	}
	q.layers = strings.Split(layers, ",")
	id := cmp.Or(chi.URLParam(r, "matrix"), tiles.WebMercatorQuad().ID)
	if q.matrix = tiles.FindMatrix(id); q.matrix == nil {
		var known []string
		for _, m := range tiles.Matrices() {
			known = append(known, m.ID)
		}
		return q, &badRequest{fmt.Sprintf("no tile matrix set %.40q; there are %s", id, strings.Join(known, ", "))}
	}
	return q, nil
}

// tile answers with a vector tile; gzip is kept ready.
func (s *Server) tile(w http.ResponseWriter, r *http.Request) {
	q, err := tileQueryOf(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	z, x, y, err := place(r, q.matrix)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	v, err := s.holder.get(r.Context(), q.snapshot)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	key := fmt.Sprintf("%s/%s/%s/%s/%d/%d/%d?%s&%s", v.Manifest.ID, tiles.EncodingVersion, strings.Join(q.layers, ","), q.matrix.ID, z, x, y, strings.Join(q.fields, ","), q.zone)
	body, hit, err := s.cache.Get(r.Context(), key, func() ([]byte, error) {
		raw, err := v.tiles.Tile(tiles.Request{Layers: q.layers, Matrix: q.matrix, Z: z, X: x, Y: y, Fields: q.fields, Zone: q.zone})
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
	h.Set("Cache-Control", cacheControl(q.snapshot != "", s.cfg.Token != ""))
	if len(body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h.Set("Vary", "Accept-Encoding")
	packed := acceptsGzip(r.Header.Get("Accept-Encoding"))
	form := "-gzip"
	if !packed {
		form = ""
	}
	sum := fnv.New64a() // a tag of fixed length and without odd signs, however the address is written
	_, _ = sum.Write([]byte(key))
	etag := fmt.Sprintf("\"%s-%s-%016x%s\"", v.Manifest.ID, tiles.EncodingVersion, sum.Sum64(), form)
	h.Set("ETag", etag)
	if namesTag(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "application/vnd.mapbox-vector-tile")
	if packed {
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

// acceptsGzip reads Accept-Encoding: what it says of gzip or, where it says nothing of it, of *; a quality of 0 is a no.
func acceptsGzip(header string) bool {
	rest := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		yes := true
		if quality, found := strings.CutPrefix(strings.TrimSpace(parameter), "q="); found {
			v, err := strconv.ParseFloat(quality, 64)
			yes = err == nil && v > 0
		}
		switch strings.TrimSpace(name) {
		case "gzip":
			return yes
		case "*":
			rest = yes
		}
	}
	return rest
}

func place(r *http.Request, m *tiles.Matrix) (z int, x, y uint32, err error) {
	var v [3]uint64
	for i, name := range []string{"z", "x", "y"} {
		if v[i], err = strconv.ParseUint(chi.URLParam(r, name), 10, 31); err != nil {
			return 0, 0, 0, &badRequest{fmt.Sprintf("tile %s=%q is no number in range", name, chi.URLParam(r, name))}
		}
	}
	return int(v[0]), uint32(v[1]), uint32(v[2]), m.Check(int(v[0]), uint32(v[1]), uint32(v[2]))
}

// zipped compresses at the level that costs least: tiles are compressed once and sent many times, but most are asked for once.
func zipped(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
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
	q, err := tileQueryOf(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	v, err := s.holder.get(r.Context(), q.snapshot)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	ask := url.Values{"snapshot": {string(v.Manifest.ID)}}
	if len(q.fields) > 0 {
		ask.Set("fields", strings.Join(q.fields, ","))
	}
	if q.zone != "" {
		ask.Set("zone", q.zone)
	}
	matrix := ""
	if q.matrix.ID != tiles.WebMercatorQuad().ID {
		matrix = "/" + q.matrix.ID
	}
	template := fmt.Sprintf("%s://%s/tiles/%s%s/{z}/{x}/{y}.mvt?%s", scheme, r.Host, strings.Join(q.layers, ","), matrix, ask.Encode())
	doc, err := v.tiles.Describe(q.layers, template, string(v.Manifest.ID), v.Bounds())
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Qingshan-Snapshot", string(v.Manifest.ID))
	w.Header().Set("Cache-Control", cacheControl(q.snapshot != "", s.cfg.Token != ""))
	_ = json.NewEncoder(w).Encode(doc)
}
