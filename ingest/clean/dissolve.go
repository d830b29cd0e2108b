package clean

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// dissolve unites the rows of each code and level, in one file or in several, whose sources say `dissolve: true`: a county in two
// 3-degree zones is delivered in two files. The zone takes the place of its first row, and its name and parent where it has them.
// Rows that name different parents are refused: taking either would be a guess.
func (c *Cleaner) dissolve(ctx context.Context, rows []zoneRow) ([]zoneRow, error) {
	out, parts := c.gatherParts(rows)
	var layer spatial.Builder
	for _, z := range rows {
		layer.Add(z.shape)
	}
	shapes := layer.Build()
	err := geos.Each(ctx, len(out), runtime.NumCPU(), nil, func(w *geos.Worker, i int) error {
		if !out[i].part {
			return nil
		}
		united, err := overlay.Dissolve(&arrange.Arrangement{}, shapes, parts[i])
		if err == nil {
			united, _, _, err = NewRepairer(w).Repair(united)
		}
		if err != nil {
			return fmt.Errorf("%s: dissolve zone %s: %w", out[i].layer.Source.Path, out[i].code, err)
		}
		out[i].shape = united
		return nil
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(z zoneRow) bool {
		if z.torn {
			c.report.Refuse(z.layer.Report, z.remark(report.DuplicateID, "its parts name different parents; correct the field"))
		}
		return z.torn
	}), nil
}

// gatherParts lists the zones, each with its name and parent where a part of it has them, and their parts by place in rows.
func (c *Cleaner) gatherParts(rows []zoneRow) (out []zoneRow, parts map[int][]int) {
	type zone struct {
		level snapshot.Level
		code  string
	}
	place := map[zone]int{} // in out
	parts = map[int][]int{}
	for i, z := range rows {
		key := zone{z.level, z.code}
		at, known := place[key]
		if !z.part || !known {
			if z.part {
				place[key] = len(out)
				parts[len(out)] = []int{i}
			}
			out = append(out, z)
			continue
		}
		first := &out[at]
		if z.parent != "" && first.parent != "" && z.parent != first.parent {
			c.report.Refuse(z.layer.Report, z.remark(report.DuplicateID, "this part of the zone names %q as its parent, another one %q (%s, row %d); correct the field", z.parent, first.parent, first.layer.Source.Path, first.number))
			first.torn = true
			continue
		}
		first.parent = cmp.Or(first.parent, z.parent)
		if first.name == first.code {
			first.name = z.name
		}
		parts[at] = append(parts[at], i)
		if z.layer != first.layer && !slices.ContainsFunc(parts[at][:len(parts[at])-1], func(p int) bool { return rows[p].layer == z.layer }) {
			z.layer.Report.Kept++ // the first part's layer counts the zone when it is packed
		}
	}
	return out, parts
}
