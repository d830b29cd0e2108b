package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestExceptionsByHand follows one lake of 20 m × 100 m through its life: approved for later, fitting, outgrown, expired.
// See landscape; cell e fills the gap between the lake and the village's other cells.
func TestExceptionsByHand(t *testing.T) {
	project := landscape(t)
	dir := filepath.Dir(project)
	replaceIn(t, project, "{path: accepted.geojson, id: id, reason: why, valid_to: to}", "{path: accepted.geojson, id: id, reason: why, approver: by, valid_from: from, valid_to: to}")
	replaceIn(t, filepath.Join(dir, "accepted.geojson"), `"why":"lake",`, `"why":"lake","by":"某局","from":"2026-10-05",`)
	cell := func(id string, x0, x1 int) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"id":"%[1]s","ranger":"r3"},"geometry":{"type":"Polygon","coordinates":[[[%[2]d,3370000],[%[3]d,3370000],[%[3]d,3370100],[%[2]d,3370100],[%[2]d,3370000]]]}}`,
			id, 480000+x0, 480000+x1)
	}
	add := func(east int) func(string) string {
		return func(cells string) string {
			return cells[:strings.LastIndex(cells, "]}")] + "," + cell("e", 250, 320) + "," + cell("f", east, 400) + "]}"
		}
	}
	widen := func(from, to int) func(string) string {
		return func(cells string) string { return strings.Replace(cells, cell("f", from, 400), cell("f", to, 400), 1) }
	}
	same := func(cells string) string { return cells }
	for _, c := range []struct {
		name, date     string
		edit           func(string) string
		want           string
		gapM2, allowed float64
	}{
		{"approved for later", "2026-10-02", add(340), "990001001-g3 2000 m²: x1 not_yet_valid 2000 m², lake", 2000, 0},
		{"it fits", "2026-10-05", same, "", 0, 2000},
		{"the lake has grown by 10 m", "2026-10-20", widen(340, 350), "990001001-g4 1000 m²: x1 outgrown 1000 m², lake", 1000, 2000},
		{"its last day", "2026-12-31", same, "990001001-g4 1000 m²: x1 outgrown 1000 m², lake", 1000, 2000},
		{"expired: the gap beside it grows by its ground", "2027-01-01", same, "990001001-g4 3000 m²: x1 expired 2000 m², lake", 3000, 0},
	} {
		doc := night(t, project, c.date, c.edit)
		var got []string
		for _, g := range doc.Rows {
			s := fmt.Sprintf("%s %.0f m²", g.ID, g.AreaM2)
			for _, e := range g.Exceptions {
				s += fmt.Sprintf(": %s %s %.0f m², %s", e.Accepted, e.State, e.AreaM2, e.Reason)
				if e.ValidTo != "2026-12-31" || e.Approver != "某局" {
					t.Errorf("%s: valid to %q by %q", c.name, e.ValidTo, e.Approver)
				}
			}
			got = append(got, s)
		}
		if strings.Join(got, "\n") != c.want || doc.Total.Excepted != len(doc.Rows) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), c.want)
		}
		cov := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549", "--zone", "990001001")
		near(t, c.name+": gap", cov.Total.Gap+1, c.gapM2+1, 1e-6)
		near(t, c.name+": accepted", cov.Total.Accepted+1, c.allowed+1, 1e-6)
	}
}
