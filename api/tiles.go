package api

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/reach"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

var tileBuffers = sync.Pool{New: func() any { return new([]byte) }}

// tile answers with a vector tile. Most lie finished and zipped in the snapshot; what is asked for with fields or for one zone, or
// is finer than the files, is made on request, once for all who ask, and kept.
func (s *Server) tile(w http.ResponseWriter, r *http.Request) {
	q, err := tileQueryOf(r)
	if err == nil {
		q.z, q.x, q.y, err = place(r, q.matrix)
	}
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	v, err := s.get(r.Context(), r, q.snapshot)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	set, err := s.tiles(r, v)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	buffer := tileBuffers.Get().(*[]byte)
	defer tileBuffers.Put(buffer)
	address := q.appendAddress((*buffer)[:0], v.Manifest.ID)
	if v.Tag != "" {
		address = append(append(address, '#'), v.Tag...)
	}
	tag := sumOf(address)
	request := serve.Request{Layers: q.layers, TileMatrixSet: q.matrix, Z: q.z, X: q.x, Y: q.y, Fields: q.fields, Zone: q.zone}
	all, ready, err := set.AppendReady(address, request)
	body, count := all[len(address):], s.metrics.ready
	*buffer = all
	if err == nil && !ready {
		body, count, err = s.madeTile(r, v.Key(string(address)), set, request)
	}
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	count.Inc()
	h := w.Header()
	h["X-Qingshan-Snapshot"] = []string{string(v.Manifest.ID)}
	h["Cache-Control"] = []string{s.cacheControl(r.Context(), q.snapshot != "")}
	if len(h["Vary"]) == 0 {
		h["Vary"] = varyByEncoding
	} else {
		reach.AddVary(h, "Accept-Encoding")
	}
	packed := len(body) > 0 && limit.AcceptsGzip(r.Header.Get("Accept-Encoding"))
	etag := tileTag(v.Manifest.ID, tag, packed)
	h["Etag"] = []string{etag}
	switch {
	case limit.NamesTag(r.Header.Get("If-None-Match"), etag):
		w.WriteHeader(http.StatusNotModified)
	case len(body) == 0:
		w.WriteHeader(http.StatusNoContent)
	case packed:
		h["Content-Type"], h["Content-Encoding"] = vectorTile, packedByGzip
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
		_, _ = w.Write(body)
	default:
		h["Content-Type"] = vectorTile
		plain, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			fail(s.log, w, r, err)
			return
		}
		_, _ = io.Copy(w, plain)
	}
}

// Header values that are the same for every tile.
var (
	varyByEncoding = []string{"Accept-Encoding"}
	packedByGzip   = []string{"gzip"}
	vectorTile     = []string{"application/vnd.mapbox-vector-tile"}
)

// madeTile makes a tile that is not ready, zipped, or takes it from the cache.
func (s *Server) madeTile(r *http.Request, key string, set *serve.Set, request serve.Request) ([]byte, counter, error) {
	return s.fromCache(r, key, set.Unbuilt(request.TileMatrixSet), func() ([]byte, error) {
		raw, err := set.Tile(request)
		if err != nil || len(raw) == 0 {
			return nil, err
		}
		return zipped(raw)
	})
}

// fromCache takes a tile from the cache, or makes it under a slot, and names the counter of the way.
func (s *Server) fromCache(r *http.Request, key string, costly bool, compute func() ([]byte, error)) ([]byte, counter, error) {
	if !s.cache.Has(key) {
		_, leave, err := s.bounds.Enter(r.Context(), r, costly)
		if err != nil {
			return nil, s.metrics.made, err
		}
		defer leave()
	}
	body, hit, err := s.cache.Get(r.Context(), key, compute)
	if hit {
		return body, s.metrics.cached, err
	}
	return body, s.metrics.made, err
}

// sumOf is FNV-1a of 64 bits: tags are of fixed length and without odd signs, however the address is written.
func sumOf(address []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range address {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

// tileTag is a tile's strong entity tag; the zipped form has its own.
func tileTag(id snapshot.ID, sum uint64, packed bool) string {
	b := make([]byte, 0, 64)
	b = append(append(b, '"'), id...)
	b = append(append(b, '-'), pyramid.EncodingVersion...)
	b = strconv.AppendUint(append(b, '-'), sum, 16)
	if packed {
		b = append(b, "-gzip"...)
	}
	return string(append(b, '"'))
}

var zippers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is right
	return w
}}

// zipped compresses at the level that costs least: a tile that is made on request is mostly asked for once.
func zipped(raw []byte) ([]byte, error) {
	w := zippers.Get().(*gzip.Writer)
	defer zippers.Put(w)
	out := bytes.NewBuffer(make([]byte, 0, len(raw)))
	w.Reset(out)
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
	v, err := s.get(r.Context(), r, q.snapshot)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	ask := url.Values{"snapshot": {string(v.Manifest.ID)}}
	if len(q.fields) > 0 {
		ask.Set("fields", strings.Join(q.fields, ","))
	}
	if q.zone != "" {
		ask.Set("zone", q.zone)
	}
	matrix := ""
	if q.matrix.ID != tilematrix.WebMercatorQuad().ID {
		matrix = "/" + q.matrix.ID
	}
	template := s.address(r, fmt.Sprintf("/tiles/%s%s/{z}/{x}/{y}.mvt?%s", strings.Join(q.layers, ","), matrix, ask.Encode()), q.snapshot != "")
	set, err := s.tiles(r, v)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	doc, err := set.Describe(serve.Request{Layers: q.layers, Fields: q.fields, Zone: q.zone}, template)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	w.Header().Set("X-Qingshan-Snapshot", string(v.Manifest.ID))
	s.addressed(w, r, s.cacheControl(r.Context(), q.snapshot != ""), q.snapshot != "")
	writeJSON(w, r, doc)
}
