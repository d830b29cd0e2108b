package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// rasterRoutes are the list, and for a scene or a difference: tiles, TileJSON and legend.
func (s *Server) rasterRoutes() []route {
	imagery := access.Reading(access.Imagery)
	out := []route{get("/rasters", imagery, s.rasterList).zipped(), get("/rasters/", imagery, s.rasterList).zipped()}
	for _, subject := range []string{"/rasters/{scene}", "/rasters/diff/{earlier}/{scene}"} {
		out = append(out, get(subject+"/tile.json", imagery, s.rasterTileJSON).zipped(), get(subject+"/legend.json", imagery, s.rasterLegend).zipped(),
			get(subject+"/legend.svg", imagery, s.rasterLegendSVG).zipped(),
			get(subject+"/{z}/{x}/{file}", imagery, s.rasterTile), get(subject+"/{matrix}/{z}/{x}/{file}", imagery, s.rasterTile))
	}
	return out
}

// rasterAsked is what requests for a scene or difference have in common.
type rasterAsked struct {
	snapshot *live.View
	set      *rastertile.Set
	named    bool // the request names its snapshot
	subject  rastertile.Subject
	style    rastertile.Style
	choice   url.Values // what the request says about its style
}

// rasterOptions are what all addresses of a scene or difference take.
type rasterOptions struct {
	snapshotOption
	Ramp string   `help:"@raster_ramp" placeholder:"NAME"`
	Min  *float64 `help:"@raster_min"`
	Max  *float64 `help:"@raster_max"`
}

// rasterTileJSONOptions are what a TileJSON takes besides.
type rasterTileJSONOptions struct {
	Matrix string            `help:"@raster_matrix" enum:"WebMercatorQuad,WorldCRS84Quad,CGCS2000Quad" default:"WebMercatorQuad"`
	Format rastertile.Format `help:"@raster_format" enum:"png,webp" default:"png"`
}

// askRaster reads [rasterOptions] and more, then finds the subject.
func (s *Server) askRaster(r *http.Request, more ...any) (a rasterAsked, err error) {
	var o rasterOptions
	if err := readOptions(r, append([]any{&o}, more...)...); err != nil {
		return a, err
	}
	choice := rastertile.Choice{Ramp: o.Ramp, Min: o.Min, Max: o.Max}
	if choice.Ramp != "" {
		if _, err := rastertile.FindRamp(choice.Ramp); err != nil {
			return a, err
		}
	}
	if a.snapshot, err = s.get(r.Context(), r, o.Snapshot); err != nil {
		return a, err
	}
	a.named, a.choice = o.Snapshot != "", url.Values{}
	for _, name := range []string{"ramp", "min", "max"} {
		if v := r.URL.Query().Get(name); v != "" {
			a.choice.Set(name, v)
		}
	}
	if a.set, err = s.rasters(r, a.snapshot); err != nil {
		return a, err
	}
	if a.subject, err = a.set.Subject(pathText(r, "scene"), pathText(r, "earlier")); err != nil {
		return a, err
	}
	a.style, err = a.set.Style(a.subject, choice)
	return a, err
}

func (s *Server) rasterTile(w http.ResponseWriter, r *http.Request) {
	q, format, err := rasterPlace(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	a, err := s.askRaster(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	q.Subject, q.Style = a.subject, a.style
	key := fmt.Sprintf("%s/raster/%s.%s%s", a.snapshot.Manifest.ID, q.Key(), format, a.snapshot.Tag)
	body, count, err := s.fromCache(r, a.snapshot.Key(key), false, func() ([]byte, error) {
		img, err := a.set.Draw(q)
		if err != nil || img == nil {
			return nil, err
		}
		return rastertile.Encode(img, format)
	})
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	count.Inc()
	h := w.Header()
	s.rasterHeaders(w, r, a)
	sum := sha256.Sum256([]byte(key))
	h.Set("ETag", strconv.Quote(hex.EncodeToString(sum[:12])))
	switch {
	case len(body) > 0:
		h.Set("Content-Type", format.ContentType())
	case limit.NamesTag(r.Header.Get("If-None-Match"), h.Get("ETag")):
		limit.NotModified(w)
		return
	default:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (s *Server) rasterHeaders(w http.ResponseWriter, r *http.Request, a rasterAsked) {
	w.Header().Set("X-Qingshan-Snapshot", string(a.snapshot.Manifest.ID))
	w.Header().Set("Cache-Control", s.cacheControl(r.Context(), a.named))
}

// rasterPlace reads matrix, z, x, and a last part such as 87.png or 87@2x.webp.
func rasterPlace(r *http.Request) (q rastertile.Request, f rastertile.Format, err error) {
	q.TileMatrixSet = tilematrix.WebMercatorQuad()
	if id := pathText(r, "matrix"); id != "" {
		if q.TileMatrixSet, err = matrixOf(id); err != nil {
			return q, f, err
		}
	}
	row, ext, _ := strings.Cut(pathText(r, "file"), ".")
	if f = rastertile.Format(ext); f != rastertile.PNG && f != rastertile.WebP {
		return q, f, &snapshot.QueryError{Reason: fmt.Sprintf("tile format %q; write the tile as {y}.png or {y}.webp", ext)}
	}
	row, large := strings.CutSuffix(row, "@2x")
	if large {
		q.Scale = 2
	}
	var v [3]uint64
	for i, text := range []string{pathText(r, "z"), pathText(r, "x"), row} {
		if v[i], err = strconv.ParseUint(text, 10, 31); err != nil {
			return q, f, &snapshot.QueryError{Reason: fmt.Sprintf("tile %c=%q is no number in range", "zxy"[i], text)}
		}
	}
	q.Z, q.X, q.Y = int(v[0]), uint32(v[1]), uint32(v[2])
	return q, f, q.TileMatrixSet.Check(q.Z, q.X, q.Y)
}

// rasterTileJSON describes the tiles; their URL names the snapshot, so that one view never mixes two.
func (s *Server) rasterTileJSON(w http.ResponseWriter, r *http.Request) {
	var o rasterTileJSONOptions
	a, err := s.askRaster(r, &o)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	m, format := tilematrix.Find(o.Matrix), o.Format
	id := string(a.snapshot.Manifest.ID)
	a.choice.Set("snapshot", id)
	template := s.address(r, fmt.Sprintf("%s/%s/{z}/{x}/{y}.%s?%s", rasterPath(a.subject), m.ID, format, a.choice.Encode()), a.named)
	s.rasterHeaders(w, r, a)
	s.addressed(w, r, w.Header().Get("Cache-Control"), a.named)
	writeJSON(w, r, a.set.Describe(a.subject, a.style, m, format, template, id))
}

func rasterPath(of rastertile.Subject) string {
	if of.Earlier != nil {
		return "/rasters/diff/" + url.PathEscape(of.Earlier.ID) + "/" + url.PathEscape(of.Scene.ID)
	}
	return "/rasters/" + url.PathEscape(of.Scene.ID)
}

func (s *Server) rasterLegend(w http.ResponseWriter, r *http.Request) {
	a, err := s.askRaster(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	s.rasterHeaders(w, r, a)
	writeJSON(w, r, struct {
		Snapshot snapshot.ID `json:"snapshot"`
		*rastertile.Legend
	}{a.snapshot.Manifest.ID, a.set.Legend(a.subject, a.style)})
}

func (s *Server) rasterLegendSVG(w http.ResponseWriter, r *http.Request) {
	a, err := s.askRaster(r)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	s.rasterHeaders(w, r, a)
	writeWhole(w, r, "image/svg+xml", a.set.Legend(a.subject, a.style).SVG())
}
