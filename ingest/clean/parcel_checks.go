package clean

import (
	"context"
	"math"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// sliverNote are the words by which a note on overlapping parcels is known again.
const sliverNote = "pairs of parcels share ground"

// checkOverlaps remarks on parcels that share ground, with the tolerance of gaps; what is below is told in one sum.
func (p *parcelReader) checkOverlaps(ctx context.Context, t *snapshot.Tables) error {
	pairs, err := coverage.ParcelOverlaps(ctx, t)
	if err != nil {
		return err
	}
	slivers, residue := 0, 0.0
	for _, pair := range pairs {
		if pair.AreaM2 == 0 {
			slivers++
			residue += pair.ResidueM2
			continue
		}
		a, b := p.origins[pair.A], p.origins[pair.B]
		p.report.Remark(b.layer.Report, b.remark(t.Parcels.ID[pair.B], report.OverlapsParcel, "%.1f m² are also in parcel %s (%s, row %d): in sums that ground counts once, as forest where one of the two is",
			pair.AreaM2, t.Parcels.ID[pair.A], a.layer.Source.Path, a.row))
	}
	if slivers > 0 {
		p.report.Note("%d "+sliverNote+" in polygons below rules.coverage min_area_m2 or min_width_m only, %.1f m² in all: residue", slivers, residue)
	}
	return nil
}

// checkParcels remarks on parcels whose stated area is not the computed one, and on those without a class where the
// project names a field for it.
func (p *parcelReader) checkParcels(t *snapshot.Tables) {
	parcels, limit := t.Parcels, p.project.Rules.StatedAreaLimit
	hasClass := map[*source.Layer]bool{}
	for i, l := range p.layers {
		hasClass[l] = p.project.Parcels[i].Class != ""
	}
	for i, stated := range parcels.StatedM2 {
		o := p.origins[i]
		if stated > 0 {
			computed := float64(t.Manifest.Ellipsoid.Feature(parcels.Shapes, i))
			if math.Abs(stated-computed) > limit*computed {
				m := o.remark(parcels.ID[i], report.AreaDiffers, "it states %.4f ha, its polygon has %.4f ha (%+.1f %%)", area.M2(stated).Hectares(), area.M2(computed).Hectares(), 100*(stated/computed-1))
				m.Before, m.After = stated, computed
				p.report.Remark(o.layer.Report, m)
			}
		}
		if parcels.Class[i] == "" && hasClass[o.layer] {
			p.report.Remark(o.layer.Report, o.remark(parcels.ID[i], report.NoClass, "it has no class; as forest it counts for nothing"))
		}
	}
}
