package api

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
)

// params reads query parameters; the first mistake sticks. Unknown parameters are mistakes: a misspelt one must not give
// a number that looks like an answer.
type params struct {
	values url.Values
	known  []string
	err    error
}

func (p *params) text(name string) string {
	p.known = append(p.known, name)
	if len(p.values[name]) > 1 && p.err == nil {
		p.err = &badRequest{fmt.Sprintf("parameter %s is given twice", name)}
	}
	return p.values.Get(name)
}

func (p *params) fail(name, value, want string) {
	if p.err == nil {
		p.err = &badRequest{fmt.Sprintf("parameter %s=%q: %s", name, value, want)}
	}
}

func (p *params) date(name string) data.Date {
	s := p.text(name)
	d, err := data.ParseDate(s)
	if err != nil {
		p.fail(name, s, "write a date as 2026-10-01")
	}
	return d
}

func (p *params) oneOf(name string, allowed ...string) string {
	s := p.text(name)
	if s != "" && !slices.Contains(allowed, s) {
		p.fail(name, s, "it can be "+strings.Join(allowed, ", "))
	}
	return s
}

func (p *params) float(name string) float64 {
	s := p.text(name)
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		p.fail(name, s, "a number is needed")
	}
	return v
}

// count is a whole number of rows, 0 where it is not given.
func (p *params) count(name string) int {
	s := p.text(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		p.fail(name, s, "a whole number of 1 or more is needed")
	}
	return n
}

func (p *params) level() data.Level {
	var names []string
	for _, l := range data.Levels {
		names = append(names, string(l))
	}
	return data.Level(p.oneOf("level", names...))
}

func (p *params) format() answer.Format {
	return cmp.Or(answer.Format(p.oneOf("format", "json", "csv", "geojson", "xlsx", "gpkg")), answer.JSON)
}

// plain tells that CSV is to come without its byte order mark.
func (p *params) plain() bool { return p.oneOf("bom", "true", "false") == "false" }

// done returns the first mistake, unknown parameters included.
func (p *params) done() error {
	for name := range p.values {
		if !slices.Contains(p.known, name) && p.err == nil {
			p.err = &badRequest{fmt.Sprintf("unknown parameter %q; known here: %s", name, strings.Join(p.known, ", "))}
		}
	}
	return p.err
}

// question is a query whose parameters were read.
type question func(ctx context.Context, s *served) (answer.Document, error)

// Most questions are either quick or costly whatever is asked.
func quick(*served) bool  { return false }
func costly(*served) bool { return true }

// ask runs one query: parameters, the snapshot, the answer in the asked format. much tells whether the answer is costly; it is called
// after read.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, much func(s *served) bool, read func(p *params) question) {
	p := &params{values: r.URL.Query()}
	id := data.SnapshotID(p.text("snapshot"))
	format, plain := p.format(), p.plain()
	run := read(p)
	if err := p.done(); err != nil {
		fail(s.log, w, r, err)
		return
	}
	s.reply(w, r, func(ctx context.Context, out *reply) error {
		snap, err := s.get(ctx, r, id)
		if err != nil {
			return err
		}
		ctx, leave, err := s.enter(ctx, r, much(snap))
		if err != nil {
			return err
		}
		defer leave()
		doc, err := run(ctx, snap)
		if err != nil {
			return err
		}
		doc.Mark = !plain
		return s.document(ctx, out, r, format, snap, id != "", doc)
	})
}

// document fills an answer drawn from a snapshot; named tells that the request named what it asked.
func (s *Server) document(ctx context.Context, out *reply, r *http.Request, format answer.Format, snap *served, named bool, doc answer.Document) error {
	if (format == answer.GeoJSON || format == answer.GPKG) && doc.Features == nil {
		return &badRequest{"this answer has no geometry; ask for json or csv"}
	}
	if (format == answer.CSV || format == answer.XLSX) && doc.Rows == nil {
		return &badRequest{"this answer is no table; ask for json"}
	}
	out.header.Set("Content-Type", format.ContentType())
	if format.IsFile() {
		out.header.Set("Content-Disposition", answer.Disposition(doc.FileName(snap.Manifest.ID, format)))
	}
	out.header.Set("X-Qingshan-Snapshot", string(snap.Manifest.ID))
	out.header.Set("Cache-Control", cacheControl(named, s.cfg.Token != ""))
	if r.Method == http.MethodPost { // the answer is to the body, which caches do not know
		out.header.Set("Cache-Control", "no-store")
	}
	if format.IsFile() {
		return s.file(ctx, out, format, doc, snap)
	}
	return out.write(func(w io.Writer) error { return answer.Write(w, format, doc, snap.Snapshot) })
}

