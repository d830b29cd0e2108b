package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
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
		{name: "kind", value: func(r answerable) any { return r.kind }, head: "columns.kind"},
		{name: "id", value: func(r answerable) any { return r.id }, head: "id"},
		{name: "name", value: func(r answerable) any { return r.name }, head: "columns.name"},
		{name: "responsible", value: func(r answerable) any { return r.who }},
		{value: func(r answerable) any { return r.whoText() }, head: "columns.responsible"},
	}
}

// whoText names who answers, or says that nobody does where somebody should.
func (r answerable) whoText() string {
	if r.who == "" && (r.kind == "cell" || snapshot.Level(r.kind).Rank() >= 0) {
		return texts.Line("words.nobody")
	}
	return r.who
}
