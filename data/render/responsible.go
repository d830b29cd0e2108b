package render

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

// Responsible is the document of a responsibility answer.
func Responsible(r *data.Responsible) Document {
	rows := func(yield func(kind, id, name, who string)) { // a handful
		for _, chain := range append([][]data.Link{r.Chain}, r.Also...) {
			for _, l := range chain {
				yield(string(l.Level), l.Zone, l.Name, l.Chief)
			}
		}
		for _, c := range r.Cells {
			yield("cell", c.Cell, "", c.RangerName)
		}
		if r.Parcel != nil {
			yield("parcel", r.Parcel.ID, r.Parcel.Class+" "+r.Parcel.Category, "")
		}
		if r.Gap != nil {
			yield("gap", r.Gap.ID, "", "")
		}
		for _, p := range r.Patches {
			yield("patch", p.Patch, fmt.Sprintf("%s → %s", p.T0, p.T1), "")
		}
	}
	return Document{
		Question: "responsible",
		JSON:     r,
		Columns:  []string{"kind", "id", "name", "responsible"},
		Rows: func(yield func([]any) bool) {
			on := true
			rows(func(kind, id, name, who string) { on = on && yield([]any{kind, id, name, who}) })
		},
		Head: []string{"kind 类别", "id", "name 名称", "responsible 责任人"},
		Lines: func(yield func([]string)) {
			rows(func(kind, id, name, who string) {
				if who == "" && (kind == "cell" || data.Level(kind).Rank() >= 0) {
					who = "nobody 无人"
				}
				yield([]string{kind, id, name, who})
			})
		},
		Foot: []string{fmt.Sprintf("snapshot %s · on %s · %.6f, %.6f", r.Snapshot, r.On, r.Lon, r.Lat)},
	}
}
