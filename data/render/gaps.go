package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
)

// Gaps is the document of a gaps answer. Its features are the rows.
func Gaps(c *coverage.GapsAnswer) Document {
	columns, rows := gapColumns(c), slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "gaps",
		Subject: c.Zone,
		JSON:    c,
		Foot: []string{
			fmt.Sprintf("%d gaps 处, %s 亩, of it forest 林地 %s and protective 公益林 %s 亩; residue 碎屑 %s 亩 more", c.Total.Gaps, mu(c.Total.AreaM2), mu(c.Total.ForestM2),
				mu(c.Total.ProtectiveM2), mu(c.Total.ResidueM2)),
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
		{name: "rank", zh: "序", value: func(g coverage.Gap) any { return g.Rank }, head: "rank 序"},
		{name: "id", zh: "编号", value: func(g coverage.Gap) any { return g.ID }, head: "gap 空白区"},
		{name: "zone", zh: "责任区", value: func(g coverage.Gap) any { return g.Zone }},
		{name: "name", zh: "名称", value: func(g coverage.Gap) any { return g.Name }},
		{value: func(g coverage.Gap) any { return zoneText(g.Zone, g.Name) }, head: "zone 责任区"},
		{name: "area_m2", zh: "面积", unit: SquareMetres, value: area, head: "area 面积/公顷", show: inHectares},
		{value: area, head: "area 面积/亩", show: inMu},
		{name: "forest_m2", zh: "林地", unit: SquareMetres, value: func(g coverage.Gap) any { return g.ForestM2 }, head: "forest 林地/亩", show: inMu},
		{name: "protective_m2", zh: "公益林", unit: SquareMetres, value: func(g coverage.Gap) any { return g.ProtectiveM2 }, head: "protective 公益林/亩", show: inMu},
		{name: "forest", zh: "林地构成", value: func(g coverage.Gap) any { return forestText(g.Forest) }},
		{name: "parcels", zh: "小班数", value: func(g coverage.Gap) any { return g.Parcels }, head: "parcels 小班"},
		{name: "parcel_ids", zh: "小班", value: func(g coverage.Gap) any { return strings.Join(g.ParcelIDs, listBreak) }, whole: func(g coverage.Gap) any { return g.ParcelIDs }},
		{name: "first_seen", zh: "首次发现", value: func(g coverage.Gap) any { return g.FirstSeen }},
		{name: "days_open", zh: "天数", value: daysOpen, head: "days 天数"},
		{name: "split_from", zh: "原属", value: func(g coverage.Gap) any { return g.SplitFrom }},
		{value: func(g coverage.Gap) any { return longestBorder(g.Neighbours) }, head: "longest border 最长邻接/m"},
		{name: "nearest_cell", zh: "最近网格", value: nearestCell},
		{name: "distance_m", zh: "距离/米", value: nearestDistance, head: "nearest 最近/m", show: rounded(0)},
		{name: "neighbours", zh: "相邻网格/米", value: func(g coverage.Gap) any { return neighboursText(g.Neighbours) }, whole: func(g coverage.Gap) any { return g.Neighbours }},
		{name: "exceptions", zh: "例外", value: exceptions, whole: func(g coverage.Gap) any { return g.Exceptions }},
		{name: "score", zh: "得分", unit: Statistic, value: func(g coverage.Gap) any { return g.Score }, head: "score 得分", show: rounded(4)},
		{name: "points_area", zh: "面积分", value: points("area_mu")},
		{name: "points_forest", zh: "林地分", value: points("forest_mu")},
		{name: "points_protective", zh: "公益林分", value: points("protective_mu")},
		{name: "points_days", zh: "天数分", value: points("days_open")},
		{name: "points_distance", zh: "距离分", value: points("distance_km")},
		{value: exceptions, head: "exception 例外"},
		{name: "chain", zh: "林长", value: chain, whole: func(g coverage.Gap) any { return g.Chain }, head: "chiefs 林长"},
		{name: "lon", zh: "经度", unit: Degrees, value: func(g coverage.Gap) any { return g.Lon }},
		{name: "lat", zh: "纬度", unit: Degrees, value: func(g coverage.Gap) any { return g.Lat }},
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
		switch e.State {
		case coverage.ExceptionExpired:
			out = append(out, fmt.Sprintf("%s expired 过期 %s (%.0f m²)", e.Accepted, e.ValidTo, e.AreaM2))
		case coverage.ExceptionNotYet:
			out = append(out, fmt.Sprintf("%s begins 未生效 %s (%.0f m²)", e.Accepted, e.ValidFrom, e.AreaM2))
		case coverage.ExceptionOutgrown:
			out = append(out, fmt.Sprintf("%s outgrown 超出 (%.0f m²)", e.Accepted, e.AreaM2))
		}
	}
	return strings.Join(out, "; ")
}

func weights(r rules.ScoreRule) string {
	return fmt.Sprintf("score 得分 = %g × area 面积/亩 + %g × forest 林地/亩 + %g × protective 公益林/亩 + %g × days 天数 + %g × distance 距离/km",
		r.AreaMu, r.ForestMu, r.ProtectiveMu, r.DaysOpen, r.DistanceKm)
}
