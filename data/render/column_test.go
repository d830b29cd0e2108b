package render

import (
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
