package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// PostGIS is a private PostgreSQL server with PostGIS on a loopback port, its data in a temporary folder.
type PostGIS struct {
	Port int
	bin  string
	dir  string
	as   *syscall.Credential // the server refuses to run as root
}

// ErrNoPostGIS says that there is no rival to compare with.
var ErrNoPostGIS = errors.New("PostgreSQL with PostGIS is not installed; `make bench-setup` installs it")

// StartPostGIS starts a server; [PostGIS.Stop] ends it and removes its data.
func StartPostGIS(ctx context.Context) (*PostGIS, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	extension, _ := filepath.Glob("/usr/share/postgresql/*/extension/postgis.control")
	if len(found) == 0 || len(extension) == 0 {
		return nil, ErrNoPostGIS
	}
	p := &PostGIS{bin: filepath.Dir(found[len(found)-1])}
	var err error
	if p.Port, err = FreePort(); err != nil {
		return nil, err
	}
	if p.dir, err = os.MkdirTemp("", "qingshan-postgis-"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		if err := p.leaveRoot(); err != nil {
			return nil, errors.Join(err, os.RemoveAll(p.dir))
		}
	}
	data := filepath.Join(p.dir, "data")
	// What such a machine would give a server that it runs for nothing else.
	settings := "-c shared_buffers=2GB -c work_mem=256MB -c maintenance_work_mem=512MB -c jit=off -c fsync=off -c max_parallel_workers_per_gather=0"
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s %s", p.Port, p.dir, settings)
	for _, step := range [][]string{
		{"initdb", "-D", data, "-U", "bench", "--auth=trust", "--no-sync"},
		{"pg_ctl", "-D", data, "-w", "-l", filepath.Join(p.dir, "log"), "-o", options, "start"},
	} {
		if out, err := p.command(ctx, step[0], step[1:]...).CombinedOutput(); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w\n%s", step[0], err, out), os.RemoveAll(p.dir))
		}
	}
	_, err = p.SQL(ctx, "CREATE DATABASE bench", "-d", "postgres")
	if err == nil {
		_, err = p.SQL(ctx, "CREATE EXTENSION postgis")
	}
	if err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return p, nil
}

// leaveRoot hands the folder to the user that Debian made for the server.
func (p *PostGIS) leaveRoot() error {
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	p.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(p.dir, uid, gid)
}

func (p *PostGIS) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	cmd.Dir = p.dir
	if p.as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.as}
	}
	return cmd
}

// SQL runs statements in one session and returns what they print, unaligned. flags go to psql.
func (p *PostGIS) SQL(ctx context.Context, sql string, flags ...string) (string, error) {
	args := append([]string{"-h", "127.0.0.1", "-p", strconv.Itoa(p.Port), "-U", "bench", "-d", "bench", "-XqAt", "-v", "ON_ERROR_STOP=1"}, flags...)
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, "psql"), args...)
	cmd.Stdin = strings.NewReader(sql)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("psql: %w\n%s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// Load reads a vector file into a table with column geom, indexed and analysed.
func (p *PostGIS) Load(ctx context.Context, path, table string) error {
	to := fmt.Sprintf("PG:host=127.0.0.1 port=%d user=bench dbname=bench", p.Port)
	cmd := exec.CommandContext(ctx, "ogr2ogr", "-f", "PostgreSQL", to, path, "-nln", table, "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=fid", "--config", "PG_USE_COPY", "YES")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ogr2ogr %s: %w\n%s", path, err, out)
	}
	_, err := p.SQL(ctx, "VACUUM ANALYZE "+table)
	return err
}

// Timed runs each query in a session of its own, all at once, and returns how long that took and what they print.
func (p *PostGIS) Timed(ctx context.Context, queries ...string) (time.Duration, []string, error) {
	out, errs := make([]string, len(queries)), make([]error, len(queries))
	done := make(chan int)
	start := time.Now()
	for i, q := range queries {
		go func() {
			out[i], errs[i] = p.SQL(ctx, q)
			done <- i
		}()
	}
	for range queries {
		<-done
	}
	return time.Since(start), out, errors.Join(errs...)
}

// Stop ends the server and removes its data.
func (p *PostGIS) Stop() error {
	out, err := p.command(context.Background(), "pg_ctl", "-D", filepath.Join(p.dir, "data"), "-m", "immediate", "-w", "stop").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("pg_ctl stop: %w\n%s", err, out)
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}

// FreePort returns a loopback port that nothing listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
