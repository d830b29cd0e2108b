package render

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// documents are all that are lists, of nothing.
func documents() map[string]Document {
	return map[string]Document{
		"coverage": Coverage(&coverage.Answer{Found: &snapshot.Findings{}}, nil), "gaps": Gaps(&coverage.GapsAnswer{}), "changes": Changes(&change.PatchesAnswer{}), "stats": Stats(&change.StatsAnswer{}),
		"unobserved": Unobserved(&change.UnobservedAnswer{}), "series": Series(&change.SeriesAnswer{}), "diff": Diff(&difference.Answer{}), "whatif": WhatIf(&scenario.WhatIf{}, nil),
		"responsible": Responsible(&lookup.Responsible{}), "check": Check(&certificate.CertificateCheck{}),
	}
}

// TestHeadsAreBilingual: no column goes into a workbook under a name that only a programmer reads.
func TestHeadsAreBilingual(t *testing.T) {
	for name, d := range documents() {
		for _, c := range d.Columns {
			if !strings.ContainsFunc(c.ZH, func(r rune) bool { return r > 0x4e00 }) {
				t.Errorf("%s: column %s has no Chinese head", name, c.Name)
			}
		}
	}
}

// TestColumnsGoWhereTheySay: a column with a name is in the rows, one with a head in the table, and features have the whole of a value.
func TestColumnsGoWhereTheySay(t *testing.T) {
	type row struct {
		area  *float64
		names []string
	}
	columns := []column[row]{
		{name: "area_m2", zh: "面积", unit: SquareMetres, value: func(r row) any { return r.area }, head: "area 面积/亩", show: inMu},
		{value: func(r row) any { return len(r.names) }, head: "names 个数"},
		{name: "names", zh: "名称", value: func(r row) any { return strings.Join(r.names, listBreak) }, whole: func(r row) any { return r.names }},
		{name: "first", in: inRows, value: func(r row) any { return r.names[0] }},
		{name: "kind", in: inFeatures, value: func(row) any { return "row" }},
	}
	m2 := 10000.0 / 15
	rows := []row{{&m2, []string{"a", "b"}}, {nil, []string{"c"}}}
	d := tabulate(Document{}, columns, slices.Values(rows), slices.Values(rows[:1]))
	for form, want := range map[Format]string{CSV: "area_m2,names,first\n666.6666666666666,a; b,a\n,c,c\n", Table: "area 面积/亩  names 个数\n        1.00           2\n"} {
		var b bytes.Buffer
		if err := Write(&b, form, d, nil); err != nil || b.String() != want {
			t.Errorf("%s: %v\n%q, want\n%q", form, err, b.String(), want)
		}
	}
	want := map[string]any{"area_m2": &m2, "names": rows[0].names, "kind": "row"}
	if got := properties(columns, rows[0]); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if heads := []string{d.Columns[0].bilingual(), d.Columns[2].bilingual()}; !slices.Equal(heads, []string{"area_m2 面积", "first"}) {
		t.Errorf("%q", heads)
	}
}
