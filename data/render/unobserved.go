package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// Unobserved is the document of an answer about ground without a valid observation.
func Unobserved(c *change.UnobservedAnswer) Document {
	rows := slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "unobserved_" + c.Layer,
		Subject: c.Zone,
		JSON:    c,
		Foot: []string{
			texts.Line("unobserved.total", "features", c.Total.Features, "unobserved", c.Total.Unobserved, "unseen", mu(c.Total.UnobservedM2), "area", mu(c.Total.AreaM2),
				"t1", c.T1, "since", c.Since, "never", inMu(c.Total.UnobservedSinceM2), "scenes", c.Scenes),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.AreaMethod),
		},
		About: []Fact{{texts.Line("words.snapshot"), string(c.Snapshot)}, {texts.Line("facts.rule"), c.Rule}, {texts.Line("facts.quantity"), c.Quantity}, {texts.Line("facts.earlier_scene"), c.T0.String()}, {texts.Line("facts.later_scene"), c.T1.String()},
			{texts.Line("facts.since"), c.Since.String()}, {texts.Line("facts.scenes_since"), fmt.Sprint(c.Scenes)}, {texts.Line("facts.area_method"), c.AreaMethod}, {texts.Line("words.monitored"), inPercent(1 - c.Total.UnobservedSinceM2/snapshot.Number(c.Total.AreaM2))}},
	}, unobservedColumns(), rows, rows)
}

func unobservedColumns() []column[change.UnobservedRow] {
	return []column[change.UnobservedRow]{
		{name: "id", value: func(r change.UnobservedRow) any { return r.ID }, head: "id"},
		{name: "name", value: func(r change.UnobservedRow) any { return r.Name }, head: "columns.name"},
		{name: "area_m2", unit: SquareMetres, value: func(r change.UnobservedRow) any { return r.AreaM2 }, head: "heads.area_mu", show: inMu},
		{name: "unobserved_m2", unit: SquareMetres, value: func(r change.UnobservedRow) any { return r.UnobservedM2 }, head: "heads.unobserved_mu", show: inMu},
		{name: "unobserved_since_m2", unit: SquareMetres, value: func(r change.UnobservedRow) any { return r.UnobservedSinceM2 }, head: "heads.never_since_mu", show: inMu},
		{name: "monitored_share", unit: Share, value: func(r change.UnobservedRow) any { return r.MonitoredShare }, head: "heads.monitored", show: inPercent},
		{name: "since_share", unit: Share, value: func(r change.UnobservedRow) any { return r.SinceShare }, head: "heads.seen_since", show: inPercent},
		{name: "last_observed", value: func(r change.UnobservedRow) any { return r.LastObserved }, head: "heads.last_observed"},
		{name: "state", value: func(r change.UnobservedRow) any { return string(r.State) }, head: "columns.state", show: stateText},
	}
}
