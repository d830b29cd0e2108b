package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/texts"
)

// Gaps is the document of a gaps answer. Its features are the rows.
func Gaps(c *coverage.GapsAnswer) Document {
	columns, rows := gapColumns(c), slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "gaps",
		Subject: c.Zone,
		JSON:    c,
		Foot: []string{
			texts.Line("gaps.total", "gaps", c.Total.Gaps, "area", mu(c.Total.AreaM2), "forest", mu(c.Total.ForestM2),
				"protective", mu(c.Total.ProtectiveM2), "residue", mu(c.Total.ResidueM2)),
			weights(c.Weights),
			fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", c.Snapshot, c.On, c.Demand, c.AreaMethod),
		},
		Features: each(upTo(len(c.Rows)), func(i int) Feature { return Feature{properties(columns, c.Rows[i]), c.Shapes, c.Shape(i)} }),
	}, columns, rows, rows)
}

func gapColumns(c *coverage.GapsAnswer) []column[coverage.Gap] {
	area := func(g coverage.Gap) any { return g.AreaM2 }
	exceptions := func(g coverage.Gap) any { return exceptionsText(g.Exceptions) }
	chain := func(g coverage.Gap) any { return ChainText(g.Chain) }
	return []column[coverage.Gap]{
		{name: "rank", value: func(g coverage.Gap) any { return g.Rank }, head: "columns.rank"},
		{name: "id", value: func(g coverage.Gap) any { return g.ID }, head: "words.gap"},
		{name: "zone", value: func(g coverage.Gap) any { return g.Zone }},
		{name: "name", value: func(g coverage.Gap) any { return g.Name }},
		{value: func(g coverage.Gap) any { return zoneText(g.Zone, g.Name) }, head: "words.zone"},
		{name: "area_m2", unit: SquareMetres, value: area, head: "heads.area_ha", show: inHectares},
		{value: area, head: "heads.area_mu", show: inMu},
		{name: "forest_m2", unit: SquareMetres, value: func(g coverage.Gap) any { return g.ForestM2 }, head: "heads.forest_mu", show: inMu},
		{name: "protective_m2", unit: SquareMetres, value: func(g coverage.Gap) any { return g.ProtectiveM2 }, head: "heads.protective_mu", show: inMu},
		{name: "forest", value: func(g coverage.Gap) any { return forestText(g.Forest) }},
		{name: "parcels", value: func(g coverage.Gap) any { return g.Parcels }, head: "heads.parcels"},
		{name: "parcel_ids", value: func(g coverage.Gap) any { return strings.Join(g.ParcelIDs, listBreak) }, whole: func(g coverage.Gap) any { return g.ParcelIDs }},
		{name: "first_seen", value: func(g coverage.Gap) any { return g.FirstSeen }},
		{name: "days_open", value: daysOpen, head: "heads.days"},
		{name: "split_from", value: func(g coverage.Gap) any { return g.SplitFrom }},
		{value: func(g coverage.Gap) any { return longestBorder(g.Neighbours) }, head: "heads.longest_border_m"},
		{name: "nearest_cell", value: nearestCell},
		{name: "distance_m", value: nearestDistance, head: "heads.nearest_m", show: rounded(0)},
		{name: "neighbours", value: func(g coverage.Gap) any { return neighboursText(g.Neighbours) }, whole: func(g coverage.Gap) any { return g.Neighbours }},
		{name: "exceptions", value: exceptions, whole: func(g coverage.Gap) any { return g.Exceptions }},
		{name: "score", unit: Statistic, value: func(g coverage.Gap) any { return g.Score }, head: "words.score", show: rounded(4)},
		{name: "points_area", value: points("area_mu")},
		{name: "points_forest", value: points("forest_mu")},
		{name: "points_protective", value: points("protective_mu")},
		{name: "points_days", value: points("days_open")},
		{name: "points_distance", value: points("distance_km")},
		{value: exceptions, head: "words.exception"},
		{name: "chain", value: chain, whole: func(g coverage.Gap) any { return g.Chain }, head: "heads.chiefs"},
		{name: "lon", unit: Degrees, value: func(g coverage.Gap) any { return g.Lon }},
		{name: "lat", unit: Degrees, value: func(g coverage.Gap) any { return g.Lat }},
		{name: "terms", in: inFeatures, value: func(g coverage.Gap) any { return g.Terms }},
		{name: "snapshot", in: inFeatures, value: func(coverage.Gap) any { return c.Snapshot }},
		{name: "on", in: inFeatures, value: func(coverage.Gap) any { return c.On }},
		{name: "area_method", in: inFeatures, value: func(coverage.Gap) any { return c.AreaMethod }},
	}
}

// points are those of a term of the score.
func points(term string) func(coverage.Gap) any {
	return func(g coverage.Gap) any {
		for _, t := range g.Terms {
			if t.Term == term {
				return t.Points
			}
		}
		return nil
	}
}

func daysOpen(g coverage.Gap) any {
	if g.DaysOpen == nil {
		return nil
	}
	return *g.DaysOpen
}

func nearestCell(g coverage.Gap) any {
	if g.Nearest == nil {
		return ""
	}
	return g.Nearest.Cell
}

func nearestDistance(g coverage.Gap) any {
	if g.Nearest == nil {
		return nil
	}
	return g.Nearest.DistanceM
}

func forestText(list []coverage.CategoryArea) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s %.3f", c.Category, c.AreaM2))
	}
	return strings.Join(out, listBreak)
}

func neighboursText(list []coverage.Neighbour) string {
	var out []string
	for _, n := range list {
		out = append(out, fmt.Sprintf("%s %.3f", n.Cell, n.BorderM))
	}
	return strings.Join(out, listBreak)
}

// longestBorder is the cell with the longest border, and how many there are besides.
func longestBorder(list []coverage.Neighbour) string {
	if len(list) == 0 {
		return ""
	}
	text := fmt.Sprintf("%s %.0f", list[0].Cell, list[0].BorderM)
	if more := len(list) - 1; more > 0 {
		text += fmt.Sprintf(" (+%d)", more)
	}
	return text
}

// exceptionsText says which exceptions do not excuse a gap, and why.
func exceptionsText(list []coverage.Exception) string {
	var out []string
	for _, e := range list {
		m2 := fmt.Sprintf("%.0f", e.AreaM2)
		switch e.State {
		case coverage.ExceptionExpired:
			out = append(out, texts.Line("gaps.expired", "id", e.Accepted, "to", e.ValidTo, "m2", m2))
		case coverage.ExceptionNotYet:
			out = append(out, texts.Line("gaps.not_yet_valid", "id", e.Accepted, "from", e.ValidFrom, "m2", m2))
		case coverage.ExceptionOutgrown:
			out = append(out, texts.Line("gaps.outgrown", "id", e.Accepted, "m2", m2))
		}
	}
	return strings.Join(out, "; ")
}

func weights(r rules.ScoreRule) string {
	return texts.Line("gaps.score", "area", r.AreaMu, "forest", r.ForestMu, "protective", r.ProtectiveMu, "days", r.DaysOpen, "distance", r.DistanceKm)
}
