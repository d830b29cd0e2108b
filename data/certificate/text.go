package certificate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/texts"
)

// Words are a verdict for people.
func (v Verdict) Words() texts.Text { return texts.In("verdicts", string(v)).Capital() }

// sentence says what a line comes to, with the figures that decide it.
func sentence(l *ChiefLine, missing []snapshot.MissingZone, on snapshot.Date, demand rules.Demand) texts.Text {
	ground := texts.Of("statement.ground")
	if demand == rules.DemandForest {
		ground = texts.Of("statement.forest")
	}
	t := texts.Of("statement.demand", "on", on, "zone", l.Name, "ground", ground, "mu", Mu(l.DemandM2))
	switch {
	case l.DemandM2 == 0:
		t = texts.Of("statement.no_demand", "on", on, "zone", l.Name, "ground", ground)
	case l.Gaps == 0 && l.UnassignedPlaces == 0:
		t = t.Plus(texts.Of("statement.all_covered"))
	default:
		t = t.Plus(texts.Of("statement.uncovered", "gaps", gaps(l.Gaps), "mu", Mu(l.GapM2)))
		if l.UnassignedPlaces > 0 {
			t = t.Plus(texts.Of("statement.unassigned", "places", places(l.UnassignedPlaces)))
		}
	}
	if len(missing) > 0 {
		t = t.Plus(texts.Of("statement.missing", "zones", missingNames(missing)))
	}
	switch {
	case l.Unheld > 0 && l.Chief == "" && l.Zones == 1:
		t = t.Plus(texts.Of("statement.unheld_self"))
	case l.Unheld > 0 && l.Chief == "":
		t = t.Plus(texts.Of("statement.unheld_self_and_below", "zones", l.Zones, "unheld", l.Unheld))
	case l.Unheld > 0:
		t = t.Plus(texts.Of("statement.unheld_below", "unheld", l.Unheld))
	}
	return t.Plus(texts.Of("statement.verdict", "verdict", texts.In("verdicts", string(l.Verdict))))
}

// ruleText says exactly what was computed.
func ruleText(st *Statement, accounting int) texts.Text {
	demand, cells := texts.Of("statement_rule.all_ground"), texts.Of("statement_rule.valid_cells")
	if st.Demand == rules.DemandForest {
		demand = texts.Of("statement_rule.all_parcels")
		if len(st.ForestClasses) > 0 {
			classes := texts.Text{ZH: strings.Join(st.ForestClasses, "、"), EN: strings.Join(st.ForestClasses, ", ")}
			demand = texts.Of("statement_rule.parcels", "classes", classes)
		}
	}
	if st.InPost {
		cells = texts.Of("statement_rule.cells_in_post")
	}
	method := texts.Of("statement_rule.ellipsoidal")
	if crs, planar := strings.CutPrefix(st.AreaMethod, "planar "); planar {
		method = texts.Of("statement_rule.planar", "crs", crs)
	}
	contested := texts.Of("statement_rule.contested")
	if accounting > 0 {
		contested = texts.Of("statement_rule.contested_across_parents")
	}
	return texts.Of("statement_rule.all", "demand", demand, "on", st.On, "cells", cells, "min_area_m2", decimal(st.Tolerance.MinAreaM2),
		"min_width_m", decimal(st.Tolerance.MinWidthM), "contested", contested, "method", method, "crs", st.WorkingCRS)
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

func gaps(n int) texts.Text {
	if n == 1 {
		return texts.Of("statement.one_gap", "n", n)
	}
	return texts.Of("statement.gaps", "n", n)
}

func places(n int) texts.Text {
	if n == 1 {
		return texts.Of("statement.one_place", "n", n)
	}
	return texts.Of("words.places", "n", n)
}

// namedMost is how many missing zones a sentence names.
const namedMost = 3

// missingNames names missing zones for a sentence.
func missingNames(missing []snapshot.MissingZone) texts.Text {
	var names []string
	for _, m := range missing[:min(namedMost, len(missing))] {
		names = append(names, strings.TrimSpace(m.Name+" "+m.Zone))
	}
	named := strings.Join(slices.Compact(names), "、")
	t := texts.Text{ZH: named, EN: named}
	if n := len(missing) - namedMost; n > 0 {
		t = t.Plus(texts.Of("statement.more_missing", "n", n))
	}
	return t
}
