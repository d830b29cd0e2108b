package scene

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
)

// Rasters keeps every scene in a file of its own, from which the server draws it: sources may move or change, a snapshot does not.
// A file is named by all that it depends on, so that the current snapshot's is linked where it is the same. Files are made in the
// scratch folder, from where [ingest.write] moves them.
func (m *Measurer) Rasters(ctx context.Context, s *snapshot.Tables) (linked []snapshot.FileInfo, err error) {
	for _, sc := range m.Scenes {
		name, err := m.rasterName(sc)
		if err != nil {
			return nil, err
		}
		kept := snapshot.SceneRaster{Quantity: sc.Quantity, Date: sc.Date, File: name}
		if file, ok := m.Previous.LinkRaster(name, m.Scratch); ok {
			linked = append(linked, file)
		} else if drawn, err := m.writeRaster(ctx, sc, filepath.Join(m.Scratch, name)); err != nil {
			return nil, fmt.Errorf("%s: what maps are drawn from cannot be written: %w", sc.source.Path, m.resampler.hidden(err))
		} else if !drawn {
			continue
		}
		s.Manifest.Rasters = append(s.Manifest.Rasters, kept)
	}
	if len(linked) > 0 {
		m.Report.Note("%d of %d scenes are drawn from files of snapshot %s, since they have not changed", len(linked), len(m.Scenes), m.Previous.Snapshot.Manifest.ID)
	}
	return linked, nil
}

func (m *Measurer) rasterName(sc *Scene) (string, error) {
	keys, err := sceneKeys(m.Files, []*Scene{sc})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(rasterpack.Format + keys[0]))
	return "scene-" + hex.EncodeToString(sum[:8]) + snapshot.RasterExt, nil
}

// writeRaster makes a scene's file. A scene that no polynomial places on the globe well enough is not drawn; the report says so.
func (m *Measurer) writeRaster(ctx context.Context, sc *Scene, path string) (drawn bool, err error) {
	h := rasterpack.Header{Grid: sc.info.Grid, CRS: sc.crs.String(), Type: sc.rasterType(), Class: sc.source.Kind == project.KindClass || len(sc.source.Classes) > 0, Scale: sc.Scale, Offset: sc.Offset}
	if h.ToPixel, err = sc.fromDegrees(); err != nil {
		m.Report.Note("%s is measured but not drawn on maps: %v", sc.source.Path, err)
		return false, nil
	}
	m.Progress.Start(fmt.Sprintf("map tiles of %s %s", sc.Quantity, sc.Date), rasterpack.Windows(h.Grid))
	if err := rasterpack.Write(ctx, path, h, sc.open(), rasterpack.Options{Workers: runtime.NumCPU(), Progress: m.Progress.Step}); err != nil {
		return false, err
	}
	m.Progress.Done()
	return true, nil
}

// rasterType is the smallest type that holds the scene's values; what is drawn needs no more than float32.
func (s *Scene) rasterType() rasterpack.Type {
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
func (s *Scene) fromDegrees() (*crsapprox.Warp, error) {
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		return nil, err
	}
	box, err := s.extentIn(lonlat)
	if err != nil {
		return nil, err
	}
	box = box.Pad(1e-3 * max(box.Width(), box.Height())) // a curved side reaches beyond its corners and the points between
	t, err := gdal.NewTransformer(lonlat, s.crs)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	return crsapprox.Fit(func(xs, ys []float64) error {
		if err := t.Transform(xs, ys); err != nil {
			return err
		}
		for i := range xs {
			xs[i], ys[i] = s.info.Grid.ToPixel(xs[i], ys[i])
		}
		return nil
	}, box, pixelStray)
}
