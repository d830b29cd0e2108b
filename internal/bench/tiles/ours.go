package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// Tiles lie finished in the snapshot's files; with fields they are made when they are asked for.
const (
	ourTemplate  = "/tiles/" + layers + "/{z}/{x}/{y}.mvt"
	madeTemplate = ourTemplate + "?fields=area_m2"
)

// Rows of ours in the table.
const (
	asFinished = "ours"
	asMade     = "ours, made on request"
	asCached   = "ours, made, then cached"
)

// ours measures the product without its cache: finished tiles, then tiles that it makes; and last those with the cache.
func (s *subject) ours(ctx context.Context, coordinates int) (out []result, err error) {
	srv, err := s.serve(ctx, "0")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, srv.Stop()) }()
	memory("loaded", srv, coordinates)
	fmt.Printf("from start to ready: %s\n", bench.Ms(srv.Ready))
	bounds, err := bounds(ctx, srv)
	if err != nil {
		return nil, err
	}
	s.loads = []load{draw("z12–15", 12, 15, s.listed, bounds), draw("z8–15", 8, 15, s.listed, bounds)}
	if err := s.sizes(ctx, srv, bounds); err != nil {
		return nil, err
	}
	for _, way := range []struct{ who, template, from string }{{asFinished, ourTemplate, "ready"}, {asMade, madeTemplate, "encoded"}} {
		before, err := served(ctx, srv)
		if err != nil {
			return nil, err
		}
		r, err := s.hits(ctx, way.who, srv, way.template)
		if err != nil {
			return nil, err
		}
		out = append(out, r...)
		after, err := served(ctx, srv)
		if err != nil {
			return nil, err
		}
		for from, n := range after {
			if from != way.from && n > before[from] {
				return nil, fmt.Errorf("%s: %.0f tiles were %s, not %s", way.who, n-before[from], from, way.from)
			}
		}
		memory("after the loads of "+way.who, srv, coordinates)
	}
	cached, err := s.cached(ctx, coordinates)
	return append(out, cached...), err
}

func (s *subject) serve(ctx context.Context, cacheMB string) (*bench.Server, error) {
	return bench.StartServer(ctx, "", "/readyz", s.binary, "serve", "--project", s.project, "--listen", "127.0.0.1:0", "--cache-mb", cacheMB)
}

func (s *subject) cached(ctx context.Context, coordinates int) (out []result, err error) {
	srv, err := s.serve(ctx, "2048")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, srv.Stop()) }()
	for _, l := range s.loads {
		if err := check(ctx, "ours", srv, l, madeTemplate); err != nil {
			return nil, err
		}
	}
	if out, err = s.hits(ctx, asCached, srv, madeTemplate); err != nil {
		return nil, err
	}
	from, err := served(ctx, srv)
	if err == nil && from["cache"] == 0 {
		err = errors.New("no tile came from the cache")
	}
	memory("with all made tiles of the loads in the cache", srv, coordinates)
	return out, err
}

func memory(when string, srv *bench.Server, coordinates int) {
	m := srv.Memory()
	of := func(name string) string {
		return fmt.Sprintf("%s %.0f MiB (%.2f ×)", name, mib(m[name]), float64(m[name])/float64(coordinates))
	}
	fmt.Printf("memory %s, and of the coordinates as float64: %s, %s, %s, %s\n", when, of("VmHWM"), of("VmRSS"), of("RssAnon"), of("RssFile"))
}

func bounds(ctx context.Context, srv *bench.Server) (out [4]float64, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/tiles/"+layers+".json", nil)
	if err != nil {
		return out, err
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return out, err
	}
	defer w.Body.Close()
	var doc struct{ Bounds [4]float64 }
	err = json.NewDecoder(w.Body).Decode(&doc)
	return doc.Bounds, err
}

// served reads from the server's metrics how many tiles came from where: ready, encoded, cache.
func served(ctx context.Context, srv *bench.Server) (map[string]float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer w.Body.Close()
	out := map[string]float64{}
	for lines := bufio.NewScanner(w.Body); lines.Scan(); {
		rest, ours := strings.CutPrefix(lines.Text(), `qingshan_tiles_total{from="`)
		if from, value, ok := strings.Cut(rest, `"} `); ours && ok {
			if out[from], err = strconv.ParseFloat(value, 64); err != nil {
				return nil, err
			}
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the server's metrics tell nothing of tiles")
	}
	return out, nil
}
