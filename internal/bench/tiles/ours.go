package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

const ourTemplate = "/tiles/" + layers + "/{z}/{x}/{y}.mvt"

// ours measures the product without its cache, then with every tile of the loads in it.
func (s *subject) ours(ctx context.Context, coordinates int) (out []result, err error) {
	srv, err := start(ctx, "", "/readyz", s.binary, "serve", "--project", s.project, "--listen", "127.0.0.1:0", "--cache-mb", "0")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	memory("loaded", srv, coordinates)
	fmt.Printf("from start to ready: %s\n", bench.Ms(srv.ready))
	bounds, err := bounds(ctx, srv)
	if err != nil {
		return nil, err
	}
	s.loads = []load{draw("z12–15", 12, 15, s.listed, bounds), draw("z8–15", 8, 15, s.listed, bounds)}
	if err := s.sizes(ctx, srv, bounds); err != nil {
		return nil, err
	}
	before, err := cacheHits(ctx, srv)
	if err != nil {
		return nil, err
	}
	if out, err = s.hits(ctx, "ours, uncached", srv, ourTemplate); err != nil {
		return nil, err
	}
	after, err := cacheHits(ctx, srv)
	if err != nil {
		return nil, err
	}
	if after > before {
		return nil, fmt.Errorf("--cache-mb 0 does not keep the cache out: %.0f tiles came from it", after-before)
	}
	memory("after all uncached tiles", srv, coordinates)
	cached, err := s.cached(ctx, coordinates)
	return append(out, cached...), err
}

func (s *subject) cached(ctx context.Context, coordinates int) (out []result, err error) {
	srv, err := start(ctx, "", "/readyz", s.binary, "serve", "--project", s.project, "--listen", "127.0.0.1:0", "--cache-mb", "2048")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	for _, l := range s.loads {
		if err := check(ctx, "ours", srv, l, ourTemplate); err != nil {
			return nil, err
		}
	}
	if out, err = s.hits(ctx, "ours, cached", srv, ourTemplate); err != nil {
		return nil, err
	}
	hits, err := cacheHits(ctx, srv)
	if err == nil && hits == 0 {
		err = errors.New("no tile came from the cache")
	}
	memory("with all tiles of the loads in the cache", srv, coordinates)
	return out, err
}

func memory(when string, srv *server, coordinates int) {
	m := srv.memory()
	of := func(name string) string {
		return fmt.Sprintf("%s %.0f MiB (%.2f ×)", name, mib(m[name]), float64(m[name])/float64(coordinates))
	}
	fmt.Printf("memory %s, and of the coordinates as float64: %s, %s, %s, %s\n", when, of("VmHWM"), of("VmRSS"), of("RssAnon"), of("RssFile"))
}

func bounds(ctx context.Context, srv *server) (out [4]float64, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.url+"/tiles/"+layers+".json", nil)
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

// cacheHits reads from the server's metrics how many tiles came from the cache.
func cacheHits(ctx context.Context, srv *server) (float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.url+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer w.Body.Close()
	sum := 0.0
	for lines := bufio.NewScanner(w.Body); lines.Scan(); {
		if name, value, _ := strings.Cut(lines.Text(), "} "); strings.Contains(name, "tiles") && strings.Contains(name, `from="cache"`) {
			var n float64
			if _, err := fmt.Sscan(value, &n); err != nil {
				return 0, err
			}
			sum += n
		}
	}
	return sum, nil
}
