package render

import (
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
)

// documents are all that are lists, of nothing.
func documents() map[string]Document {
	return map[string]Document{
		"coverage": Coverage(&data.Coverage{Found: &data.Found{}}, nil), "gaps": Gaps(&data.Gaps{}), "changes": Changes(&data.Changes{}), "stats": Stats(&data.Stats{}),
		"unobserved": Unobserved(&data.UnobservedAnswer{}), "series": Series(&data.SeriesAnswer{}), "diff": Diff(&data.Diff{}), "whatif": WhatIf(&data.WhatIf{}, nil),
		"responsible": Responsible(&data.Responsible{}), "check": Check(&data.CertificateCheck{}),
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
