package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// settings are the flags.
type settings struct {
	dir, binary, store, project string
	scale                       string
	only                        []string
	usual, before, atMost       time.Duration
}

func main() {
	log.SetFlags(0)
	var o settings
	flag.StringVar(&o.scale, "scale", "M", "landscape to serve: S, M, L")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "qingshan-bench"), "where landscapes and stores are kept between runs")
	flag.StringVar(&o.binary, "binary", "", "the program to attack; default built from this source")
	flag.StringVar(&o.store, "store", "", "a store of that landscape; default ingested once and kept below dir")
	only := flag.String("only", "", "names of attacks, separated by commas; default all")
	flag.DurationVar(&o.usual, "usual", 20*time.Second, "how long the ordinary load alone is measured")
	flag.DurationVar(&o.before, "before", 8*time.Second, "how long the ordinary load runs before each attack")
	flag.DurationVar(&o.atMost, "at-most", 100*time.Second, "how long an attack goes on if the server does not end it")
	flag.Parse()
	o.only = strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, o settings) error {
	tmp, err := os.MkdirTemp("", "qingshan-attack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := o.prepare(ctx, tmp); err != nil {
		return err
	}
	fmt.Printf("scale %s, %d processors, load %s\n\n", o.scale, runtime.NumCPU(), bench.Load())
	usual, err := o.measureUsual(ctx)
	if err != nil {
		return err
	}
	var rows []outcome
	for _, a := range attacks {
		if len(o.only) > 0 && !slices.Contains(o.only, a.name) {
			continue
		}
		row, err := o.suffer(ctx, a)
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		rows = append(rows, row)
	}
	report(usual, rows)
	return nil
}

// prepare builds the program and ingests the landscape, unless both are there.
func (o *settings) prepare(ctx context.Context, tmp string) error {
	folder, err := bench.Landscape(ctx, o.dir, o.scale)
	if err != nil {
		return err
	}
	if o.binary == "" {
		o.binary = filepath.Join(tmp, "qingshan")
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", o.binary, "./cmd/qingshan").CombinedOutput(); err != nil {
			return fmt.Errorf("build: %w\n%s", err, out)
		}
	}
	o.store = cmp.Or(o.store, filepath.Join(o.dir, "store-"+o.scale))
	for _, path := range []*string{&folder, &o.binary, &o.store} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	o.project = filepath.Join(tmp, "qingshan.yaml")
	if err := os.WriteFile(o.project, []byte(bench.Project(folder, o.store)), 0o644); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(o.store, "current")); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if out, err := exec.CommandContext(ctx, o.binary, "ingest", "--project", o.project).CombinedOutput(); err != nil {
		return fmt.Errorf("ingest: %w\n%s", err, out)
	}
	return nil
}

// loaded starts a server, lets ordinary clients ask for a while, and measures.
func (o *settings) loaded(ctx context.Context, first time.Duration, measure func(srv *bench.Server, clients *load) (outcome, error)) (out outcome, err error) {
	srv, err := bench.StartServer(ctx, "", "/readyz", o.binary, "serve", "--project", o.project, "--listen", "127.0.0.1:0")
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, srv.Stop()) }()
	clients, err := newLoad(ctx, srv)
	if err != nil {
		return out, err
	}
	defer clients.stop()
	time.Sleep(first)
	return measure(srv, clients)
}

// measureUsual is the server under the ordinary load alone.
func (o *settings) measureUsual(ctx context.Context) (outcome, error) {
	return o.loaded(ctx, o.usual, func(_ *bench.Server, clients *load) (outcome, error) {
		return outcome{name: "usual", memory: clients.memory(), during: clients.take()}, nil
	})
}

// suffer is a new server under the ordinary load, then under an attack as well.
func (o *settings) suffer(ctx context.Context, a attack) (outcome, error) {
	return o.loaded(ctx, o.before, func(srv *bench.Server, clients *load) (outcome, error) {
		out := outcome{name: a.name, before: clients.take()}
		limited, cancel := context.WithTimeout(ctx, o.atMost)
		defer cancel()
		start := time.Now()
		attacker := newAttacker(srv)
		if err := a.run(limited, attacker); err != nil {
			return out, err
		}
		out.took, out.during, out.memory = time.Since(start), clients.take(), clients.memory()
		out.answers, out.oldest = attacker.told()
		return out, nil
	})
}
