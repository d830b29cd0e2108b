package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// rasterPrint is a hash of all that statistics and patches of some scenes depend on besides the features: the files and
// entries of the scenes, in order, the grid of the first, and the given settings.
func (in *intake) rasterPrint(scenes []*scene, settings any) (string, error) {
	keys, err := in.baselineKeys(scenes)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal([]any{data.SchemaVersion, keys[len(keys)-1], in.working.WKT() + in.working.Shift(), settings})
	return string(text), err
}

// placed says which features of zones, cells and parcels (in this order) an earlier snapshot has measured: by feature its
// place there, or -1. Zones are measured all or none, since some are sums of others.
type placed [3][]int32

func (e *earlier) placed(s *data.Tables) placed {
	zones := e.zones
	if slices.Contains(zones, -1) || !slices.Equal(parentCodes(s.Zones), parentCodes(e.old.Zones)) {
		zones = slices.Repeat([]int32{-1}, s.Zones.Len())
	}
	return placed{zones, e.cells, e.parcels}
}

// rest are the layers with only the features that are yet to be measured, and how many they are.
func (m placed) rest(layers []raster.Layer) (out []raster.Layer, features int) {
	for k, l := range layers {
		if !slices.ContainsFunc(m[k], func(o int32) bool { return o >= 0 }) {
			out, features = append(out, l), features+l.Shapes.Len()
			continue
		}
		var b spatial.Builder
		for f, old := range m[k] {
			if old < 0 {
				b.AddFrom(l.Shapes, f)
			}
		}
		features += b.Len()
		out = append(out, raster.Layer{Shapes: b.Build()})
	}
	return out, features
}

// changeBefore is what the current snapshot found by the same rule in the same scenes, nil where it did not.
func (in *intake) changeBefore(print string) *data.Change {
	if in.earlier == nil {
		return nil
	}
	for _, c := range in.earlier.old.Changes {
		if c.From == print {
			return c
		}
	}
	return nil
}

// takeChange fills a change from what the current snapshot knows of the same scenes: pixels and patches are its own, and only
// features that it does not have are measured.
func (in *intake) takeChange(ctx context.Context, s *data.Tables, c *data.Change, before *data.Change, first *scene, bands raster.Pair, layers []raster.Layer) error {
	m := in.earlier.placed(s)
	rest, features := m.rest(layers)
	fresh := make([]data.ZonalStats, len(layers))
	if features > 0 {
		result, err := raster.Run(ctx, bands, rest, raster.Rule{}, raster.Options{Workers: runtime.NumCPU(), Progress: in.progress.Step, Sparse: true, Weights: first.weights(), Quantiles: c.Rule.Quantiles})
		if err != nil {
			return err
		}
		for k := range fresh {
			fresh[k] = zonalColumns(result.Stats[k], quantilesOf(result, k), len(c.Rule.Quantiles))
		}
	}
	c.Pixels = before.Pixels
	c.Zones = before.Zones.Merged(fresh[0], m[0])
	c.Cells = before.Cells.Merged(fresh[1], m[1])
	c.Parcels = before.Parcels.Merged(fresh[2], m[2])
	p := before.Patches
	c.Patches = data.Patches{Pixels: p.Pixels, Mean: p.Mean, Extreme: p.Extreme, Ellipsoidal: p.Ellipsoidal, Planar: p.Planar, Shapes: p.Shapes}
	in.report.note("rule %s, %s → %s: the rasters have not changed since snapshot %s; %d features were measured anew", c.Rule.Name, c.T0.Date, c.T1.Date,
		in.earlier.old.Manifest.ID, features)
	return nil
}

// seriesBefore is the current snapshot's series of the same scenes, nil where it has none.
func (in *intake) seriesBefore(print string) *data.Series {
	if in.earlier == nil {
		return nil
	}
	for _, one := range in.earlier.old.Series {
		if one.From == print {
			return one
		}
	}
	return nil
}

// takeSeries measures only the features that the current snapshot's series of the same scenes does not have.
func (in *intake) takeSeries(ctx context.Context, s *data.Tables, before *data.Series, base *scene, scenes []*scene, layers []raster.Layer) (*data.Series, error) {
	m := in.earlier.placed(s)
	rest, features := m.rest(layers)
	fresh := &data.Series{Quantity: before.Quantity, Scenes: before.Scenes}
	if features > 0 {
		var err error
		if fresh, err = in.measureSeries(ctx, base, scenes, rest, true); err != nil {
			return nil, fmt.Errorf("features that are new: %w", err)
		}
	}
	n := len(scenes)
	return &data.Series{Quantity: before.Quantity, Scenes: before.Scenes,
		Zones: before.Zones.Merged(fresh.Zones, m[0], n), Cells: before.Cells.Merged(fresh.Cells, m[1], n), Parcels: before.Parcels.Merged(fresh.Parcels, m[2], n)}, nil
}
