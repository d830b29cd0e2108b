package certificate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// Words are a verdict for people.
func (v Verdict) Words() snapshot.Text {
	switch v {
	case NoBlindSpot:
		return snapshot.Text{ZH: "责任无盲区", EN: "No blind spot"}
	case NothingDemanded:
		return snapshot.Text{ZH: "无应管地面", EN: "Nothing to be covered"}
	case NobodyHolds:
		return snapshot.Text{ZH: "有责任区无人任职", EN: "A zone without a chief"}
	}
	return snapshot.Text{ZH: "存在责任盲区", EN: "Blind spots"}
}

// sentence says what a line comes to, with the figures that decide it.
func sentence(l *ChiefLine, missing []snapshot.MissingZone, on snapshot.Date, demand rules.Demand) snapshot.Text {
	ground := snapshot.Text{ZH: "应管地面", EN: "ground"}
	if demand == rules.DemandForest {
		ground = snapshot.Text{ZH: "应管林地", EN: "forest"}
	}
	zh := fmt.Sprintf("%s，%s%s %s 亩", on, l.Name, ground.ZH, Mu(l.DemandM2))
	en := fmt.Sprintf("On %s, of %s mu of %s of %s", on, Mu(l.DemandM2), ground.EN, l.Name)
	switch {
	case l.DemandM2 == 0:
		zh = fmt.Sprintf("%s，%s没有%s", on, l.Name, ground.ZH)
		en = fmt.Sprintf("On %s %s has no %s to be covered", on, l.Name, ground.EN)
	case l.Gaps == 0 && l.UnassignedPlaces == 0:
		zh += "均在有效护林网格或已批准的例外之内，没有达到容差的空白区，也没有无主地面"
		en += " all lies in valid cells or approved exceptions: no gap at or above the tolerance, no unassigned ground"
	default:
		zh += fmt.Sprintf("中有空白区 %d 处、空白面积 %s 亩", l.Gaps, Mu(l.GapM2))
		en += fmt.Sprintf(" %s mu lie in no valid cell, in %s", Mu(l.GapM2), plural(l.Gaps, "gap"))
		if l.UnassignedPlaces > 0 {
			zh += fmt.Sprintf("，无主地面 %d 处", l.UnassignedPlaces)
			en += fmt.Sprintf("; %s of unassigned ground", plural(l.UnassignedPlaces, "place"))
		}
	}
	if len(missing) > 0 {
		zh += "；下辖责任区未入库、未计入：" + missingNames(missing, "等，另有 %d 个")
		en += "; missing below it, and in none of these figures: " + missingNames(missing, " and %d more")
	}
	switch {
	case l.Unheld > 0 && l.Chief == "" && l.Zones == 1:
		zh += "；当日无人任该区林长"
		en += "; nobody holds this zone as chief on that date"
	case l.Unheld > 0 && l.Chief == "":
		zh += fmt.Sprintf("；当日无人任该区林长，该区及下辖 %d 个责任区中有 %d 个无人任职", l.Zones, l.Unheld)
		en += fmt.Sprintf("; nobody holds this zone as chief on that date, and %d of the %d zones in all have no chief", l.Unheld, l.Zones)
	case l.Unheld > 0:
		zh += fmt.Sprintf("；下辖责任区中有 %d 个当日无人任林长", l.Unheld)
		en += fmt.Sprintf("; nobody holds %d of the zones below it on that date", l.Unheld)
	}
	w := l.Verdict.Words()
	return snapshot.Text{ZH: zh + "：" + w.ZH + "。", EN: en + ": " + strings.ToLower(w.EN[:1]) + w.EN[1:] + "."}
}

