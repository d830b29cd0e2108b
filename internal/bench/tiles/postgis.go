package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// prepare is generous to PostGIS: geometry is in Web Mercator, clustered and indexed beforehand, and tiles are neither sent nor
// zipped.
const prepare = `
CREATE TABLE v AS SELECT fid, code, ST_Transform(geom, 3857) AS geom FROM villages;
CREATE TABLE p AS SELECT fid, pid, species, ST_Transform(geom, 3857) AS geom FROM parcels;
CREATE INDEX v_geom ON v USING gist (geom);
CREATE INDEX p_geom ON p USING gist (geom);
CLUSTER v USING v_geom;
CLUSTER p USING p_geom;
CREATE TABLE places (i int PRIMARY KEY, z int, x int, y int);
CREATE FUNCTION tile(z int, x int, y int) RETURNS bytea LANGUAGE sql STABLE AS $$
	SELECT coalesce((SELECT ST_AsMVT(q, 'zones', 4096, 'geom') FROM (
		SELECT code, ST_AsMVTGeom(geom, ST_TileEnvelope(z, x, y), 4096, 64, true) AS geom FROM v
		WHERE geom && ST_TileEnvelope(z, x, y, margin => 64.0 / 4096)) q), '') ||
	coalesce((SELECT ST_AsMVT(q, 'parcels', 4096, 'geom') FROM (
		SELECT pid, species, ST_AsMVTGeom(geom, ST_TileEnvelope(z, x, y), 4096, 64, true) AS geom FROM p
		WHERE geom && ST_TileEnvelope(z, x, y, margin => 64.0 / 4096)) q), '')
$$;`

// postgis measures ST_AsMVT, then tegola on the same tables. Both get the load that the budget names.
func (s *subject) postgis(ctx context.Context) (out []result, err error) {
	pg, err := bench.StartPostGIS(ctx)
	if errors.Is(err, bench.ErrNoPostGIS) {
		fmt.Println(err)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pg.Stop()) }()
	for _, layer := range []string{"villages", "parcels"} {
		if err := pg.Load(ctx, filepath.Join(s.folder, layer+".fgb"), layer); err != nil {
			return nil, err
		}
	}
	if _, err := pg.SQL(ctx, prepare); err != nil {
		return nil, err
	}
	l := s.loads[0]
	var rows []string
	for i, p := range l.places {
		rows = append(rows, fmt.Sprintf("(%d,%d,%d,%d)", i+1, p.z, p.x, p.y))
	}
	if _, err := pg.SQL(ctx, "INSERT INTO places VALUES "+strings.Join(rows, ",")+"; VACUUM ANALYZE v; VACUUM ANALYZE p; VACUUM ANALYZE places"); err != nil {
		return nil, err
	}
	if slices.Contains(s.rivals, "postgis") {
		r, err := s.pgbench(ctx, pg, l)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
		if err := coarse(ctx, pg, s.loads[1]); err != nil {
			return nil, err
		}
	}
	if slices.Contains(s.rivals, "tegola") {
		r, err := s.tegola(ctx, pg, l)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// pgbench asks for the load's tiles by chance, with eight sessions.
func (s *subject) pgbench(ctx context.Context, pg *bench.PostGIS, l load) (r result, err error) {
	dir, err := os.MkdirTemp(s.tmp, "pgbench-")
	if err != nil {
		return r, err
	}
	script := fmt.Sprintf("\\set n random(1, %d)\nSELECT length(tile(z, x, y)) FROM places WHERE i = :n;\n", len(l.places))
	if err := os.WriteFile(filepath.Join(dir, "tile.sql"), []byte(script), 0o644); err != nil {
		return r, err
	}
	cmd := exec.CommandContext(ctx, "pgbench", "-h", "127.0.0.1", "-p", fmt.Sprint(pg.Port), "-U", "bench", "-n", "-M", "prepared", "-f", "tile.sql",
		"-c", "8", "-j", "1", "-T", fmt.Sprint(2*s.seconds), "--random-seed=20260", "-l", "--log-prefix=took", "bench")
	cmd.Dir = dir
	if text, err := cmd.CombinedOutput(); err != nil {
		return r, fmt.Errorf("pgbench: %w\n%s", err, text)
	}
	took, span, err := logged(dir)
	if err != nil || len(took) == 0 {
		return r, fmt.Errorf("pgbench logged %d tiles: %w", len(took), err)
	}
	slices.Sort(took)
	r = result{who: "ST_AsMVT", load: l.name, clients: 8, rate: float64(len(took)) / span.Seconds(), p50: took[len(took)/2], p99: took[len(took)*99/100]}
	text, err := pg.SQL(ctx, "SELECT avg(length(tile(z, x, y))) FROM places WHERE i <= 200")
	if err != nil {
		return r, err
	}
	if _, err := fmt.Sscan(text, &r.bytes); err != nil || r.bytes < 100 {
		return r, fmt.Errorf("ST_AsMVT makes tiles of %s bytes: %v", text, err)
	}
	fmt.Printf("%s, %s, 8 sessions: %.0f tiles/s, p50 %s, p99 %s, %.1f kB raw; load %s\n", r.who, r.load, r.rate, millis(r.p50), millis(r.p99), r.bytes/1000, bench.Load())
	return r, nil
}

// logged reads pgbench's log: client, transaction, µs, script, second, µs of its end.
func logged(dir string) (took []time.Duration, span time.Duration, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "took*"))
	if err != nil {
		return nil, 0, err
	}
	first, last := int64(1<<62), int64(0)
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, 0, err
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var client, n, micros, file, sec, usec int64
			if _, err := fmt.Sscan(lines.Text(), &client, &n, &micros, &file, &sec, &usec); err != nil {
				return nil, 0, errors.Join(err, f.Close())
			}
			end := sec*1e6 + usec
			first, last = min(first, end-micros), max(last, end)
			took = append(took, time.Duration(micros)*time.Microsecond)
		}
		if err := f.Close(); err != nil {
			return nil, 0, err
		}
	}
	return took, time.Duration(last-first) * time.Microsecond, nil
}

// coarse tells what one tile of zoom 8 takes.
func coarse(ctx context.Context, pg *bench.PostGIS, l load) error {
	i := slices.IndexFunc(l.places, func(p place) bool { return p.z == 8 })
	if i < 0 {
		return nil
	}
	p := l.places[i]
	took, out, err := pg.Timed(ctx, fmt.Sprintf("SELECT length(tile(%d, %d, %d))", p.z, p.x, p.y))
	if err != nil {
		return err
	}
	fmt.Printf("ST_AsMVT, tile %d/%d/%d: %s, %s bytes raw\n", p.z, p.x, p.y, bench.Ms(took), out[0])
	return nil
}
