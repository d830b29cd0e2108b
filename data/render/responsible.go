package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Responsible is the document of a responsibility answer.
func Responsible(r *lookup.Responsible) Document {
	rows := slices.Values(answerables(r))
	return tabulate(Document{
		Question: "responsible",
		JSON:     r,
		Foot:     []string{fmt.Sprintf("snapshot %s · on %s · %.6f, %.6f", r.Snapshot, r.On, r.Lon, r.Lat)},
	}, responsibleColumns(), rows, rows)
}

// answerable is something at a place, and who answers for it.
type answerable struct{ kind, id, name, who string }

func answerables(r *lookup.Responsible) (rows []answerable) {
	for _, chain := range append([][]snapshot.ChainStep{r.Chain}, r.Also...) {
		for _, l := range chain {
			rows = append(rows, answerable{string(l.Level), l.Zone, l.Name, l.Chief})
		}
	}
	for _, c := range r.Cells {
		rows = append(rows, answerable{"cell", c.Cell, "", c.RangerName})
	}
	if r.Parcel != nil {
		rows = append(rows, answerable{"parcel", r.Parcel.ID, r.Parcel.Class + " " + r.Parcel.Category, ""})
	}
	if r.Gap != nil {
		rows = append(rows, answerable{"gap", r.Gap.ID, "", ""})
	}
	for _, p := range r.Patches {
		rows = append(rows, answerable{"patch", p.Patch, fmt.Sprintf("%s → %s", p.T0, p.T1), ""})
	}
	return rows
}

func responsibleColumns() []column[answerable] {
	return []column[answerable]{
		{name: "kind", zh: "类别", value: func(r answerable) any { return r.kind }, head: "kind 类别"},
		{name: "id", zh: "编号", value: func(r answerable) any { return r.id }, head: "id"},
		{name: "name", zh: "名称", value: func(r answerable) any { return r.name }, head: "name 名称"},
		{name: "responsible", zh: "责任人", value: func(r answerable) any { return r.who }},
		{value: func(r answerable) any { return r.whoText() }, head: "responsible 责任人"},
	}
}

// whoText names who answers, or says that nobody does where somebody should.
func (r answerable) whoText() string {
	if r.who == "" && (r.kind == "cell" || snapshot.Level(r.kind).Rank() >= 0) {
		return "nobody 无人"
	}
	return r.who
}
