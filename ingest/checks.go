package ingest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// origin is where a feature of the snapshot came from.
type origin struct {
	layer *vectorLayer
	row   int64
}

func (o origin) remark(id string, reason Reason, format string, args ...any) Remark {
	return Remark{File: o.layer.source.Path, Layer: o.layer.info.Name, Row: o.row, ID: id, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// noticeable is the ground in m² from which zones that stick out or overlap are remarked on.
const noticeable = 1.0

// checkNesting remarks on zones with ground outside their parent and notes all that have any.
func (in *intake) checkNesting(ctx context.Context, z *data.Zones) error {
	outside, err := data.Outside(ctx, z, overlay.Options{Workers: runtime.NumCPU(), Name: func(i int) string { return "zone " + z.Code[i] }})
	if err != nil {
		return err
	}
	in.stickOut = data.StickingOut(outside)
	for i, a := range outside {
		if a > noticeable {
			o := in.origins.zones[i]
			in.report.remark(o.layer.report, o.remark(z.Code[i], SticksOut, "%.1f m² lie outside its parent %s; that ground counts for the zone, and not as unassigned ground of another", a, z.Code[z.Parent[i]]))
		}
	}
	return nil
}

// checkSiblings remarks on zones that share ground, siblings or not.
func (in *intake) checkSiblings(s *data.Tables) {
	for k, a := range s.Contested.A {
		if m2 := s.Contested.Ellipsoidal[k]; m2 > noticeable {
			o := in.origins.zones[a]
			b := s.Contested.B[k]
			if s.Zones.Parent[a] == s.Zones.Parent[b] {
				in.report.remark(o.layer.report, o.remark(s.Zones.Code[a], OverlapsSibling, "%.1f m² are also in zone %s: contested ground", m2, s.Zones.Code[b]))
			} else {
				in.report.remark(o.layer.report, o.remark(s.Zones.Code[a], OverlapsZone, "%.1f m² are also accounted for by zone %s, which has another parent: contested ground", m2, s.Zones.Code[b]))
			}
		}
	}
}

// sliverNote are the words by which a note on overlapping parcels is known again.
const sliverNote = "pairs of parcels share ground"

// checkOverlaps remarks on parcels that share ground, with the tolerance of gaps; what is below is told in one sum.
func (in *intake) checkOverlaps(ctx context.Context, s *data.Tables) error {
	pairs, err := data.ParcelOverlaps(ctx, s)
	if err != nil {
		return err
	}
	slivers, residue := 0, 0.0
	for _, p := range pairs {
		if p.AreaM2 == 0 {
			slivers++
			residue += p.ResidueM2
			continue
		}
		a, b := in.origins.parcels[p.A], in.origins.parcels[p.B]
		in.report.remark(b.layer.report, b.remark(s.Parcels.ID[p.B], OverlapsParcel, "%.1f m² are also in parcel %s (%s, row %d): in sums that ground counts once, as forest where one of the two is",
			p.AreaM2, s.Parcels.ID[p.A], a.layer.source.Path, a.row))
	}
	if slivers > 0 {
		in.report.note("%d "+sliverNote+" in polygons below rules.coverage min_area_m2 or min_width_m only, %.1f m² in all: residue", slivers, residue)
	}
	return nil
}

// checkParcels remarks on parcels whose stated area is not the computed one, and on those without a class where the
// project names a field for it.
func (in *intake) checkParcels(p *data.Parcels) {
	limit := in.project.Rules.StatedAreaLimit
	for i, stated := range p.StatedM2 {
		o := in.origins.parcels[i]
		if stated > 0 {
			computed := float64(in.ellipsoid.Feature(p.Shapes, i))
			if math.Abs(stated-computed) > limit*computed {
				m := o.remark(p.ID[i], AreaDiffers, "it states %.4f ha, its polygon has %.4f ha (%+.1f %%)", area.M2(stated).Hectares(), area.M2(computed).Hectares(), 100*(stated/computed-1))
				m.Before, m.After = stated, computed
				in.report.remark(o.layer.report, m)
			}
		}
		if p.Class[i] == "" && in.hasClass[o.layer] {
			in.report.remark(o.layer.report, o.remark(p.ID[i], NoClass, "it has no class; as forest it counts for nothing"))
		}
	}
}

// checkAssignments remarks on zones with two chiefs at once, cells with two rangers at once, and days between holders.
func (in *intake) checkAssignments(r *data.Registry, t *table, rows []int64) {
	type place struct {
		id   string
		zone bool
		role data.Role
	}
	held := map[place][]int{}
	for i, a := range r.Assignments {
		switch {
		case a.Zone != "" && a.Role == data.RoleChief:
			held[place{a.Zone, true, a.Role}] = append(held[place{a.Zone, true, a.Role}], i)
		case a.Cell != "" && a.Role == data.RoleRanger:
			held[place{a.Cell, false, a.Role}] = append(held[place{a.Cell, false, a.Role}], i)
		}
	}
	var found []Remark
	for p, list := range held {
		slices.SortFunc(list, func(a, b int) int { return cmp.Compare(r.Assignments[a].ValidFrom, r.Assignments[b].ValidFrom) })
		last := list[0]
		for _, i := range list[1:] {
			a, b := r.Assignments[last], r.Assignments[i]
			m := Remark{File: t.path, Row: rows[i], ID: cmp.Or(b.Zone, b.Cell)}
			switch {
			case a.ValidTo == data.NoDate || a.ValidTo >= b.ValidFrom:
				if a.Person != b.Person {
					m.Reason, m.Detail = AssignmentsOverlap, fmt.Sprintf("%s is %s from %s while %s is until %s; the later one counts from %s", b.Person, p.role, b.ValidFrom, a.Person, openEnd(a.ValidTo), b.ValidFrom)
				}
			case b.ValidFrom > a.ValidTo+1:
				m.Reason, m.Detail = AssignmentsGap, fmt.Sprintf("no %s from %s to %s", p.role, a.ValidTo+1, b.ValidFrom-1)
			}
			if m.Reason != "" {
				found = append(found, m)
			}
			if a.ValidTo != data.NoDate && (b.ValidTo == data.NoDate || b.ValidTo > a.ValidTo) {
				last = i
			}
		}
	}
	slices.SortFunc(found, func(a, b Remark) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.ID, b.ID)) })
	for _, m := range found {
		in.report.remark(t.report, m)
	}
}

func openEnd(d data.Date) string {
	if d == data.NoDate {
		return "further notice"
	}
	return d.String()
}