// ruleText says exactly what was computed.
func ruleText(st *Statement, accounting int) snapshot.Text {
	demand, cells := snapshot.Text{ZH: "责任区的全部地面", EN: "all ground of the zone"}, snapshot.Text{ZH: "有效的护林网格", EN: "cell valid on that date"}
	if st.Demand == rules.DemandForest {
		demand = snapshot.Text{ZH: "责任区内的全部图斑", EN: "all forest parcels in the zone"}
		if len(st.ForestClasses) > 0 {
			classes := strings.Join(st.ForestClasses, "、")
			demand = snapshot.Text{ZH: "责任区内地类为 " + classes + " 的图斑", EN: "the parcels of land class " + strings.Join(st.ForestClasses, ", ") + " in the zone"}
		}
	}
	if st.InPost {
		cells = snapshot.Text{ZH: "有效且当日有护林员在岗的护林网格", EN: "cell valid and with a ranger in post on that date"}
	}
	a, w := decimal(st.Tolerance.MinAreaM2), decimal(st.Tolerance.MinWidthM)
	method := snapshot.Text{ZH: "CGCS2000 椭球面积", EN: "ellipsoidal, on CGCS2000"}
	if crs, planar := strings.CutPrefix(st.AreaMethod, "planar "); planar {
		method = snapshot.Text{ZH: crs + " 平面面积", EN: "planar, in " + crs}
	}
	contested := snapshot.Text{ZH: "争议：同在两个同级责任区内的地面，两区各计一次。", EN: "Contested: ground in two sibling zones, counted in both. "}
	if accounting > 0 {
		contested = snapshot.Text{ZH: "责任区伸出上级之外的地面计入该责任区，不再算作他区的无主地面。争议：同在两个同级责任区内、或由不同上级的两个责任区都计入的地面，两区各计一次。",
			EN: "Ground of a zone outside its parent counts for that zone and not as unassigned ground of another. Contested: ground in two sibling zones, or accounted for by two zones of different parents, counted in both. "}
	}
	return snapshot.Text{
		ZH: fmt.Sprintf("应管：%s。已覆盖：应管地面中落在至少一个 %s %s内的部分。已认可：未覆盖地面中属当日仍有效的批准例外的部分。空白：其余部分。恒有 已覆盖＋空白＋已认可＝应管。"+
			"空白按末级责任区切成地块；椭球面积小于 %s 平方米或宽度（2×面积÷周长）小于 %s 米的为碎屑，其面积计入空白而不计处数。无主：不在任何下级责任区内的地面。重叠：同在两个及以上网格内的地面，只计一次。"+
			"%s“责任无盲区”指：空白区 0 处，达到同一容差的无主地面 0 处，且该区及下辖责任区当日均有林长任职。面积为%s，边在 %s 平面上取直线；1 亩＝10000/15 平方米。",
			demand.ZH, st.On, cells.ZH, a, w, contested.ZH, method.ZH, st.WorkingCRS),
		EN: fmt.Sprintf("Demand: %s. Covered: demand in at least one %s (%s). Accepted: uncovered demand in an approved exception still in force on that date. Gap: the rest. Always covered + gap + accepted = demand. "+
			"Gaps are polygons cut at the borders of the lowest zones; below %s m² on the ellipsoid or %s m of width (2·area/perimeter) they are residue, in the gap's area but not in the number of gaps. Unassigned: ground in no zone below. "+
			"Overlap: ground in two or more cells, counted once. %s\"No blind spot\" means: no gap, no unassigned ground at or above the same tolerance, and a chief in post "+
			"for the zone and all zones below it on that date. Areas are %s, with edges straight in the plane of %s; 1 mu (亩) = 10,000/15 m².",
			demand.EN, cells.EN, st.On, a, w, contested.EN, method.EN, st.WorkingCRS),
	}
}

// Mu writes an area in 亩 with two decimals and grouped thousands; what is there is never written as 0.00.
func Mu(m2 float64) string { return grouped(area.M2(m2).Mu(), 2) }

// Hectares writes an area in 公顷 with four decimals, as [Mu] does.
func Hectares(m2 float64) string { return grouped(area.M2(m2).Hectares(), 4) }

// SquareMetres writes an area in m² with three decimals, as [Mu] does.
func SquareMetres(m2 float64) string { return grouped(m2, 3) }

func grouped(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(s, "-0.") == "" {
		if v > 0 {
			return "<0." + strings.Repeat("0", digits-1) + "1"
		}
		return strings.TrimPrefix(s, "-")
	}
	whole, _, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// namedMost is how many missing zones a sentence names.
const namedMost = 3

// missingNames names missing zones for a sentence.
func missingNames(missing []snapshot.MissingZone, more string) string {
	var names []string
	for _, m := range missing[:min(namedMost, len(missing))] {
		names = append(names, strings.TrimSpace(m.Name+" "+m.Zone))
	}
	out := strings.Join(slices.Compact(names), "、")
	if n := len(missing) - namedMost; n > 0 {
		out += fmt.Sprintf(more, n)
	}
	return out
}
