package render

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

// Proposal is the document of a proposal; its features are the gaps with the cells that are to take them.
func Proposal(p *data.Proposal) Document {
	return Document{
		Question: "proposal", Subject: p.Zone,
		JSON: p,
		Columns: []string{"gap", "zone", "zone_name", "area_m2", "residue", "cell", "new", "shared_border_m", "beside", "ranger", "ranger_name",
			"ranger_before_m2", "ranger_after_m2", "lon", "lat"},
		Rows: func(yield func([]any) bool) {
			for _, r := range p.Rows {
				if !yield([]any{r.Gap, r.Zone, r.ZoneName, r.AreaM2, r.Residue, r.Cell, r.New, r.SharedBorderM, r.Beside, r.Ranger, r.RangerName,
					r.RangerBeforeM2, r.RangerAfterM2, r.Lon, r.Lat}) {
					return
				}
			}
		},
		Head: []string{"gap 空白区", "zone 责任区", "area 面积/亩", "cell 网格", "ranger 护林员", "border 共边/米", "ranger before 原面积/亩", "ranger after 后面积/亩", ""},
		Lines: func(yield func([]string)) {
			for _, r := range p.Rows {
				note := ""
				switch {
				case r.New:
					note = "new cell 新网格"
				case r.Cell == "":
					note = "stays residue 仍为碎屑"
				case r.Beside != "":
					note = "by way of 经由 " + r.Beside
				case r.Residue:
					note = "residue 碎屑"
				}
				ranger := r.RangerName
				if ranger == "" {
					ranger = "nobody 无人"
				}
				yield([]string{r.Gap, r.Zone + " " + r.ZoneName, mu(r.AreaM2), r.Cell, ranger, fmt.Sprintf("%.3f", r.SharedBorderM), mu(r.RangerBeforeM2), mu(r.RangerAfterM2), note})
			}
		},
		Foot: []string{
			fmt.Sprintf("%d gaps 空白区 and %d residue 碎屑, %s 亩: %d cells extended 扩展网格, %d new 新网格, %d residue left 仍留碎屑",
				p.Total.Gaps, p.Total.Residue, mu(p.Total.AreaM2), p.Total.Extended, p.Total.New, p.Total.Left),
			fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", p.Snapshot, p.On, p.Demand, p.AreaMethod),
		},
		Features: func(yield func(Feature) bool) {
			for i, r := range p.Rows {
				if !yield(Feature{map[string]any{"gap": r.Gap, "zone": r.Zone, "area_m2": r.AreaM2, "residue": r.Residue, "cell": r.Cell, "new": r.New,
					"shared_border_m": r.SharedBorderM, "beside": r.Beside, "ranger": r.Ranger, "area_method": p.AreaMethod, "snapshot": p.Snapshot, "on": p.On}, p.Shapes(), p.Shape(i)}) {
					return
				}
			}
		},
	}
}
