package ingest

import (
	"context"
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// attribute brings patches into the working CRS and splits them among zones, sets of cells and parcels.
func (in *intake) attribute(ctx context.Context, s *data.Snapshot, c *data.Change, t *scene, patches []raster.Patch) error {
	shapes, kept, err := in.patchShapes(t, patches)
	if err != nil {
		return err
	}
	if far := len(patches) - len(kept); far > 0 {
		in.report.note("rule %s: %d patches lie far away from all zones and were left out", c.Rule.Name, far)
	}
	c.Patches.Shapes = shapes
	for i, p := range kept {
		c.Patches.Pixels = append(c.Patches.Pixels, p.Pixels)
		c.Patches.Mean, c.Patches.Extreme = append(c.Patches.Mean, p.Mean), append(c.Patches.Extreme, p.Extreme)
		c.Patches.Ellipsoidal = append(c.Patches.Ellipsoidal, float64(in.ellipsoid.Feature(shapes, i)))
		c.Patches.Planar = append(c.Patches.Planar, float64(area.Planar().Feature(shapes, i)))
	}
	in.progress.Start("attribute patches", len(kept))
	split := &splitter{s: s, faces: spatial.NewIndex(s.Facts.Faces), parcels: spatial.NewIndex(s.Parcels.Shapes)}
	parts := make([][]part, len(kept))
	err = overlay.EachWorker(ctx, len(kept), in.parallel(), func(w *overlay.Worker, i int) (err error) {
		parts[i], err = split.patch(w, shapes, i)
		return err
	})
	if err != nil {
		return fmt.Errorf("split patches: %w", err)
	}
	in.progress.Done()
	c.Parts = in.packParts(parts)
	return nil
}

// patchShapes maps patches to the working CRS. Between different CRSs pixel borders bend a little; they are densified like
// all other geometry.
func (in *intake) patchShapes(t *scene, patches []raster.Patch) (*spatial.Polygons, []raster.Patch, error) {
	g := t.info.Grid
	same := t.crs.Same(in.working)
	transform := func(xs, ys []float64) error { return nil }
	if !same {
		tr, err := gdalio.NewTransformer(t.crs, in.working)
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
		mp, err := densify(p.Shape, toWorld)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", t.source.Path, err)
		}
		mp = spatial.Normalize(mp)
		box := spatial.BoxOf(mp.FlatCoords())
		if !in.extent.Contains(box.MinX, box.MinY) || !in.extent.Contains(box.MaxX, box.MaxY) {
			continue
		}
		b.Add(mp)
		kept = append(kept, p)
	}
	return b.Build(), kept, nil
}

// part is one patch's ground in one face and parcel.
type part struct {
	patch, zone, set, parcel int32
	shape                    *geom.MultiPolygon
}

// splitter cuts patches by the faces of the facts and by parcels.
type splitter struct {
	s              *data.Snapshot
	faces, parcels *spatial.Index
}

func (sp *splitter) patch(w *overlay.Worker, shapes *spatial.Polygons, i int) ([]part, error) {
	whole, err := w.Feature(shapes, i)
	if err != nil {
		return nil, err
	}
	f := sp.s.Facts
	var out []part
	err = split(w, whole, f.Faces, sp.faces, func(ground *overlay.Shape, face int) error {
		p := part{patch: int32(i), zone: -1, set: -1}
		if face >= 0 {
			p.zone, p.set = f.FaceZone[face], f.FaceSet[face]
		}
		return split(w, ground, sp.s.Parcels.Shapes, sp.parcels, func(ground *overlay.Shape, parcel int) (err error) {
			p.parcel = int32(parcel)
			if p.shape, err = ground.Multi(); err == nil {
				out = append(out, p)
			}
			return err
		})
	})
	return out, err
}

// split hands out a shape's ground in each feature of a layer, and at last what is in none (-1). Ground in several features
// goes to the first, so that the parts add up to the whole.
func split(w *overlay.Worker, whole *overlay.Shape, layer *spatial.Polygons, index *spatial.Index, take func(ground *overlay.Shape, feature int) error) error {
	rest := whole
	for _, f := range index.Query(whole.Box) {
		if rest.PlanarArea() < overlay.Dust {
			return nil
		}
		cut, err := w.Feature(layer, f)
		if err != nil {
			return err
		}
		in, err := w.Intersection(rest, cut)
		if err != nil {
			return err
		}
		if in.PlanarArea() < overlay.Dust {
			continue
		}
		if err := take(in, f); err != nil {
			return err
		}
		if rest, err = w.Difference(rest, cut); err != nil {
			return err
		}
	}
	if rest.PlanarArea() < overlay.Dust {
		return nil
	}
	return take(rest, -1)
}

func (in *intake) packParts(all [][]part) data.Parts {
	var out data.Parts
	var shapes spatial.Builder
	for _, parts := range all {
		for _, p := range parts {
			out.Patch, out.Zone = append(out.Patch, p.patch), append(out.Zone, p.zone)
			out.Set, out.Parcel = append(out.Set, p.set), append(out.Parcel, p.parcel)
			out.Ellipsoidal = append(out.Ellipsoidal, float64(in.ellipsoid.Multi(p.shape)))
			out.Planar = append(out.Planar, float64(area.Planar().Multi(p.shape)))
			shapes.Add(p.shape)
		}
	}
	out.Shapes = shapes.Build()
	return out
}
