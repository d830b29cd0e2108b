package geopackage

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// changeLayers puts all rules' patches into one layer, their parts into another, and the statistics of changes and scenes into tables.
func changeLayers(e *change.Engine) []snapshot.Layer {
	out := []snapshot.Layer{patches(e), parts(e)}
	for _, layer := range []string{"zones", "cells", "parcels"} {
		out = append(out, stats(e, layer))
	}
	for _, layer := range []string{"zones", "cells", "parcels"} {
		out = append(out, series(e, layer))
	}
	return out
}

// row is a row of one of several tables that are one layer.
type row[T any] struct {
	of *T
	i  int
}

// fields makes fields of values that are taken from rows of several tables.
type fields[T any] struct{ rows []row[T] }

func (f fields[T]) text(name string, value func(of *T, i int) string) snapshot.Field {
	return snapshot.TextField(name, func(k int) string { return value(f.rows[k].of, f.rows[k].i) })
}

func (f fields[T]) real(name string, value func(of *T, i int) float64) snapshot.Field {
	return snapshot.RealField(name, func(k int) float64 { return value(f.rows[k].of, f.rows[k].i) })
}

// known is a field without a value where nothing was observed.
func (f fields[T]) known(name string, value func(of *T, i int) float64) snapshot.Field {
	return snapshot.Field{Name: name, Type: snapshot.Real, Value: func(k int) any {
		if v := value(f.rows[k].of, f.rows[k].i); !math.IsNaN(v) {
			return v
		}
		return nil
	}}
}

func patches(e *change.Engine) snapshot.Layer {
	var f fields[snapshot.Change]
	var shapes spatial.Builder
	for _, c := range e.Changes {
		for i := range c.Patches.Pixels {
			f.rows = append(f.rows, row[snapshot.Change]{c, i})
			shapes.AddFrom(c.Patches.Shapes, i)
		}
	}
	type C = snapshot.Change
	return snapshot.Layer{Name: "patches", Rows: len(f.rows), Shapes: shapes.Build(), Fields: []snapshot.Field{
		f.text("patch", func(c *C, i int) string { return c.PatchID(int32(i)) }),
		f.text("rule", func(c *C, _ int) string { return c.Rule.Name }),
		f.text("t0", func(c *C, _ int) string { return c.T0.Date.String() }),
		f.text("t1", func(c *C, _ int) string { return c.T1.Date.String() }),
		{Name: "pixels", Type: snapshot.Integer, Value: func(k int) any { return f.rows[k].of.Patches.Pixels[f.rows[k].i] }},
		f.real("area_m2", func(c *C, i int) float64 { return c.Patches.Ellipsoidal[i] }),
		f.real("planar_m2", func(c *C, i int) float64 { return c.Patches.Planar[i] }),
		f.real("mean_change", func(c *C, i int) float64 { return c.Patches.Mean[i] }),
		f.real("max_change", func(c *C, i int) float64 { return c.Patches.Extreme[i] }),
		f.text("first_seen", func(c *C, i int) string { return c.Patches.FirstSeen[i].String() }),
		f.text("last_seen", func(c *C, i int) string { return c.Patches.LastSeen[i].String() }),
		f.text("split_from", func(c *C, i int) string { return c.Patches.SplitFrom[i] }),
	}}
}

// attributed is a part of a patch with who answers for it.
type attributed struct {
	change.PatchPart
	partM2, patchM2 float64
}

func parts(e *change.Engine) snapshot.Layer {
	var f fields[attributed]
	var shapes spatial.Builder
	for _, c := range e.Changes {
		for i, patch := range c.Parts.Patch {
			f.rows = append(f.rows, row[attributed]{&attributed{e.PartOf(c, i, c.T1.Date), c.Parts.Ellipsoidal[i], c.Patches.Ellipsoidal[patch]}, 0})
			shapes.AddFrom(c.Parts.Shapes, i)
		}
	}
	type P = attributed
	return snapshot.Layer{Name: "patch_parts", Rows: len(f.rows), Shapes: shapes.Build(), Fields: []snapshot.Field{
		f.text("patch", func(p *P, _ int) string { return p.Patch }),
		f.text("zone", func(p *P, _ int) string { return p.Zone }),
		f.text("cell", func(p *P, _ int) string { return p.Cell }),
		f.text("parcel", func(p *P, _ int) string { return p.Parcel }),
		f.text("class", func(p *P, _ int) string { return p.Class }),
		f.text("category", func(p *P, _ int) string { return p.Category }),
		f.text("ranger", func(p *P, _ int) string { return p.Ranger }),
		f.text("chief", func(p *P, _ int) string {
			if len(p.Chain) == 0 {
				return ""
			}
			return p.Chain[0].Chief
		}),
		f.real("part_m2", func(p *P, _ int) float64 { return p.partM2 }),
		f.real("patch_m2", func(p *P, _ int) float64 { return p.patchM2 }),
	}}
}
