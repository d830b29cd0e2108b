package geopackage

import (
	"context"
	"math"
	"strings"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// Name is the file of a snapshot that QGIS opens.
const Name = "snapshot.gpkg"

// ExtraLayer is a layer that a GeoPackage holds beside the snapshot's own: rows along Fields, with a shape or nil each.
type ExtraLayer struct {
	Name   string
	Fields []gdalio.Field
	Rows   [][]any
	Shapes []*geom.MultiPolygon
}

// gpkgLayer is one layer or table: n rows, their values along fields, their shapes (nil for a table).
type gpkgLayer struct {
	name   string
	fields []gdalio.Field
	n      int
	row    func(i int) []any
	shapes *spatial.Polygons
}

func text(names ...string) []gdalio.Field    { return fields(gdalio.String, names) }
func numbers(names ...string) []gdalio.Field { return fields(gdalio.Real, names) }
func whole(names ...string) []gdalio.Field   { return fields(gdalio.Integer, names) }

func fields(t gdalio.FieldType, names []string) []gdalio.Field {
	var out []gdalio.Field
	for _, n := range names {
		out = append(out, gdalio.Field{Name: n, Type: t})
	}
	return out
}

func join(groups ...[]gdalio.Field) []gdalio.Field {
	var out []gdalio.Field
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

// Write writes every layer and table, in the working CRS, and the extra ones behind them.
func Write(ctx context.Context, s *snapshot.Snapshot, path string, extra ...ExtraLayer) error {
	crs, err := gdalio.ParseCRS(s.Manifest.CRS.WKT)
	if err != nil {
		return err
	}
	w, err := gdalio.CreateVector(path, "GPKG")
	if err != nil {
		return err
	}
	layers := gpkg{change.New(coverage.New(s, nil))}.layers()
	for _, e := range extra {
		var shapes spatial.Builder
		for _, g := range e.Shapes {
			shapes.Add(g)
		}
		layers = append(layers, gpkgLayer{e.Name, e.Fields, len(e.Rows), func(i int) []any { return e.Rows[i] }, shapes.Build()})
	}
	for _, l := range layers {
		if err := writeLayer(ctx, w, crs, l); err != nil {
			w.Close()
			return err
		}
	}
	return w.Close()
}

func writeLayer(ctx context.Context, w *gdalio.VectorWriter, crs gdalio.CRS, l gpkgLayer) error {
	kind := "MultiPolygon"
	if l.shapes == nil {
		kind = "None"
	}
	out, err := w.AddLayer(gdalio.LayerSpec{Name: l.name, CRS: crs, Geometry: kind, Fields: l.fields})
	if err != nil {
		return err
	}
	for i := range l.n {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var g geom.T
		if l.shapes != nil {
			g = l.shapes.Feature(i)
		}
		if err := out.Write(l.row(i), g); err != nil {
			return err
		}
	}
	return nil
}

// gpkg draws the layers of a snapshot.
type gpkg struct{ *change.Engine }

func (s gpkg) layers() []gpkgLayer {
	out := []gpkgLayer{
		{"zones", join(text("code", "name", "level", "parent"), numbers("area_m2")), s.Zones.Len(), func(i int) []any {
			return []any{s.Zones.Code[i], s.Zones.Name[i], string(s.Zones.Level[i]), s.ZoneCode(s.Zones.Parent[i]), s.Zones.Ellipsoidal[i]}
		}, s.Zones.Shapes},
		{"cells", text("id", "ranger", "valid_from", "valid_to"), s.Cells.Len(), func(i int) []any {
			return []any{s.Cells.ID[i], s.Cells.Ranger[i], s.Cells.ValidFrom[i].String(), s.Cells.ValidTo[i].String()}
		}, s.Cells.Shapes},
		{"parcels", join(text("id", "class", "category"), numbers("stated_m2")), s.Parcels.Len(), func(i int) []any {
			return []any{s.Parcels.ID[i], s.Parcels.Class[i], s.Parcels.Category[i], s.Parcels.StatedM2[i]}
		}, s.Parcels.Shapes},
		{"accepted", text("id", "reason", "approver", "valid_from", "valid_to"), s.Accepted.Len(), func(i int) []any {
			a := s.Accepted
			return []any{a.ID[i], a.Reason[i], a.Approver[i], a.ValidFrom[i].String(), a.ValidTo[i].String()}
		}, s.Accepted.Shapes},
		{"permitted", text("id", "permit", "valid_from", "valid_to"), s.Permitted.Len(), func(i int) []any {
			p := s.Permitted
			return []any{p.ID[i], p.Permit[i], p.ValidFrom[i].String(), p.ValidTo[i].String()}
		}, s.Permitted.Shapes},
		s.gapLayer(), s.spotLayer("overlaps", &s.Found.Overlaps), s.spotLayer("residue", &s.Found.Residue),
		s.sharedLayer("contested", s.Zones.Code, &s.Contested), s.sharedLayer("cell_pairs", s.Cells.ID, &s.CellPairs),
		{"facts", join(text("zone", "cells", "parcel"), numbers("area_m2", "planar_m2")), len(s.Facts.Face), s.factRow, nil},
		{"people", text("id", "name", "post"), len(s.Registry.People), func(i int) []any {
			p := s.Registry.People[i]
			return []any{p.ID, p.Name, p.Post}
		}, nil},
		{"assignments", text("person", "role", "zone", "cell", "valid_from", "valid_to", "recorded_at"), len(s.Registry.Assignments), func(i int) []any {
			a := s.Registry.Assignments[i]
			return []any{a.Person, string(a.Role), a.Zone, a.Cell, a.ValidFrom.String(), a.ValidTo.String(), a.RecordedAt.String()}
		}, nil},
	}
	return append(out, s.changeLayers()...)
}

func (s gpkg) factRow(i int) []any {
	f := s.Facts
	face := f.Face[i]
	parcel := ""
	if p := f.Parcel[i]; p >= 0 {
		parcel = s.Parcels.ID[p]
	}
	return []any{s.ZoneCode(f.FaceZone[face]), s.coverNames(f.FaceSet[face]), parcel, f.Ellipsoidal[i], f.Planar[i]}
}

// coverNames lists the covers of a set; exceptions are marked.
func (s gpkg) coverNames(set int32) string {
	if set < 0 {
		return ""
	}
	var names []string
	for _, c := range s.Facts.Sets[set] {
		if int(c) < s.Cells.Len() {
			names = append(names, s.Cells.ID[c])
		} else {
			names = append(names, "accepted:"+s.Accepted.ID[int(c)-s.Cells.Len()])
		}
	}
	return strings.Join(names, ",")
}

func (s gpkg) spotLayer(name string, p *snapshot.FindingTable) gpkgLayer {
	return gpkgLayer{name, join(text("id", "zone", "cells"), numbers("area_m2", "planar_m2")), p.Len(), func(i int) []any {
		return []any{p.ID[i], s.ZoneCode(p.Zone[i]), s.coverNames(p.Set[i]), p.Ellipsoidal[i], p.Planar[i]}
	}, p.Shapes}
}

func (s gpkg) gapLayer() gpkgLayer {
	g := &s.Found.Gaps
	return gpkgLayer{"gaps", join(text("id", "zone"), numbers("area_m2", "planar_m2"), text("first_seen", "split_from")), g.Len(), func(i int) []any {
		return []any{g.ID[i], s.ZoneCode(g.Zone[i]), g.Ellipsoidal[i], g.Planar[i], g.FirstSeen[i].String(), g.SplitFrom[i]}
	}, g.Shapes}
}

func (s gpkg) sharedLayer(name string, ids []string, p *snapshot.Shared) gpkgLayer {
	return gpkgLayer{name, join(text("a", "b"), numbers("area_m2", "planar_m2")), len(p.A), func(i int) []any {
		return []any{ids[p.A[i]], ids[p.B[i]], p.Ellipsoidal[i], p.Planar[i]}
	}, p.Shapes}
}

// changeLayers puts all rules' patches into one layer, their parts into another and the statistics into a table.
func (s gpkg) changeLayers() []gpkgLayer {
	type at struct {
		c *snapshot.Change
		i int
	}
	var patches, parts []at
	var patchShapes, partShapes spatial.Builder
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			patches = append(patches, at{c, i})
			patchShapes.AddFrom(c.Patches.Shapes, i)
		}
		for i := range c.Parts.Patch {
			parts = append(parts, at{c, i})
			partShapes.AddFrom(c.Parts.Shapes, i)
		}
	}
	return append([]gpkgLayer{
		{"patches", join(text("patch", "rule", "t0", "t1"), whole("pixels"), numbers("area_m2", "planar_m2", "mean_change", "max_change"), text("first_seen", "last_seen", "split_from")), len(patches), func(k int) []any {
			c, i := patches[k].c, patches[k].i
			return []any{c.PatchID(int32(i)), c.Rule.Name, c.T0.Date.String(), c.T1.Date.String(), c.Patches.Pixels[i],
				c.Patches.Ellipsoidal[i], c.Patches.Planar[i], c.Patches.Mean[i], c.Patches.Extreme[i],
				c.Patches.FirstSeen[i].String(), c.Patches.LastSeen[i].String(), c.Patches.SplitFrom[i]}
		}, patchShapes.Build()},
		{"patch_parts", join(text("patch", "zone", "cell", "parcel", "class", "category", "ranger", "chief"), numbers("part_m2", "patch_m2")), len(parts), func(k int) []any {
			c, i := parts[k].c, parts[k].i
			row, chief := s.PartOf(c, i, c.T1.Date), ""
			if len(row.Chain) > 0 {
				chief = row.Chain[0].Chief
			}
			return []any{row.Patch, row.Zone, row.Cell, row.Parcel, row.Class, row.Category, row.Ranger, chief,
				c.Parts.Ellipsoidal[i], c.Patches.Ellipsoidal[c.Parts.Patch[i]]}
		}, partShapes.Build()},
	}, s.statsLayers()...)
}

