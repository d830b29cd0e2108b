package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// TestNamesCannotSteerTheTerminal: names that hold terminal escapes come out spelt, wherever people read them; JSON and CSV hold them
// as they are.
func TestNamesCannotSteerTheTerminal(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "q.yaml")
	odd := "\x1b[2J\x1b]0;x\x07\u009b31m\u202e县\r"
	feature := func(properties map[string]string, x0, x1 float64) string {
		p, _ := json.Marshal(properties)
		return fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":{"type":"Polygon","coordinates":[[[%[2]g,30],[%[3]g,30],[%[3]g,30.01],[%[2]g,30.01],[%[2]g,30]]]}}`, p, x0, x1)
	}
	collection := func(features ...string) string {
		return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + "]}"
	}
	write(t, filepath.Join(dir, "zones.geojson"), collection(feature(map[string]string{"code": "1", "name": "甲" + odd + "乙"}, 119, 119.02), feature(map[string]string{"code": "", "name": odd}, 119.03, 119.04)))
	write(t, filepath.Join(dir, "cells.geojson"), collection(feature(map[string]string{"gid": "g" + odd + "1"}, 119, 119.01)))
	write(t, project, "name: \"甲\\e[2J县\"\nstore: ./store\nzones: [{path: zones.geojson, level: county, code: code, name: name}]\ncells: [{path: cells.geojson, id: gid}]\nrules: {quarantine_limit: 1}\n")
	for _, args := range [][]string{{"ingest"}, {"ingest"}, {"coverage"}, {"gaps"}, {"snapshots"}, {"snapshots", "show"}, {"verify"}, {"responsible", "--lon", "119.005", "--lat", "30.005"}, {"whatif", "--assign"},
		{"coverage", "--zone", odd}, {"changes", "--rule", odd}} {
		o := qingshan(t, append(args, "--project", project)...)
		for _, text := range []string{o.stdout, o.stderr} {
			if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }); i >= 0 {
				t.Errorf("%q: exit code %d: %q", args, o.code, text[max(0, i-40):min(len(text), i+40)])
			}
		}
	}
	if doc := ask[coverageDoc](t, "coverage", "--project", project); len(doc.Rows) != 1 || doc.Rows[0].Name != "甲"+odd+"乙" {
		t.Errorf("JSON: %+v", doc.Rows)
	}
	if rows := askCSV(t, "coverage", "--project", project); len(rows) == 0 || rows[0]["name"] != "甲"+odd+"乙" {
		t.Errorf("CSV: %q", rows)
	}
}
