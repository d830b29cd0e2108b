package report_test

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestQuarantinePerSource: every source is judged by itself, by rows and by ground; good rows elsewhere are no excuse. A refused zone
// fails the run unless it is declared, and is then named with its ground.
func TestQuarantinePerSource(t *testing.T) {
	dir := t.TempDir()
	strip := func(i int) []float64 {
		return delivery.Rect(500000+10*float64(i), 3320000, 500010+10*float64(i), 3322000)
	}
	zones := func(more ...delivery.Shape) {
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code", "name", "parent"}, append([]delivery.Shape{
			delivery.One(delivery.Rect(500000, 3320000, 502000, 3322000), "T", "镇", ""), delivery.One(delivery.Rect(500000, 3320000, 501000, 3322000), "T1", "一村", "T")}, more...)...)
	}
	cells := func(n int, more ...delivery.Shape) {
		var rows []delivery.Shape
		for i := range n {
			rows = append(rows, delivery.One(strip(i), fmt.Sprint("c", i)))
		}
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, append(rows, more...)...)
	}
	parcels := func(more ...delivery.Shape) {
		delivery.LayerFile(t, filepath.Join(dir, "p.gpkg"), "EPSG:4549", []string{"pid"}, append([]delivery.Shape{delivery.One(delivery.Rect(500000, 3320000, 500100, 3320100), "p")}, more...)...)
	}
	tables := func(text string) { delivery.WriteFile(t, filepath.Join(dir, "a.csv"), "person,role,zone\n"+text) }
	plain := func() {
		zones()
		cells(199)
		parcels()
		tables("L1,林长,T\n")
	}
	twice := func(x0, x1 float64, id string) []delivery.Shape {
		return []delivery.Shape{delivery.One(delivery.Rect(x0, 3320000, x1, 3322000), id, "二村", "T"), delivery.One(delivery.Rect(x0, 3320000, x1, 3322000), id, "二村", "T")}
	}
	const yaml = "zones: [{path: z.gpkg, level: township, code: code, name: name, parent: parent}]\ncells: [{path: c.gpkg, id: gid}]\n" +
		"parcels: [{path: p.gpkg, id: pid}]\nregistry: {assignments: {path: a.csv}}\n"
	for _, c := range []struct {
		name  string
		do    func()
		rules string
		words string // of the refusal, by |; "" where it publishes
	}{
		{"nothing refused", func() {}, "", ""},
		{"one cell of 200", func() {
			cells(199, delivery.One([]float64{500000, 3320000, 500001, 3320001, 500000, 3320000, 500000, 3320000}, "bad"))
		}, "", ""},
		{"a cell of 200 with most of the ground", func() { cells(199, delivery.One(delivery.Rect(500000, 3320000, 560000, 3322000), "")) }, "", "c.gpkg, layer c|of the ground of|96."},
		{"the only parcel", func() { parcels(delivery.One(nil), delivery.One(delivery.Rect(500000, 3320000, 500100, 3320100), "p")) }, "", "p.gpkg, layer p|rows of"},
		{"two rows of a table", func() { tables("L1,林长,T\nL1,林长,none\nL1,林长,none\n") }, "", ""}, // of 206 in all
		{"three rows of a table", func() { tables("L1,林长,T\nL1,林长,x\nL1,林长,y\nL1,林长,z\n") }, "", "all sources together|1.47 %|a.csv"},
		{"a zone twice", func() { zones(twice(501000, 502000, "T2")...) }, "", "2 zone row(s)|z.gpkg|duplicate_id|missing_zones: [T2]"},
		{"a zone twice, whatever the limit", func() { zones(twice(501000, 502000, "T2")...) }, "quarantine_limit: 0.99", "missing_zones: [T2]"},
		{"a zone without a geometry", func() { zones(delivery.Shape{Values: []any{"T2", "二村", "T"}}) }, "", "null_geometry|[T2]"},
		{"a zone that is its own parent", func() { zones(delivery.One(delivery.Rect(501000, 3320000, 502000, 3322000), "T2", "", "T2")) }, "", "parent_cycle|[T2]"},
		{"another zone is declared", func() { zones(twice(501000, 502000, "T2")...) }, "missing_zones: [T1]", "[T2]"},
		{"declared", func() { zones(twice(501000, 502000, "T2")...) }, "missing_zones: [T2]", ""},
	} {
		plain()
		c.do()
		_, err := delivery.Ingest(t, dir, yaml+"rules: {"+c.rules+"}\n")
		var quarantine *report.QuarantineError
		switch {
		case c.words == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.words != "" && !errors.As(err, &quarantine):
			t.Errorf("%s: %v", c.name, err)
		case c.words != "":
			for _, w := range strings.Split(c.words, "|") {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%s: %q does not say %q", c.name, err, w)
				}
			}
		}
	}
	plain()
	zones(twice(501000, 502000, "T2")...)
	cells(199, delivery.One(delivery.Rect(500000, 3320000, 500001, 3320100), "c1"), delivery.One(delivery.Rect(500000, 3320000, 500001, 3320100), ""))
	s := delivery.Taken(t, dir, yaml+"rules: {missing_zones: [T2, T9, T1], quarantine_limit: 0.02}\n").Snapshot
	m := s.Manifest.Missing
	if len(m) != 2 || m[0] != (snapshot.MissingZone{Zone: "T2", Name: "二村", Level: "township", Parent: "T", Reason: "duplicate_id", Rows: 2, AreaM2: 4e6}) || m[1].Zone != "T9" || m[1].Reason != snapshot.NotDelivered {
		t.Errorf("missing %+v", m)
	}
	if r := s.Manifest.Refused; len(r) != 1 || r[0].Kind != "cells" || r[0].Rows != 3 || math.Abs(r[0].AreaM2-(20000+100+100)) > 1e-6 {
		t.Errorf("refused %+v", r)
	}
	cov, err := coverage.New(s, nil).Coverage(t.Context(), coverage.Query{Zone: "T"})
	if err != nil || len(cov.Missing) != 1 || cov.Missing[0].Zone != "T2" {
		t.Errorf("coverage under T misses %+v, %v", cov.Missing, err)
	}
	for zone, missing := range map[string]int{"T": 1, "T1": 0} {
		cert, err := certificate.New(coverage.New(s, nil)).Certify(t.Context(), coverage.Query{Zone: zone}, certificate.Issue{On: s.Manifest.On, Tool: "test"})
		if err != nil {
			t.Fatal(err)
		}
		st := cert.Statement
		if len(st.Missing) != missing || st.Chiefs[0].Missing != missing || strings.Contains(st.Chiefs[0].Sentence.ZH, "二村 T2") != (missing > 0) || strings.Contains(st.Chiefs[0].Sentence.EN, "T2") != (missing > 0) {
			t.Errorf("%s: missing %+v: %s", zone, st.Missing, st.Chiefs[0].Sentence.EN)
		}
		if missing > 0 && st.Verdict != certificate.BlindSpots {
			t.Errorf("%s: %s", zone, st.Verdict)
		}
	}
}