// file fills an answer with a file, whose writer needs a place with a name.
func (s *Server) file(ctx context.Context, out *reply, format answer.Format, doc answer.Document, snap *served) error {
	dir, err := os.MkdirTemp(s.spools.dir, "qingshan-answer-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "answer."+string(format))
	if err := answer.WriteFile(ctx, path, format, doc, snap.Snapshot); err != nil {
		return err
	}
	return out.adopt(path)
}

// cacheControl: what a named snapshot says never changes; the current one must be asked again.
func cacheControl(named, private bool) string {
	scope := "public"
	if private {
		scope = "private"
	}
	if named {
		return scope + ", max-age=31536000, immutable"
	}
	return scope + ", no-cache"
}

func (s *Server) coverage(w http.ResponseWriter, r *http.Request) {
	var q data.CoverageQuery
	s.ask(w, r, func(s *served) bool { return !s.engines.Coverage.HasCoverage(q) }, func(p *params) question {
		q = coverageQuery(p)
		return func(ctx context.Context, s *served) (answer.Document, error) {
			c, err := s.engines.Coverage.Coverage(ctx, q)
			if err != nil {
				return answer.Document{}, err
			}
			return answer.Coverage(c, s.Snapshot), nil
		}
	})
}

func (s *Server) gaps(w http.ResponseWriter, r *http.Request) {
	s.ask(w, r, costly, func(p *params) question {
		q := data.GapsQuery{On: p.date("on"), Demand: data.Demand(p.oneOf("demand", "all", "forest")), InPost: p.oneOf("in_post", "true", "false") == "true",
			Zone: p.text("zone"), ID: p.text("id"), Limit: p.count("limit")}
		return func(ctx context.Context, s *served) (answer.Document, error) {
			g, err := s.engines.Coverage.GapsOf(ctx, q)
			if err != nil {
				return answer.Document{}, err
			}
			return answer.Gaps(g), nil
		}
	})
}

func coverageQuery(p *params) data.CoverageQuery {
	return data.CoverageQuery{On: p.date("on"), Demand: data.Demand(p.oneOf("demand", "all", "forest")), InPost: p.oneOf("in_post", "true", "false") == "true",
		Planar: p.text("planar"), Zone: p.text("zone"), Level: p.level()}
}

func (s *Server) changes(w http.ResponseWriter, r *http.Request) {
	s.ask(w, r, costly, func(p *params) question {
		q := data.ChangesQuery{Rule: p.text("rule"), T1: p.date("t1"), Zone: p.text("zone"), Level: p.level(), Demand: data.Demand(p.oneOf("demand", "all", "forest")), On: p.date("on"), Planar: p.text("planar")}
		return func(_ context.Context, s *served) (answer.Document, error) {
			c, err := s.engines.Change.PatchesOf(q)
			if err != nil {
				return answer.Document{}, err
			}
			return answer.Changes(c), nil
		}
	})
}

func (s *Server) stats(w http.ResponseWriter, r *http.Request) {
	s.ask(w, r, costly, func(p *params) question {
		q := data.StatsQuery{Layer: p.oneOf("layer", "parcels", "cells", "zones"), Rule: p.text("rule"), T1: p.date("t1"), Zone: p.text("zone"), Level: p.level()}
		if q.Layer == "" {
			q.Layer = "zones"
		}
		unobserved, since, all := p.oneOf("unobserved", "true", "false") == "true", p.date("since"), p.oneOf("all", "true", "false") == "true"
		if !unobserved && (since != data.NoDate || all) {
			p.fail("since", since.String(), "since and all belong to unobserved=true")
		}
		return func(_ context.Context, s *served) (answer.Document, error) {
			if unobserved {
				u, err := s.engines.Change.UnobservedOf(data.UnobservedQuery{Layer: q.Layer, Rule: q.Rule, T1: q.T1, Zone: q.Zone, Level: q.Level, Since: since, All: all})
				if err != nil {
					return answer.Document{}, err
				}
				return answer.Unobserved(u), nil
			}
			c, err := s.engines.Change.StatsOf(q)
			if err != nil {
				return answer.Document{}, err
			}
			return answer.Stats(c), nil
		}
	})
}

func (s *Server) series(w http.ResponseWriter, r *http.Request) {
	s.ask(w, r, quick, func(p *params) question {
		q := data.SeriesQuery{Layer: cmp.Or(p.oneOf("layer", "parcels", "cells", "zones"), "zones"), ID: p.text("id"), Quantity: p.text("quantity")}
		return func(_ context.Context, s *served) (answer.Document, error) {
			c, err := s.engines.Change.SeriesOf(q)
			if err != nil {
				return answer.Document{}, err
			}
			return answer.Series(c), nil
		}
	})
}

func (s *Server) zone(w http.ResponseWriter, r *http.Request) {
	var q data.CoverageQuery
	s.ask(w, r, func(s *served) bool { return !s.engines.Coverage.HasCoverage(q) }, func(p *params) question {
		q = data.CoverageQuery{On: p.date("on"), Demand: data.Demand(p.oneOf("demand", "all", "forest")), Planar: p.text("planar")}
		return func(ctx context.Context, s *served) (answer.Document, error) {
			z, err := s.engines.Lookup.Profile(ctx, pathText(r, "code"), q)
			return answer.Document{JSON: z}, err
		}
	})
}

func (s *Server) responsible(w http.ResponseWriter, r *http.Request) {
	s.ask(w, r, quick, func(p *params) question {
		lon, lat, on := p.float("lon"), p.float("lat"), p.date("on")
		return func(_ context.Context, s *served) (answer.Document, error) {
			a, err := s.engines.Lookup.ResponsibleAt(lon, lat, on)
			if err != nil {
				return answer.Document{}, err
			}
			return answer.Responsible(a), nil
		}
	})
}
