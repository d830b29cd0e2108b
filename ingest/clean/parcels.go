package clean

import (
	"context"
	"math"
	"strconv"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// unitM2 is the size of a stated unit.
var unitM2 = map[string]float64{"ha": 10000, "mu": area.SquareMetresPerMu, "m2": 1}

// readParcels reads the parcels; origins are along them.
func (c *Cleaner) readParcels(ctx context.Context, layers []*source.Layer) (out *snapshot.Parcels, origins []Origin, err error) {
	all, err := c.readFeatures(ctx, layers, func(i int) ([]string, string) {
		s := c.project.Parcels[i]
		return []string{s.ID, s.Class, s.Category, s.StatedArea}, s.StatedArea
	})
	if err != nil {
		return nil, nil, err
	}
	out = &snapshot.Parcels{ID: all.column(0), Class: all.column(1), Category: all.column(2), Shapes: all.shapes, StatedM2: make([]float64, len(all.row))}
	for i := range all.row {
		out.StatedM2[i] = c.stated(all, i, c.project.Parcels[all.source[i]].StatedUnit)
		origins = append(origins, Origin{all.layer[i], all.row[i].Number})
	}
	all.counted()
	return out, origins, nil
}

// stated reads the stated area in m²; 0 where none is given.
func (c *Cleaner) stated(all *features, i int, unit string) float64 {
	text := all.row[i].Texts[3]
	if text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0) || math.IsInf(v, 0) {
		c.report.Remark(all.layer[i].Report, all.remark(i, report.BadNumber, "stated area %q is no area", text))
		return 0
	}
	return v * unitM2[unit]
}
