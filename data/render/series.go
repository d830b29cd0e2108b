package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

func classesText(list []snapshot.ClassShare) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%d: %s", c.Class, Percent(c.Share)))
	}
	return strings.Join(out, "; ")
}

// Series is the document of one feature's series.
func Series(c *change.SeriesAnswer) Document {
	rows := slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "series",
		Subject: c.Layer + "-" + c.ID,
		JSON:    c,
		Foot:    []string{texts.Line("series.about", "snapshot", c.Snapshot, "quantity", c.Quantity, "layer", c.Layer, "feature", strings.TrimSpace(c.ID+" "+c.Name), "area", mu(c.AreaM2), "method", c.AreaMethod)},
		About: []Fact{{texts.Line("words.snapshot"), string(c.Snapshot)}, {texts.Line("facts.quantity"), c.Quantity}, {texts.Line("facts.layer"), c.Layer}, {texts.Line("words.id"), c.ID}, {texts.Line("columns.name"), c.Name}, {texts.Line("heads.area_mu"), mu(c.AreaM2)},
			{texts.Line("facts.area_method"), c.AreaMethod}},
	}, seriesColumns(), rows, rows)
}

func seriesColumns() []column[change.SeriesRow] {
	return []column[change.SeriesRow]{
		{name: "date", value: func(r change.SeriesRow) any { return r.Date }, head: "columns.date"},
		{name: "mean", unit: Statistic, value: func(r change.SeriesRow) any { return r.Mean }},
		{value: func(r change.SeriesRow) any { return seriesDecimals(r, r.Mean) }, head: "words.mean"},
		{name: "stdev", unit: Statistic, value: func(r change.SeriesRow) any { return r.Stdev }},
		{value: func(r change.SeriesRow) any { return seriesDecimals(r, r.Stdev) }, head: "columns.stdev"},
		{name: "count", value: func(r change.SeriesRow) any { return r.Count }, head: "heads.pixels", show: rounded(2)},
		{name: "valid_share", unit: Share, value: func(r change.SeriesRow) any { return r.ValidShare }, head: "heads.valid", show: inPercent},
		{name: "state", value: func(r change.SeriesRow) any { return string(r.State) }, head: "columns.state", show: stateText},
		{name: "classes", value: func(r change.SeriesRow) any { return classesText(r.Classes) }, head: "heads.classes"},
		{name: "path", value: func(r change.SeriesRow) any { return r.Path }, head: "heads.scene"},
	}
}

// seriesDecimals writes a statistic of a scene; classes have none.
func seriesDecimals(r change.SeriesRow, v snapshot.Number) string {
	if len(r.Classes) > 0 && r.Mean != r.Mean {
		return ""
	}
	return inDecimals(v)
}
