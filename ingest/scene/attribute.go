package scene

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/clean/densify"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// attribute brings patches into the working CRS and splits them.
func (m *Measurer) attribute(ctx context.Context, s *snapshot.Tables, c *snapshot.Change, t *Scene, patches []raster.Patch) error {
	shapes, kept, err := m.patchShapes(t, patches)
	if err != nil {
		return err
	}
	if far := len(patches) - len(kept); far > 0 {
		m.Report.Note("rule %s: %d patches lie far away from all zones and were left out", c.Rule.Name, far)
	}
	c.Patches.Shapes = shapes
	for i, p := range kept {
		c.Patches.Pixels = append(c.Patches.Pixels, p.Pixels)
		c.Patches.Mean, c.Patches.Extreme = append(c.Patches.Mean, p.Mean), append(c.Patches.Extreme, p.Extreme)
		c.Patches.Ellipsoidal = append(c.Patches.Ellipsoidal, float64(m.Ellipsoid.Feature(shapes, i)))
		c.Patches.Planar = append(c.Patches.Planar, float64(area.Planar().Feature(shapes, i)))
	}
	return m.split(ctx, s, c)
}

// split cuts a change's patches among zones, sets of cells and parcels. Of overlapping parcels those of the forest classes go
// first, so that what the flags and `demand: forest` sum is all forest.
func (m *Measurer) split(ctx context.Context, s *snapshot.Tables, c *snapshot.Change) error {
	shapes := c.Patches.Shapes
	m.Progress.Start("attribute patches", shapes.Len())
	faces, parcels := overlay.NewIndexed(s.Facts.Faces), overlay.NewIndexed(s.Parcels.Shapes)
	parcels.First = s.ForestParcels()
	parts := make([][]overlay.Part, shapes.Len())
	options := overlay.Options{Workers: runtime.NumCPU(), Progress: m.Progress.Step, Name: func(i int) string { return fmt.Sprintf("patch %d of rule %s", i+1, c.Rule.Name) }}
	err := overlay.Each(ctx, shapes.Len(), options, func(a *arrange.Arrangement, i int) (err error) {
		parts[i], err = overlay.Split(a, shapes, i, faces, parcels)
		return err
	})
	if err != nil {
		return fmt.Errorf("split patches: %w", err)
	}
	m.Progress.Done()
	c.Parts = m.packParts(s.Facts, parts)
	return nil
}

// patchShapes maps patches to the working CRS. Between different CRSs pixel borders bend a little; they are densified like
// all other geometry.
func (m *Measurer) patchShapes(t *Scene, patches []raster.Patch) (*spatial.Polygons, []raster.Patch, error) {
	g := t.info.Grid
	same := t.crs.Same(m.Working)
	transform := func(xs, ys []float64) error { return nil }
	if !same {
		tr, err := gdal.NewTransformer(t.crs, m.Working)
		if err != nil {
			return nil, nil, err
		}
		defer tr.Close()
		transform = tr.Transform
	}
	toWorld := func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = g.ToWorld(xs[i], ys[i])
		}
		return transform(xs, ys)
	}
	var b spatial.Builder
	var kept []raster.Patch
	for _, p := range patches {
		mp, err := densify.Polygons(p.Shape, toWorld)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", t.source.Path, err)
		}
		mp = spatial.Normalize(mp)
		box := spatial.BoxOf(mp.FlatCoords())
		if !m.Extent.Contains(box.MinX, box.MinY) || !m.Extent.Contains(box.MaxX, box.MaxY) {
			continue
		}
		b.Add(mp)
		kept = append(kept, p)
	}
	return b.Build(), kept, nil
}

// packParts lists the parts of each patch, which are cut by the faces of the facts and by parcels.
func (m *Measurer) packParts(f *snapshot.Facts, all [][]overlay.Part) snapshot.Parts {
	var out snapshot.Parts
	var shapes spatial.Builder
	for patch, parts := range all {
		for _, p := range parts {
			zone, set := int32(-1), int32(-1)
			if face := p.In[0]; face >= 0 {
				zone, set = f.FaceZone[face], f.FaceSet[face]
			}
			out.Patch, out.Zone = append(out.Patch, int32(patch)), append(out.Zone, zone)
			out.Set, out.Parcel = append(out.Set, set), append(out.Parcel, p.In[1])
			out.Ellipsoidal = append(out.Ellipsoidal, float64(m.Ellipsoid.Multi(p.Shape)))
			out.Planar = append(out.Planar, float64(area.Planar().Multi(p.Shape)))
			shapes.Add(p.Shape)
		}
	}
	out.Shapes = shapes.Build()
	return out
}
