package project

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// FuzzParseProject: a project file is refused with a reason, or it is whole; written out and read again it says the same.
func FuzzParseProject(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n"))
	f.Add([]byte("name: 演示\nstore: ./s\ndate: 2026-10-01\ncrs: EPSG:4549\nzones:\n  - {path: a.shp, level: county, code: code, name: name, encoding: GBK, datum: GCJ-02, crs: EPSG:4490}\ncells:\n  - {path: b.shp, id: gid, ranger: r}\nparcels: [{path: p.shp, id: pid, class: 地类}]\nscenes:\n  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, band: 1, scale: 0.0001}\nrules:\n  change:\n    - {name: drop, quantity: ndvi, drop: 0.2, min_area_mu: 1}\n"))
	f.Add([]byte("zones: &a [*a]\n"))
	f.Add([]byte("zones: [{path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\nrules: {quarantine_limit: .nan}\n"))
	f.Add([]byte("zones: [{path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\nrules: {coverage: {min_area_m2: 1e999}}\n"))
	f.Add([]byte("zones: {a: 1}\nzones: {a: 1}\n"))
	for _, m := range meanings() {
		if len(m.text) < 10_000 { // longer ones would slow it down
			f.Add([]byte(m.text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Parse("qingshan.yaml", text)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Fatal("refused without a reason")
			}
			return
		}
		if p.Rules.Triage.DueDays == nil { // `due_days: null`: written out it is {}, which keeps the defaults
			return
		}
		out, err := yaml.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("qingshan.yaml", out)
		if err != nil {
			t.Fatalf("refused when written out: %v\n%s", err, out)
		}
		if second, err := yaml.Marshal(again); err != nil || !bytes.Equal(out, second) {
			t.Fatalf("changed when written out: %v\n%s\n%s", err, out, second)
		}
		if notANumber.Match(out) {
			t.Fatalf("a number that is none was taken:\n%s", out)
		}
	})
}

var notANumber = regexp.MustCompile(`(?m)(?:[^a]|[^t]a): [-+]?\.(nan|inf)$`) // save for nodata
