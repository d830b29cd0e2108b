package render

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
)

// Gaps is the document of a gaps answer.
func Gaps(c *data.Gaps) Document {
	return Document{
		Name:    "gaps",
		Subject: c.Zone,
		JSON:    c,
		Columns: gapColumns(),
		Rows: func(yield func([]any) bool) {
			for _, g := range c.Rows {
				if !yield(gapValues(g)) {
					return
				}
			}
		},
		Head: []string{"rank 序", "gap 空白区", "zone 责任区", "area 面积/公顷", "area 面积/亩", "forest 林地/亩", "protective 公益林/亩", "parcels 小班", "days 天数",
			"longest border 最长邻接/m", "nearest 最近/m", "score 得分", "exception 例外", "chiefs 林长"},
		Lines: func(yield func([]string)) {
			for _, g := range c.Rows {
				yield(gapLine(g))
			}
		},
		Foot: []string{
			fmt.Sprintf("%d gaps 处, %s 亩, of it forest 林地 %s and protective 公益林 %s 亩; residue 碎屑 %s 亩 more", c.Total.Gaps, mu(c.Total.AreaM2), mu(c.Total.ForestM2),
				mu(c.Total.ProtectiveM2), mu(c.Total.ResidueM2)),
			weights(c.Weights),
			fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", c.Snapshot, c.On, c.Demand, c.AreaMethod),
		},
		Features: func(yield func(Feature) bool) {
			for i, g := range c.Rows {
				p := map[string]any{"snapshot": c.Snapshot, "on": c.On, "area_method": c.AreaMethod, "chain": g.Chain, "neighbours": g.Neighbours, "terms": g.Terms,
					"exceptions": g.Exceptions, "parcel_ids": g.ParcelIDs}
				values := gapValues(g)
				for k, name := range gapColumns() {
					if _, there := p[name]; !there {
						p[name] = values[k]
					}
				}
				if !yield(Feature{p, c.Shapes, c.Shape(i)}) {
					return
				}
			}
		},
	}
}

func gapColumns() []string {
	return []string{"rank", "id", "zone", "name", "area_m2", "forest_m2", "protective_m2", "forest", "parcels", "parcel_ids", "first_seen", "days_open", "split_from",
		"nearest_cell", "distance_m", "neighbours", "exceptions", "score", "points_area", "points_forest", "points_protective", "points_days", "points_distance", "chain", "lon", "lat"}
}

func gapValues(g data.Gap) []any {
	var forest, beside []string
	for _, c := range g.Forest {
		forest = append(forest, fmt.Sprintf("%s %.3f", c.Category, c.AreaM2))
	}
	for _, n := range g.Neighbours {
		beside = append(beside, fmt.Sprintf("%s %.3f", n.Cell, n.BorderM))
	}
	values := []any{g.Rank, g.ID, g.Zone, g.Name, g.AreaM2, g.ForestM2, g.ProtectiveM2, strings.Join(forest, "; "), g.Parcels, strings.Join(g.ParcelIDs, "; "),
		g.FirstSeen, nil, g.SplitFrom, "", nil, strings.Join(beside, "; "), exceptionsText(g.Exceptions), g.Score}
	if g.DaysOpen != nil {
		values[11] = *g.DaysOpen
	}
	if g.Nearest != nil {
		values[13], values[14] = g.Nearest.Cell, g.Nearest.DistanceM
	}
	for _, t := range g.Terms {
		values = append(values, t.Points)
	}
	return append(values, ChainText(g.Chain), g.Lon, g.Lat)
}

func gapLine(g data.Gap) []string {
	days, border, nearest := "", "", ""
	if g.DaysOpen != nil {
		days = fmt.Sprint(*g.DaysOpen)
	}
	if len(g.Neighbours) > 0 {
		border = fmt.Sprintf("%s %.0f", g.Neighbours[0].Cell, g.Neighbours[0].BorderM)
		if more := len(g.Neighbours) - 1; more > 0 {
			border += fmt.Sprintf(" (+%d)", more)
		}
	}
	if g.Nearest != nil {
		nearest = fmt.Sprintf("%.0f", g.Nearest.DistanceM)
	}
	return []string{fmt.Sprint(g.Rank), g.ID, strings.TrimSpace(g.Zone + " " + g.Name), ha(g.AreaM2), mu(g.AreaM2), mu(g.ForestM2), mu(g.ProtectiveM2), fmt.Sprint(g.Parcels), days, border,
		nearest, fmt.Sprintf("%.4f", g.Score), exceptionsText(g.Exceptions), ChainText(g.Chain)}
}

// exceptionsText says which exceptions do not excuse a gap, and why.
func exceptionsText(list []data.Exception) string {
	var out []string
	for _, e := range list {
		switch e.State {
		case data.ExceptionExpired:
			out = append(out, fmt.Sprintf("%s expired 过期 %s (%.0f m²)", e.Accepted, e.ValidTo, e.AreaM2))
		case data.ExceptionNotYet:
			out = append(out, fmt.Sprintf("%s begins 未生效 %s (%.0f m²)", e.Accepted, e.ValidFrom, e.AreaM2))
		case data.ExceptionOutgrown:
			out = append(out, fmt.Sprintf("%s outgrown 超出 (%.0f m²)", e.Accepted, e.AreaM2))
		}
	}
	return strings.Join(out, "; ")
}

func weights(r data.ScoreRule) string {
	return fmt.Sprintf("score 得分 = %g × area 面积/亩 + %g × forest 林地/亩 + %g × protective 公益林/亩 + %g × days 天数 + %g × distance 距离/km",
		r.AreaMu, r.ForestMu, r.ProtectiveMu, r.DaysOpen, r.DistanceKm)
}
