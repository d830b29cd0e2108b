package reuse

import (
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Measured says which features of zones, cells and parcels (in this order) an earlier snapshot has measured: by feature its
// place there, or -1. Zones are measured all or none, since some are sums of others.
type Measured [3][]int32

// Rest are the layers with only the features that are yet to be measured, and how many they are.
func (m Measured) Rest(layers []raster.Layer) (out []raster.Layer, features int) {
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

// Measured says what of a new snapshot with these zones has been measured.
func (e *Matched) Measured(z *snapshot.Zones) Measured {
	zones := e.zones
	if slices.Contains(zones, -1) || !slices.Equal(parentCodes(z), parentCodes(e.Old.Zones)) {
		zones = slices.Repeat([]int32{-1}, z.Len())
	}
	return Measured{zones, e.cells, e.parcels}
}

// Change is what the earlier snapshot found by a rule and scenes of this fingerprint, nil where it did not.
func (e *Matched) Change(fingerprint string) *snapshot.Change {
	if e == nil {
		return nil
	}
	for _, c := range e.Old.Changes {
		if c.From == fingerprint {
			return c
		}
	}
	return nil
}

// Series is the earlier snapshot's series of scenes of this fingerprint, nil where it has none.
func (e *Matched) Series(fingerprint string) *snapshot.Series {
	if e == nil {
		return nil
	}
	for _, one := range e.Old.Series {
		if one.From == fingerprint {
			return one
		}
	}
	return nil
}
