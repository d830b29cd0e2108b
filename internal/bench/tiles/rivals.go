package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// rival builds a Go program in a module of its own, outside the project, once.
func (s *subject) rival(ctx context.Context, name, program, module string) (string, error) {
	dir, err := filepath.Abs(filepath.Join(s.dir, "rivals", name))
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, name)
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for path, text := range map[string]string{"go.mod": "module rival\n\ngo 1.26\n", "tools.go": "//go:build tools\n\npackage rival\n\nimport _ \"" + program + "\"\n"} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	for _, args := range [][]string{{"get", module}, {"mod", "tidy"}, {"build", "-o", binary, program}} {
		if err := run(ctx, dir, "go", args...); err != nil {
			return "", err
		}
	}
	return binary, nil
}

// pmtiles lets go-pmtiles serve a file of the same tiles, which we write.
func (s *subject) pmtiles(ctx context.Context) (out []result, err error) {
	binary, err := s.rival(ctx, "pmtiles", "github.com/protomaps/go-pmtiles", "github.com/protomaps/go-pmtiles@v1.30.0")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(s.tmp, "served")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "bench.pmtiles")
	cost, err := bench.Measured(1, func() error {
		return run(ctx, s.tmp, s.binary, "export", "pmtiles", "--project", s.project, "--min-zoom", "8", "--max-zoom", "15", "--layers", layers, "--out", file)
	})
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	fmt.Printf("export of z8–15 to PMTiles: %s wall, %s processor, %.0f MiB\n", bench.Ms(cost.Wall), bench.Ms(cost.CPU), mib(int(info.Size())))
	port, err := bench.FreePort()
	if err != nil {
		return nil, err
	}
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	srv, err := bench.StartServer(ctx, url, "/bench/metadata", binary, "serve", dir, "--interface=127.0.0.1", fmt.Sprintf("--port=%d", port))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, srv.Stop()) }()
	const template = "/bench/{z}/{x}/{y}.mvt"
	for _, l := range s.loads {
		if err := check(ctx, "go-pmtiles", srv, l, template); err != nil {
			return nil, err
		}
	}
	return s.hits(ctx, "go-pmtiles", srv, template)
}

// tegola serves tiles from the tables that ST_AsMVT uses, without a cache, by its faster provider: PostGIS encodes. (Its other one,
// which encodes by itself, gives about one tile a second here.)
func (s *subject) tegola(ctx context.Context, pg *bench.PostGIS, l load) (r result, err error) {
	binary, err := s.rival(ctx, "tegola", "github.com/go-spatial/tegola/cmd/tegola", "github.com/go-spatial/tegola@v0.21.2")
	if err != nil {
		return r, err
	}
	port, err := bench.FreePort()
	if err != nil {
		return r, err
	}
	config := filepath.Join(s.tmp, "tegola.toml")
	text := fmt.Sprintf(`[webserver]
port = "127.0.0.1:%d"
[[providers]]
name = "pg"
type = "mvt_postgis"
uri = "postgres://bench@127.0.0.1:%d/bench?sslmode=disable"
srid = 3857
[[providers.layers]]
name = "zones"
id_fieldname = "fid"
geometry_fieldname = "geom"
geometry_type = "polygon"
sql = "SELECT fid, code, ST_AsMVTGeom(geom, !BBOX!) AS geom FROM v WHERE geom && !BBOX!"
[[providers.layers]]
name = "parcels"
id_fieldname = "fid"
geometry_fieldname = "geom"
geometry_type = "polygon"
sql = "SELECT fid, pid, species, ST_AsMVTGeom(geom, !BBOX!) AS geom FROM p WHERE geom && !BBOX!"
[[maps]]
name = "bench"
[[maps.layers]]
provider_layer = "pg.zones"
[[maps.layers]]
provider_layer = "pg.parcels"
`, port, pg.Port)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		return r, err
	}
	srv, err := bench.StartServer(ctx, fmt.Sprintf("http://127.0.0.1:%d", port), "/capabilities", binary, "serve", "--config", config)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, srv.Stop()) }()
	const template = "/maps/bench/{z}/{x}/{y}.pbf"
	few := l
	few.places = l.places[:200]
	if err := check(ctx, "tegola", srv, few, template); err != nil {
		return r, err
	}
	return s.hit(ctx, "tegola", srv, l, template, 8, 4*s.seconds) // eight answers at once take seconds at times
}
