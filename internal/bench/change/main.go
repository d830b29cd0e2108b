// Command change measures zonal statistics and patches of a pair of scenes against the bare decoding of both and against
// GDAL's own programs, in one run on the same data.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// settings are the flags.
type settings struct {
	dir     string
	runs    int
	rival   bool
	profile string
}

func main() {
	log.SetFlags(0)
	var o settings
	scales := flag.String("scales", "S,M", "landscapes to measure: S, M, L")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "qingshan-bench"), "where landscapes are kept between runs")
	flag.IntVar(&o.runs, "runs", 3, "how often each piece of work is done; the best counts")
	flag.BoolVar(&o.rival, "gdal", true, "compare patches with gdal_calc, gdal_sieve and gdal_polygonize where they are installed")
	flag.StringVar(&o.profile, "profile", "", "write a processor profile of statistics and patches here")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, scale := range strings.Split(*scales, ",") {
		if err := measure(ctx, scale, o); err != nil {
			log.Fatal(err)
		}
	}
}

// figures are what one landscape cost.
type figures struct {
	decode, stats, split, patches, both, more bench.Cost
}

func measure(ctx context.Context, scale string, o settings) error {
	s, err := load(ctx, o.dir, scale)
	if err != nil {
		return err
	}
	fmt.Printf("\nscale %s: %d × %d pixels twice, %d features, %d vertices; %d threads; load %s\n", scale, s.grid.Width, s.grid.Height,
		s.features(), s.vertices(), runtime.NumCPU(), bench.Load())
	f, err := ours(ctx, s, o)
	if err != nil {
		return err
	}
	rss := bench.PeakRSS()
	print(f, rss)
	if !o.rival {
		return nil
	}
	return compare(ctx, s, f)
}

func ours(ctx context.Context, s *scenes, o settings) (f figures, err error) {
	if f.decode, err = bench.Measured(o.runs, func() error { return s.skim(ctx) }); err != nil {
		return f, err
	}
	if o.profile != "" {
		file, err := os.Create(o.profile)
		if err != nil {
			return f, err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return f, err
		}
		defer pprof.StopCPUProfile()
	}
	drop := raster.Rule{Drop: 2000, Connectivity: 8, MinPixels: 667.0 / 100}
	pieces := []struct {
		cost   *bench.Cost
		layers []raster.Layer
		rule   raster.Rule
		more   raster.Options
		check  func(*raster.Result) error
	}{
		{&f.stats, s.nested, raster.Rule{}, raster.Options{}, s.checkStats},
		{&f.split, s.flat, raster.Rule{}, raster.Options{}, s.checkStats},
		{&f.patches, nil, drop, raster.Options{}, s.checkPatches},
		{&f.both, s.nested, drop, raster.Options{}, s.checkPatches},
		{&f.more, s.nested, drop, raster.Options{Quantiles: []float64{0.05, 0.25, 0.5, 0.75, 0.95}}, s.checkStats},
	}
	for _, p := range pieces {
		p.more.Workers = runtime.NumCPU()
		var result *raster.Result
		if *p.cost, err = bench.Measured(o.runs, func() (err error) {
			result, err = raster.Run(ctx, s.pair(), p.layers, p.rule, p.more)
			return err
		}); err != nil {
			return f, err
		}
		if err := p.check(result); err != nil {
			return f, fmt.Errorf("scale %s: %w", s.scale, err)
		}
	}
	return f, nil
}

// skim decodes both scenes, block by block, each worker with handles of its own.
func (s *scenes) skim(ctx context.Context) error {
	const block = 512
	cols, rows := (s.grid.Width+block-1)/block, (s.grid.Height+block-1)/block
	return parallel.Each(ctx, cols*rows, runtime.NumCPU(), s.open, func(b bands) { b.close() }, func(b bands, i int) error {
		x, y := i%cols*block, i/cols*block
		w := raster.Window{X: x, Y: y, W: min(block, s.grid.Width-x), H: min(block, s.grid.Height-y)}
		for _, r := range b {
			if err := r.Skim(w); err != nil {
				return err
			}
		}
		return nil
	})
}

func print(f figures, rss int) {
	row := func(what string, c bench.Cost) []string {
		return []string{what, bench.Ms(c.Wall), bench.Times(c.Wall, f.decode.Wall), bench.Ms(c.CPU), bench.Times(c.CPU, f.decode.CPU)}
	}
	bench.Table([]string{"", "wall", "of decoding", "processor", "of decoding"},
		row("decode both scenes with GDAL, nothing else", f.decode),
		row("statistics of parcels, cells and three levels of zones", f.stats),
		row("the same, each level of zones measured by itself", f.split),
		row("patches alone", f.patches),
		row("statistics and patches in one pass", f.both),
		row("with five quantiles", f.more),
		[]string{"peak memory, polygons included", fmt.Sprintf("%d MiB", rss)})
	if extra := f.both.CPU - f.stats.CPU; extra > 0 {
		fmt.Printf("patches add %s of processor time to the statistics\n", bench.Ms(extra.Round(time.Millisecond)))
	}
}
