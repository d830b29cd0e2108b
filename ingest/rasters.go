package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
	"github.com/qingshan-gis/qingshan/spatial/warp"
)

// rasters keeps every scene in a file of its own, from which the server draws it: sources may move or change, a snapshot does not.
// A file is named by all that it depends on, so that the current snapshot's is linked where it is the same. Files are made in the
// scratch folder, from where [intake.write] moves them.
func (in *intake) rasters(ctx context.Context, s *data.Tables) error {
	linked := 0
	for _, sc := range in.scenes {
		name, err := in.rasterName(sc)
		if err != nil {
			return err
		}
		kept := data.SceneRaster{Quantity: sc.Quantity, Date: sc.Date, File: name}
		if in.linkRaster(name) {
			linked++
		} else if drawn, err := in.writeRaster(ctx, sc, filepath.Join(in.scratch, name)); err != nil {
			return fmt.Errorf("%s: what maps are drawn from cannot be written: %w", sc.source.Path, in.hidden(err))
		} else if !drawn {
			continue
		}
		s.Manifest.Rasters = append(s.Manifest.Rasters, kept)
	}
	if linked > 0 {
		in.report.note("%d of %d scenes are drawn from files of snapshot %s, since they have not changed", linked, len(in.scenes), in.old.Manifest.ID)
	}
	return nil
}

func (in *intake) rasterName(sc *scene) (string, error) {
	keys, err := in.baselineKeys([]*scene{sc})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(rasterpack.Format + keys[0]))
	return "scene-" + hex.EncodeToString(sum[:8]) + data.RasterExt, nil
}

// linkRaster takes over a file of the current snapshot, whose hashes were checked when it was loaded; see sameAsLinked. A file system that
// knows no links gets a new file.
func (in *intake) linkRaster(name string) bool {
	if in.old == nil || slices.Contains(in.oldDamaged, name) || !slices.ContainsFunc(in.old.Manifest.Rasters, func(r data.SceneRaster) bool { return r.File == name }) {
		return false
	}
	i := slices.IndexFunc(in.old.Manifest.Files, func(f data.FileInfo) bool { return f.Name == name })
	if i < 0 || os.Link(filepath.Join(in.oldFolder, name), filepath.Join(in.scratch, name)) != nil {
		return false
	}
	in.linked = append(in.linked, in.old.Manifest.Files[i])
	return true
}

// sameAsLinked proves that what was linked is what the current snapshot's manifest says: a file that was damaged since its hash was
// checked must not be sealed with the hash of its damage.
func (in *intake) sameAsLinked(sealed []data.FileInfo) error {
	for _, f := range in.linked {
		if !slices.Contains(sealed, f) {
			return fmt.Errorf("publish: %s, which was taken over from the current snapshot, was damaged meanwhile; nothing was published, run `qingshan ingest` again to have it made anew", f.Name)
		}
	}
	return nil
}

// writeRaster makes a scene's file. A scene that no polynomial places on the globe well enough is not drawn; the report says so.
func (in *intake) writeRaster(ctx context.Context, sc *scene, path string) (drawn bool, err error) {
	h := rasterpack.Header{Grid: sc.info.Grid, CRS: sc.crs.String(), Type: sc.rasterType(), Class: sc.source.Kind == kindClass || len(sc.source.Classes) > 0, Scale: sc.Scale, Offset: sc.Offset}
	if h.ToPixel, err = sc.fromDegrees(); err != nil {
		in.report.note("%s is measured but not drawn on maps: %v", sc.source.Path, err)
		return false, nil
	}
	in.progress.Start(fmt.Sprintf("map tiles of %s %s", sc.Quantity, sc.Date), rasterpack.Windows(h.Grid))
	if err := rasterpack.Write(ctx, path, h, sc.open(), rasterpack.Options{Workers: runtime.NumCPU(), Progress: in.progress.Step}); err != nil {
		return false, err
	}
	in.progress.Done()
	return true, nil
}

// rasterType is the smallest type that holds the scene's values; what is drawn needs no more than float32.
func (s *scene) rasterType() rasterpack.Type {
	if len(s.source.Classes) > 0 {
		return rasterpack.Uint8
	}
	switch s.info.DataType {
	case "Byte":
		return rasterpack.Uint8
	case "Int8", "Int16":
		return rasterpack.Int16
	case "UInt16":
		return rasterpack.Uint16
	}
	return rasterpack.Float32
}

// pixelStray is how far, in pixels, the polynomial may stray from the transformation.
const pixelStray = 0.02

// fromDegrees maps longitude and latitude to the scene's pixels.
func (s *scene) fromDegrees() (*warp.Warp, error) {
	lonlat, err := gdalio.ParseCRS("EPSG:4490")
	if err != nil {
		return nil, err
	}
	box, err := s.extentIn(lonlat)
	if err != nil {
		return nil, err
	}
	box = box.Pad(1e-3 * max(box.Width(), box.Height())) // a curved side reaches beyond its corners and the points between
	t, err := gdalio.NewTransformer(lonlat, s.crs)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	return warp.Fit(func(xs, ys []float64) error {
		if err := t.Transform(xs, ys); err != nil {
			return err
		}
		for i := range xs {
			xs[i], ys[i] = s.info.Grid.ToPixel(xs[i], ys[i])
		}
		return nil
	}, box, pixelStray)
}

// moveRasters puts the scenes' files into a snapshot's folder.
func (in *intake) moveRasters(folder string, s *data.Tables) error {
	for _, r := range s.Manifest.Rasters {
		if err := os.Rename(filepath.Join(in.scratch, r.File), filepath.Join(folder, r.File)); err != nil {
			return fmt.Errorf("publish: %w", err)
		}
	}
	return nil
}
