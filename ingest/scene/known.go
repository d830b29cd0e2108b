package scene

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// fingerprint is a hash of all that statistics and patches of some scenes depend on besides the features: the files and
// entries of the scenes, in order, the grid of the first, and the given settings.
func (m *Measurer) fingerprint(scenes []*Scene, settings any) (string, error) {
	keys, err := sceneKeys(m.Files, scenes)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal([]any{snapshot.SchemaVersion, keys[len(keys)-1], m.Working.WKT() + m.Working.Shift(), settings})
	return string(text), err
}

// takeChange fills a change from what the current snapshot knows of the same scenes: pixels and patches are its own, and only
// features that it does not have are measured.
func (m *Measurer) takeChange(ctx context.Context, s *snapshot.Tables, c *snapshot.Change, before *snapshot.Change, first *Scene, bands raster.Pair, layers []raster.Layer) error {
	at := m.Earlier.Measured(s.Zones)
	rest, features := at.Rest(layers)
	fresh := make([]snapshot.ZonalStats, len(layers))
	if features > 0 {
		result, err := raster.Run(ctx, bands, rest, raster.Rule{}, raster.Options{Workers: runtime.NumCPU(), Progress: m.Progress.Step, Sparse: true, Weights: first.weights(), Quantiles: c.Rule.Quantiles})
		if err != nil {
			return err
		}
		for k := range fresh {
			fresh[k] = zonalColumns(result.Stats[k], quantilesOf(result, k), len(c.Rule.Quantiles))
		}
	}
	c.Pixels = before.Pixels
	c.Zones = before.Zones.Merged(fresh[0], at[0])
	c.Cells = before.Cells.Merged(fresh[1], at[1])
	c.Parcels = before.Parcels.Merged(fresh[2], at[2])
	p := before.Patches
	c.Patches = snapshot.Patches{Pixels: p.Pixels, Mean: p.Mean, Extreme: p.Extreme, Ellipsoidal: p.Ellipsoidal, Planar: p.Planar, Shapes: p.Shapes}
	m.Report.Note("rule %s, %s → %s: the rasters have not changed since snapshot %s; %d features were measured anew", c.Rule.Name, c.T0.Date, c.T1.Date,
		m.Earlier.Old.Manifest.ID, features)
	return nil
}

// takeSeries measures only the features that the current snapshot's series of the same scenes does not have.
func (m *Measurer) takeSeries(ctx context.Context, s *snapshot.Tables, before *snapshot.Series, base *Scene, scenes []*Scene, layers []raster.Layer) (*snapshot.Series, error) {
	at := m.Earlier.Measured(s.Zones)
	rest, features := at.Rest(layers)
	fresh := &snapshot.Series{Quantity: before.Quantity, Scenes: before.Scenes}
	if features > 0 {
		var err error
		if fresh, err = m.measureSeries(ctx, base, scenes, rest, true); err != nil {
			return nil, fmt.Errorf("features that are new: %w", err)
		}
	}
	n := len(scenes)
	return &snapshot.Series{Quantity: before.Quantity, Scenes: before.Scenes,
		Zones: before.Zones.Merged(fresh.Zones, at[0], n), Cells: before.Cells.Merged(fresh.Cells, at[1], n), Parcels: before.Parcels.Merged(fresh.Parcels, at[2], n)}, nil
}
