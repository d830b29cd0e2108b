// Command tiles measures how fast tiles are served, how large they are and what memory that takes, against ST_AsMVT, tegola and
// go-pmtiles, in one run on the same data.
package main

import (
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

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// settings are the flags.
type settings struct {
	dir, binary, store string
	quick              bool
	rivals             []string
	seconds, listed    int
}

// clients are the numbers of connections that are measured; rivals that encode get the second.
var clients = [...]int{1, 8, 64}

// layers are what is asked of every server: PostGIS and tegola have the villages alone for zones.
const layers = "zones,parcels"

func main() {
	log.SetFlags(0)
	var o settings
	scales := flag.String("scales", "M", "landscapes to measure: S, M, L")
	only := flag.String("only", "ours,parts,postgis,tegola,pmtiles", "whom to measure; we are always among them, unless it is parts alone")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "qingshan-bench"), "where landscapes and rivals are kept between runs")
	flag.StringVar(&o.binary, "binary", "", "the program to measure; default built from this source")
	flag.StringVar(&o.store, "store", "", "a store of that landscape to serve; default ingested anew")
	flag.BoolVar(&o.quick, "quick", false, "shorter runs")
	flag.Parse()
	o.rivals = strings.Split(*only, ",")
	o.seconds, o.listed = 8, 5000
	if o.quick {
		o.seconds, o.listed = 2, 2000
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, scale := range strings.Split(*scales, ",") {
		if err := measure(ctx, scale, o); err != nil {
			log.Fatal(err)
		}
	}
}

// subject is a landscape with the product that serves it.
type subject struct {
	settings
	tmp, folder, project string
	loads                []load
}

func measure(ctx context.Context, scale string, o settings) error {
	if _, err := exec.LookPath("wrk"); err != nil {
		return fmt.Errorf("wrk is not installed; `make bench-setup` installs it")
	}
	s := &subject{settings: o}
	var err error
	if s.folder, err = bench.Landscape(ctx, o.dir, scale); err != nil {
		return err
	}
	if s.tmp, err = os.MkdirTemp("", "qingshan-bench-tiles-"); err != nil {
		return err
	}
	defer os.RemoveAll(s.tmp)
	if err := s.ingest(ctx); err != nil {
		return err
	}
	if slices.Equal(o.rivals, []string{"parts"}) {
		return s.parts(ctx)
	}
	vertices, err := s.vertices(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("\nscale %s: %d vertices of zones, cells and parcels, %.0f MiB as float64; %d threads; load %s\n", scale, vertices,
		mib(16*vertices), runtime.NumCPU(), bench.Load())
	ours, err := s.ours(ctx, 16*vertices)
	if err != nil {
		return err
	}
	results := [][]result{ours}
	var failed []error // others are still measured
	if slices.Contains(o.rivals, "parts") {
		failed = append(failed, s.parts(ctx))
	}
	for _, rival := range []struct {
		name    string
		measure func(context.Context) ([]result, error)
	}{{"pmtiles", s.pmtiles}, {"postgis", s.postgis}} {
		if !slices.Contains(o.rivals, rival.name) && (rival.name != "postgis" || !slices.Contains(o.rivals, "tegola")) {
			continue
		}
		r, err := rival.measure(ctx)
		results = append(results, r)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", rival.name, err))
		}
	}
	compare(slices.Concat(results...))
	return errors.Join(failed...)
}
