package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

//go:embed load.lua
var script string

// result is how one server did under one load.
type result struct {
	who, load string
	clients   int
	rate      float64 // tiles a second
	p50, p99  time.Duration
	bytes     float64 // an answer, headers included
}

// hit lets wrk ask for a load's tiles with so many connections for so many seconds.
func (s *subject) hit(ctx context.Context, who string, srv *bench.Server, l load, template string, connections, seconds int) (r result, err error) {
	lua := filepath.Join(s.tmp, "load.lua")
	if err := os.WriteFile(lua, []byte(script), 0o644); err != nil {
		return r, err
	}
	paths, err := l.write(s.tmp, template)
	if err != nil {
		return r, err
	}
	out, err := exec.CommandContext(ctx, "wrk", "-t1", fmt.Sprintf("-c%d", connections), fmt.Sprintf("-d%ds", seconds), "--timeout", "60s",
		"-s", lua, srv.URL, "--", paths).CombinedOutput()
	if err != nil {
		return r, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	_, figures, _ := strings.Cut(string(out), "figures ")
	var requests, micros, size, p50, p99, failed int
	if _, err := fmt.Sscan(figures, &requests, &micros, &size, &p50, &p99, &failed); err != nil || requests == 0 || failed > 0 {
		return r, fmt.Errorf("wrk against %s: %d answers, %d of them failed: %v\n%s", who, requests, failed, err, out)
	}
	r = result{who: who, load: l.name, clients: connections, rate: float64(requests) / (float64(micros) / 1e6),
		p50: time.Duration(p50) * time.Microsecond, p99: time.Duration(p99) * time.Microsecond, bytes: float64(size) / float64(requests)}
	fmt.Printf("%s, %s, %d clients: %.0f tiles/s, p50 %s, p99 %s, %.1f kB an answer; load %s\n", who, l.name, connections, r.rate, millis(r.p50),
		millis(r.p99), r.bytes/1000, bench.Load())
	return r, nil
}

// hits is [subject.hit] for every number of clients.
func (s *subject) hits(ctx context.Context, who string, srv *bench.Server, template string) (out []result, err error) {
	for _, l := range s.loads {
		for _, n := range clients {
			r, err := s.hit(ctx, who, srv, l, template, n, s.seconds)
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// answer is one tile as it came.
type answer struct {
	status int
	body   []byte // gzip where zipped
	zipped bool
	took   time.Duration
}

// plainClient leaves compression to the caller.
func plainClient() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableCompression: true}, Timeout: bench.Patience}
}

func get(ctx context.Context, c *http.Client, url string) (a answer, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return a, err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	start := time.Now()
	w, err := c.Do(r)
	if err != nil {
		return a, err
	}
	defer w.Body.Close()
	a.body, err = io.ReadAll(w.Body)
	a.took, a.status, a.zipped = time.Since(start), w.StatusCode, w.Header.Get("Content-Encoding") == "gzip"
	if err == nil && a.status != http.StatusOK && a.status != http.StatusNoContent {
		err = fmt.Errorf("%s: status %d: %.300s", url, a.status, a.body)
	}
	return a, err
}

// check asks for every tile of a load once and tells how many there are; it refuses a server that has hardly any.
func check(ctx context.Context, who string, srv *bench.Server, l load, template string) error {
	c := plainClient()
	full, none, size := 0, 0, 0
	seen := map[place]bool{}
	for _, p := range l.places {
		if seen[p] {
			continue
		}
		seen[p] = true
		a, err := get(ctx, c, srv.URL+p.in(template))
		if err != nil {
			return fmt.Errorf("%s: %w", who, err)
		}
		if a.status == http.StatusNoContent || len(a.body) == 0 {
			none++
			continue
		}
		full, size = full+1, size+len(a.body)
	}
	fmt.Printf("%s, %s: %d different tiles, %d of them empty (204); mean %.1f kB, together %.0f MiB\n", who, l.name, len(seen), none,
		float64(size)/1000/float64(max(1, full)), mib(size))
	if full < len(seen)/2 {
		return fmt.Errorf("%s: only %d of %d tiles hold anything", who, full, len(seen))
	}
	return nil
}
