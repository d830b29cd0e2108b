package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Landscape makes sure that the generated landscape of a scale (S, M or L) lies below dir and returns its folder.
func Landscape(ctx context.Context, dir, scale string) (string, error) {
	out := filepath.Join(dir, scale)
	if _, err := os.Stat(filepath.Join(out, "complete")); err == nil {
		return out, nil
	}
	shared := os.Getenv("QINGSHAN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	gen := filepath.Join(shared, "bench", "gen.py")
	if _, err := os.Stat(gen); err != nil {
		return "", fmt.Errorf("the landscape's generator is not here (%w); set QINGSHAN_SHARED", err)
	}
	fmt.Fprintf(os.Stderr, "generating landscape %s in %s\n", scale, out)
	cmd := exec.CommandContext(ctx, "/usr/bin/python3", gen, "--scale", scale, "--check", "0", "--out", out)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("generate landscape %s (Debian's python3-gdal and python3-numpy are needed): %w", scale, err)
	}
	return out, os.WriteFile(filepath.Join(out, "complete"), nil, 0o644)
}

// Layer reads the polygons of a FlatGeobuf file, on the intake grid.
func Layer(ctx context.Context, folder, name string) (*spatial.Polygons, error) {
	path := filepath.Join(folder, name+".fgb")
	var b spatial.Builder
	err := gdal.ReadLayer(ctx, path, name, gdal.Options{}, func(_ gdal.LayerInfo, r gdal.Record) error {
		b.Add(spatial.Normalize(r.Geometry))
		return nil
	})
	return b.Build(), err
}
