package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// ingest builds the program and lets it ingest the landscape, unless there is a store already.
func (s *subject) ingest(ctx context.Context) (err error) {
	if s.binary == "" {
		s.binary = filepath.Join(s.tmp, "qingshan")
		if err := run(ctx, ".", "go", "build", "-o", s.binary, "./cmd/qingshan"); err != nil {
			return err
		}
	}
	for _, path := range []*string{&s.folder, &s.binary, &s.store} {
		if *path != "" {
			if *path, err = filepath.Abs(*path); err != nil {
				return err
			}
		}
	}
	made := s.store == ""
	if made {
		s.store = filepath.Join(s.tmp, "store")
	}
	s.project = filepath.Join(s.tmp, "qingshan.yaml")
	if err := os.WriteFile(s.project, []byte(bench.Project(s.folder, s.store)), 0o644); err != nil || !made {
		return err
	}
	start := time.Now()
	if err := run(ctx, s.tmp, s.binary, "ingest", "--project", s.project); err != nil {
		return err
	}
	fmt.Printf("ingest: %.1f s\n", time.Since(start).Seconds())
	return nil
}

// vertices counts what is served as polygons.
func (s *subject) vertices(ctx context.Context) (n int, err error) {
	for _, name := range []string{"counties", "townships", "villages", "cells", "parcels"} {
		p, err := bench.Layer(ctx, s.folder, name)
		if err != nil {
			return 0, err
		}
		n += p.Vertices()
	}
	return n, nil
}

// run runs a program to its end; what it prints is shown where it fails.
func run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %v: %w\n%s", name, args, err, out)
	}
	return nil
}

func mib(bytes int) float64 { return float64(bytes) / (1 << 20) }
