package reuse_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestParcelsTakenOver: parcels whose files and settings are the same are not read again, and the snapshot and its report
// are those of a full run; where anything that they depend on has changed, they are read.
func TestParcelsTakenOver(t *testing.T) {
	dir := t.TempDir()
	cells := func(x1 float64) {
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Rect(500000, 3320000, x1, 3322000), "1"))
	}
	parcels := func(more ...delivery.Shape) {
		delivery.LayerFile(t, filepath.Join(dir, "p.gpkg"), "EPSG:4549", []string{"pid", "class", "ha"}, append([]delivery.Shape{
			delivery.One(delivery.Rect(500000, 3320000, 500100, 3320100), "right", "0111", "1"), delivery.One(delivery.Rect(500200, 3320000, 500300, 3320100), "wrong", "0111", "1.4"),
			delivery.One(delivery.Rect(500300, 3320000, 500400, 3320100), "near", "", "1.04"), delivery.One(delivery.Rect(500400, 3320000, 500500, 3320100), "text", "0111", "大"),
			delivery.One([]float64{500000, 3321000, 500100, 3321100, 500100, 3321000, 500000, 3321100, 500000, 3321000}, "bow-tie", "0111", "")}, more...)...)
	}
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.WriteFile(t, filepath.Join(dir, "a.csv"), "person,role,zone\nA,林长,9\n")
	yaml := "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nparcels: [{path: p.gpkg, id: pid, class: class, stated_area: ha, stated_unit: ha}]\n" +
		"registry: {assignments: {path: a.csv}}\nrules: {quarantine_limit: 1%s}\n"
	cells(501000)
	parcels()
	for i, step := range []struct {
		name  string
		do    func()
		rules string
		taken bool
	}{
		{"the first", func() {}, "", false},
		{"a cell", func() { cells(501500) }, "", true},
		{"another cell", func() { cells(501600) }, "", true},
		{"the limit for stated areas", func() {}, ", stated_area_limit: 0.03", false},
		{"a cell again", func() { cells(501700) }, ", stated_area_limit: 0.03", true},
		{"a parcel", func() { parcels(delivery.One(delivery.Rect(501000, 3320000, 501100, 3320100), "new", "0111", "")) }, ", stated_area_limit: 0.03", false},
		{"the extent, and with it the measure", func() { cells(560000) }, ", stated_area_limit: 0.03", false},
		{"a refused parcel", func() { parcels(delivery.One(delivery.Rect(501000, 3320000, 501100, 3320100), "right", "0111", "")) }, ", stated_area_limit: 0.03", false},
		{"a cell beside a refused parcel", func() { cells(560001) }, ", stated_area_limit: 0.03", false},
	} {
		step.do()
		r := delivery.Taken(t, dir, fmt.Sprintf(yaml, step.rules))
		if taken := strings.Contains(strings.Join(r.Report.Notes, "\n"), "parcels were taken over"); taken != step.taken {
			t.Errorf("%s changed: taken over %v, want %v", step.name, taken, step.taken)
		}
		own := fmt.Sprint("fresh", i)
		fresh := delivery.Anew(t, dir, own)
		if !delivery.SameColumns(t, r, fresh) {
			t.Errorf("%s changed: the snapshots differ", step.name)
		}
		r.Report.Notes, fresh.Report.Notes = nil, nil
		x, _ := json.Marshal(r.Report)
		y, _ := json.Marshal(fresh.Report)
		if !bytes.Equal(x, y) {
			t.Errorf("%s changed: the reports differ\n%s\n%s", step.name, x, y)
		}
		table := func(store string) string {
			text, err := os.ReadFile(filepath.Join(store, "snapshots", string(r.ID), report.QuarantineName))
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		if table(filepath.Join(dir, "store")) != table(filepath.Join(dir, own)) {
			t.Errorf("%s changed: the tables of remarks differ", step.name)
		}
	}
}
