package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// compare finds the same patches with GDAL's programs: a mask by gdal_calc, small regions taken out by gdal_sieve (which
// counts whole pixels: fewer than 7 of 100 m² are less than 667 m²), polygons by gdal_polygonize.
func compare(ctx context.Context, s *scenes, f figures) error {
	for _, name := range []string{"gdal_calc.py", "gdal_sieve.py", "gdal_polygonize.py"} {
		if _, err := os.Stat("/usr/bin/" + name); err != nil {
			fmt.Printf("%s is not installed; `make bench-setup` installs it\n", name)
			return nil
		}
	}
	tmp, err := os.MkdirTemp("", "qingshan-bench-change-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	mask, sieved, out := filepath.Join(tmp, "mask.tif"), filepath.Join(tmp, "sieved.tif"), filepath.Join(tmp, "patches.fgb")
	steps := [][]string{
		{"gdal_calc.py", "--quiet", "-A", s.path(0), "-B", s.path(1), "--outfile", mask, "--type", "Byte", "--NoDataValue", "0", "--co", "TILED=YES", "--co", "COMPRESS=LZW", "--hideNoData",
			"--calc", "(A!=-32768)*(B!=-32768)*((B.astype(int32)-A)<-2000)"},
		{"gdal_sieve.py", "-q", "-st", "7", "-8", mask, sieved},
		{"gdal_polygonize.py", "-q", "-8", sieved, "-f", "FlatGeobuf", out},
	}
	var rows [][]string
	var all bench.Cost
	for _, step := range steps {
		c, err := bench.Measured(1, func() error {
			text, err := exec.CommandContext(ctx, "/usr/bin/"+step[0], step[1:]...).CombinedOutput()
			if err != nil {
				return fmt.Errorf("%s: %w\n%s", step[0], err, text)
			}
			return nil
		})
		if err != nil {
			return err
		}
		all.Wall, all.CPU = all.Wall+c.Wall, all.CPU+c.CPU
		rows = append(rows, []string{step[0], bench.Ms(c.Wall), bench.Ms(c.CPU)})
	}
	times := func(c bench.Cost) []string {
		return []string{bench.Times(all.Wall, c.Wall), bench.Times(all.CPU, c.CPU)}
	}
	extra := bench.Cost{Wall: max(1, f.both.Wall-f.stats.Wall), CPU: max(1, f.both.CPU-f.stats.CPU)}
	bench.Table(append(append([][]string{{"GDAL's programs", "wall", "processor"}}, rows...),
		[]string{"all three", bench.Ms(all.Wall), bench.Ms(all.CPU)},
		append([]string{"against our patches alone, decoding included"}, times(f.patches)...),
		append([]string{"against what patches add to the pass of the statistics"}, times(extra)...))...)
	return nil
}
