package vectorfile

import (
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// TestShortNames: a shapefile's field names fit, differ, and can still be read.
func TestShortNames(t *testing.T) {
	for name, d := range map[string]render.Document{"gaps": render.Gaps(&coverage.GapsAnswer{}), "changes": render.Changes(&change.PatchesAnswer{}), "whatif": render.WhatIf(&scenario.WhatIf{}, nil), "coverage": render.Coverage(&coverage.Answer{Found: &snapshot.Findings{}}, nil), "diff": render.Diff(&difference.Answer{})} {
		var fields []gdal.Field
		for _, c := range append(d.Columns, render.Named("area_method", "area_methods", "AREA_METHOD", "snapshot")...) {
			fields = append(fields, gdal.Field{Name: c.Name})
		}
		seen := map[string]bool{}
		for i, f := range shortened(fields) {
			lower := strings.ToLower(f.Name)
			if len(f.Name) > shortName || seen[lower] || f.Name == "" || f.Name[0] != fields[i].Name[0] {
				t.Errorf("%s: %s became %s", name, fields[i].Name, f.Name)
			}
			seen[lower] = true
		}
	}
	for long, short := range map[string]string{"patch": "patch", "zone_name": "zone_name", "monitored_share": "montrd_shr", "mean_change": "mean_chang", "permitted_share": "prmttd_shr"} {
		if got := abbreviate(long, shortName); got != short {
			t.Errorf("%s became %s, want %s", long, got, short)
		}
	}
	if got := shortText(strings.Repeat("青山", 100)).(string); len(got) > longText || !strings.HasSuffix(got, "山…") && !strings.HasSuffix(got, "青…") {
		t.Errorf("a long text became %d bytes: %s", len(got), got)
	}
}
