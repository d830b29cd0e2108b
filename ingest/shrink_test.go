package ingest_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestShrunkSourcesAreRemarkedOn: a source that comes with far fewer rows than in the current snapshot is published with a note, under
// its name or another one; the project says what is far fewer.
func TestShrunkSourcesAreRemarkedOn(t *testing.T) {
	people := func(n int) string {
		text := "id,name\n"
		for i := range n {
			text += fmt.Sprintf("P%d,甲%d\n", i, i)
		}
		return text
	}
	for _, c := range []struct {
		name          string
		before, after int
		rules, file   string
		want          string // of the note; "" is none
	}{
		{"half", 10, 5, "", "p.csv", "p.csv: 5 rows, and 10 in snapshot"},
		{"half under another name", 10, 5, "", "q.csv", "q.csv: 5 rows, and 10 in snapshot"},
		{"at the limit", 10, 8, "", "p.csv", ""},
		{"another limit", 10, 5, ", shrink_limit: 0.5", "p.csv", ""},
		{"any loss", 10, 9, ", shrink_limit: 0", "p.csv", "10 % are gone"},
		{"never", 10, 1, ", shrink_limit: 1", "p.csv", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
			delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
			project := func(file string) string {
				return strings.Replace(fmt.Sprintf(delivery.ZonesAndCells, "gpkg"), "quarantine_limit: 1", "quarantine_limit: 1"+c.rules, 1) + "registry:\n  chiefs: {path: " + file + "}\n"
			}
			delivery.WriteFile(t, filepath.Join(dir, "p.csv"), people(c.before))
			if r := delivery.Taken(t, dir, project("p.csv")); len(r.Report.Notes) > 0 {
				t.Errorf("the first ingest notes %q", r.Report.Notes)
			}
			delivery.WriteFile(t, filepath.Join(dir, c.file), people(c.after))
			r := delivery.Taken(t, dir, project(c.file))
			if notes := strings.Join(r.Report.Notes, "\n"); !strings.Contains(notes, c.want) || c.want == "" && strings.Contains(notes, "shrink_limit") {
				t.Errorf("%q is noted, want %q", notes, c.want)
			}
			if !strings.Contains(r.Report.Readable(), c.want) {
				t.Error("the report does not say so")
			}
		})
	}
	dir := t.TempDir()
	delivery.Refused(t, dir, strings.Replace(fmt.Sprintf(delivery.ZonesAndCells, "gpkg"), "quarantine_limit: 1", "shrink_limit: 1.2", 1), "rules.shrink_limit", "between 0 and 1")
}

// TestSameSources: a source is the one of its kind, file and layer, or else the only one of its kind whose file is gone.
func TestSameSources(t *testing.T) {
	source := func(kind, path string) *report.Source { return &report.Source{Kind: kind, Path: path} }
	for name, c := range map[string]struct {
		before, now []*report.Source
		want        []string // the path before, by source now
	}{
		"the same":           {[]*report.Source{source("cells", "a"), source("cells", "b")}, []*report.Source{source("cells", "b"), source("cells", "a")}, []string{"b", "a"}},
		"one is renamed":     {[]*report.Source{source("cells", "a"), source("cells", "b")}, []*report.Source{source("cells", "a"), source("cells", "c")}, []string{"a", "b"}},
		"two are renamed":    {[]*report.Source{source("cells", "a"), source("cells", "b")}, []*report.Source{source("cells", "c"), source("cells", "d")}, []string{"", ""}},
		"one is new":         {[]*report.Source{source("cells", "a")}, []*report.Source{source("cells", "a"), source("cells", "c")}, []string{"a", ""}},
		"of another kind":    {[]*report.Source{source("cells", "a")}, []*report.Source{source("parcels", "c")}, []string{""}},
		"kinds in one file":  {[]*report.Source{source("cells", "a"), source("zones", "a")}, []*report.Source{source("zones", "a"), source("cells", "a")}, []string{"a", "a"}},
		"nothing was before": {nil, []*report.Source{source("cells", "a")}, []string{""}},
	} {
		same := ingest.SameSources(c.now, c.before)
		for i, s := range c.now {
			got := ""
			if was := same[s]; was != nil {
				got = was.Path
				if was.Kind != s.Kind {
					t.Errorf("%s: %s and %s", name, s.Kind, was.Kind)
				}
			}
			if got != c.want[i] {
				t.Errorf("%s: %s was %q, want %q", name, s.Path, got, c.want[i])
			}
		}
	}
}

// TestShrinkLimitSaidOrLeftOut: the default makes the same snapshot, said or left out.
func TestShrinkLimitSaidOrLeftOut(t *testing.T) {
	text := fmt.Sprintf(delivery.ZonesAndCells, "gpkg")
	said, err := project.Parse("p.yaml", []byte(strings.Replace(text, "quarantine_limit: 1", "quarantine_limit: 1, shrink_limit: 0.2", 1)))
	if err != nil || said.Rules.ShrinkLimit != nil {
		t.Errorf("%v, %v", said.Rules.ShrinkLimit, err)
	}
}