func (s gpkg) statsLayers() []gpkgLayer {
	var out []gpkgLayer
	for _, l := range []struct {
		name string
		ids  []string
		of   func(c *snapshot.Change) *snapshot.ZonalStats
	}{
		{"stats_zones", s.Zones.Code, func(c *snapshot.Change) *snapshot.ZonalStats { return &c.Zones }},
		{"stats_cells", s.Cells.ID, func(c *snapshot.Change) *snapshot.ZonalStats { return &c.Cells }},
		{"stats_parcels", s.Parcels.ID, func(c *snapshot.Change) *snapshot.ZonalStats { return &c.Parcels }},
	} {
		n := len(l.ids)
		var later [][]float64
		for _, c := range s.Changes {
			later = append(later, s.LaterShares(c, strings.TrimPrefix(l.name, "stats_")))
		}
		out = append(out, gpkgLayer{l.name, join(text("rule", "t0", "t1", "id"), numbers("count", "mean", "stdev", "min", "max", "valid_share", "later_share")), n * len(s.Changes), func(k int) []any {
			c, i := s.Changes[k/n], k%n
			z := l.of(c)
			row := []any{c.Rule.Name, c.T0.Date.String(), c.T1.Date.String(), l.ids[i], z.Count[i], nil, nil, nil, nil, z.ValidShare[i], later[k/n][i]}
			if z.Count[i] > 0 {
				row[5], row[6], row[7], row[8] = z.Mean[i], z.Stdev[i], z.Min[i], z.Max[i]
			}
			return row
		}, nil})
	}
	return append(out, s.seriesLayers()...)
}

// seriesLayers are the single scenes' statistics, one table a layer.
func (s gpkg) seriesLayers() []gpkgLayer {
	var out []gpkgLayer
	for _, name := range []string{"zones", "cells", "parcels"} {
		l, err := s.FeatureLayer(name)
		if err != nil {
			continue
		}
		type at struct {
			series  *snapshot.Series
			t, i, k int
		}
		var rows []at
		for _, one := range s.Series {
			for t := range one.Scenes {
				for i := range l.IDs {
					rows = append(rows, at{one, t, i, t*len(l.IDs) + i})
				}
			}
		}
		out = append(out, gpkgLayer{"series_" + name, join(text("quantity", "date", "id"), numbers("count", "mean", "stdev", "valid_share", "since_share")), len(rows), func(r int) []any {
			x := rows[r]
			z := x.series.Of(name)
			row := []any{x.series.Quantity, x.series.Scenes[x.t].Date.String(), l.IDs[x.i], z.Count[x.k], nil, nil, z.ValidShare[x.k], z.SinceShare[x.k]}
			if !math.IsNaN(z.Mean[x.k]) {
				row[4], row[5] = z.Mean[x.k], z.Stdev[x.k]
			}
			return row
		}, nil})
	}
	return out
}
