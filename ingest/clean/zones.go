package clean

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/identifier"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
)

// zoneRow is a zone before it has a place in the tree.
type zoneRow struct {
	code, name, parent string
	level              snapshot.Level
	shape              *geom.MultiPolygon
	layer              *source.Layer
	number             int64
	part               bool // of a zone in parts: its layer is one to be dissolved
	torn               bool // its parts contradict each other
}

func (z zoneRow) remark(reason report.Reason, format string, args ...any) report.Remark {
	return report.Remark{File: z.layer.Source.Path, Layer: z.layer.Info.Name, Row: z.number, ID: z.code, Reason: reason, Detail: fmt.Sprintf(format, args...), Shape: z.shape, Texts: []string{z.code, z.name, z.parent}}
}

// Zones reads the zones of layers, which are in the project's order. What has no code of its own or no way up to a root is refused. Its error
// is a [*report.QuarantineError] where none is left. origins are along the zones.
func (c *Cleaner) Zones(ctx context.Context, layers []*source.Layer) (*snapshot.Zones, []Origin, error) {
	var all []zoneRow
	for i, l := range layers {
		s := c.project.Zones[i]
		var zones []zoneRow
		err := l.Read(ctx, []string{s.Code, s.Name, s.Parent}, "", func(rows []source.Row) error {
			rows, err := c.normalize(ctx, l, rows)
			for _, r := range rows {
				z := zoneRow{code: r.Texts[0], name: cmp.Or(r.Texts[1], r.Texts[0]), parent: r.Texts[2], level: s.Level, shape: r.Shape, layer: l, number: r.Number}
				if z.code == "" {
					c.report.Refuse(l.Report, z.remark(report.EmptyID, "field %s is empty; give the zone its code", s.Code))
					continue
				}
				zones = append(zones, z)
			}
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		for i := range zones {
			zones[i].part = s.Dissolve
		}
		all = append(all, zones...)
	}
	var err error
	if all, err = c.dissolve(ctx, all); err != nil {
		return nil, nil, err
	}
	all = c.uniqueZones(all)
	all = c.rootedZones(all)
	if len(all) == 0 {
		return nil, nil, &report.QuarantineError{Share: c.report.Share(), Limit: c.project.Rules.QuarantineLimit, NoZones: true, First: c.report.Quarantine[0]}
	}
	out, origins := treeOf(all)
	return out, origins, nil
}

// uniqueZones refuses every zone whose code another one has too: keeping either would be a guess.
func (c *Cleaner) uniqueZones(all []zoneRow) []zoneRow {
	type place struct {
		file, layer string
		row         int64
		level       snapshot.Level
	}
	places := map[string][]place{}
	for _, z := range all {
		places[z.code] = append(places[z.code], place{z.layer.Source.Path, z.layer.Info.Name, z.number, z.level})
	}
	return slices.DeleteFunc(all, func(z zoneRow) bool {
		shared := places[z.code]
		if len(shared) == 1 {
			return false
		}
		own := place{z.layer.Source.Path, z.layer.Info.Name, z.number, z.level}
		other := shared[0]
		if other == own {
			other = shared[1]
		}
		remedy := "give each its own (or `dissolve: true` at every source that holds parts of one zone)"
		if other.level != own.level {
			remedy = "codes are unique across all levels: give each its own"
		}
		c.report.Refuse(z.layer.Report, z.remark(report.DuplicateID, "%d zones have this code, another one being the %s in %s, layer %s, row %d; %s", len(shared), other.level, other.file, other.layer, other.row, remedy))
		return true
	})
}

// rootedZones refuses zones without a way up to a root. A zone of the coarsest level is a root where its parent was not
// delivered; at any other level that is an error.
func (c *Cleaner) rootedZones(all []zoneRow) []zoneRow {
	top := c.project.Zones[0].Level
	codes := make([]string, len(all))
	for i, z := range all {
		codes[i] = z.code
	}
	index := identifier.NewIndex(codes)
	for i := range all {
		all[i].parent, _ = index.Find(all[i].parent)
	}
	for {
		known := map[string]bool{}
		for _, z := range all {
			known[z.code] = true
		}
		before := len(all)
		all = slices.DeleteFunc(all, func(z zoneRow) bool {
			if z.parent == "" && z.level == top || z.level == top && !known[z.parent] || known[z.parent] && z.parent != z.code {
				return false
			}
			reason, detail := report.UnknownParent, "no zone has the parent's code %q; correct the field, or deliver that zone"
			if z.parent == z.code {
				reason, detail = report.ParentCycle, "the zone names itself (%q) as its parent"
			}
			c.report.Refuse(z.layer.Report, z.remark(reason, detail, z.parent))
			return true
		})
		if len(all) == before {
			break
		}
	}
	return c.acyclicZones(all)
}

func (c *Cleaner) acyclicZones(all []zoneRow) []zoneRow {
	parent := map[string]string{}
	for _, z := range all {
		parent[z.code] = z.parent
	}
	return slices.DeleteFunc(all, func(z zoneRow) bool {
		steps := 0
		for code := z.code; ; steps++ {
			p, ok := parent[code]
			if !ok {
				return false
			}
			if steps > len(all) {
				c.report.Refuse(z.layer.Report, z.remark(report.ParentCycle, "its parents lead in a circle; correct the field"))
				return true
			}
			code = p
		}
	})
}

// treeOf orders zones by depth and code, so that parents come first, and packs them; origins are along them.
func treeOf(all []zoneRow) (*snapshot.Zones, []Origin) {
	byCode := map[string]zoneRow{}
	for _, z := range all {
		byCode[z.code] = z
	}
	depth := map[string]int{}
	for _, z := range all {
		for up, ok := byCode[z.parent]; ok; up, ok = byCode[up.parent] {
			depth[z.code]++
		}
	}
	slices.SortFunc(all, func(a, b zoneRow) int {
		return cmp.Or(cmp.Compare(depth[a.code], depth[b.code]), cmp.Compare(a.code, b.code))
	})
	place := map[string]int32{}
	out := &snapshot.Zones{}
	var shapes spatial.Builder
	var origins []Origin
	for i, z := range all {
		place[z.code] = int32(i)
		up, ok := place[z.parent]
		if !ok {
			up = -1
		}
		out.Code, out.Name = append(out.Code, z.code), append(out.Name, z.name)
		out.Level, out.Parent = append(out.Level, z.level), append(out.Parent, up)
		shapes.Add(z.shape)
		origins = append(origins, Origin{z.layer, z.number})
		z.layer.Report.Kept++
	}
	out.Shapes = shapes.Build()
	out.BuildIndexes()
	return out, origins
}
