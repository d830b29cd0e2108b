package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestExitCodes starts the program itself, once for each way in which it can end: the code, what goes to the standard output, and what
// to the error output. All else that commands say is asked within the tests' own process.
func TestExitCodes(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	_, c := certified(t, project, "990001")
	forged := edited(t, c, true, func(st *certificate.Statement) { st.Chiefs[0].GapM2++ })
	refused := filepath.Join(dir, "refused.yaml")
	write(t, filepath.Join(dir, "line.geojson"), `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1"},"geometry":{"type":"LineString","coordinates":[[119,30],[119.1,30]]}}]}`)
	write(t, refused, "zones: [{path: line.geojson, level: county, code: code}]\ncells: [{path: cells.gpkg, id: gid}]\n")
	missing := filepath.Join(dir, "missing.yaml")
	write(t, missing, "zones: [{path: nowhere.gpkg, level: county, code: code}]\ncells: [{path: cells.gpkg, id: gid}]\n")
	for _, k := range []struct {
		args         []string
		code         int
		stdout, says string // what the outputs hold; "" is none at all
	}{
		{[]string{"--version"}, 0, "dev", ""},
		{[]string{"--help"}, 0, "Usage: qingshan", ""},
		{[]string{"coverage", "--project", project, "--format", "json"}, 0, `"covered_m2"`, ""},
		{[]string{"ingest", "--project", project}, 0, "nothing new was published", ""},
		{[]string{"nonsense"}, exitUsage, "", "qingshan: unexpected argument nonsense"},
		{[]string{"coverage", "--project", project, "--zone", "123"}, exitUsage, "", `zone "123"`},
		{[]string{"ingest", "--project", missing}, exitFailed, "", "nowhere.gpkg"},
		{[]string{"ingest", "--project", refused}, exitQuarantine, "not_polygon", "line.geojson"},
		{[]string{"verify", "--project", project, "--certificate", forged}, exitRefuted, "gap_m2", "is refuted"},
	} {
		o := asProgram(t, k.args...)
		fits := func(text, want string) bool { return strings.Contains(text, want) && (want != "") == (text != "") }
		if o.code != k.code || !fits(o.stdout, k.stdout) || !fits(o.stderr, k.says) {
			t.Errorf("%v: exit code %d, want %d\n%s\n%s", k.args, o.code, k.code, o.stdout, o.stderr)
		}
	}
}
