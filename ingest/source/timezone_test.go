package source_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestCaseOfUTCMidnight: 16:00 UTC is midnight in China, so that the term lasts from 1 March to 1 October.
func TestCaseOfUTCMidnight(t *testing.T) {
	s := delivery.TakenCase(t, "utc-midnight", "q.yaml").Snapshot
	a := s.Registry.Assignments[0]
	if got := fmt.Sprintf("%s %s %s", a.ValidFrom, a.ValidTo, s.Registry.Name(s.Registry.Chief("990001", s.Manifest.On))); got != "2026-03-01 2026-10-01 赵甲" {
		t.Error(got)
	}
}

// TestMomentsInLayers: DateTime fields with and without a zone, and texts, in every format that keeps them.
func TestMomentsInLayers(t *testing.T) {
	square := func(i int) string {
		x0, x1 := 119.9+0.01*float64(i), 119.9+0.01*float64(i+1)
		return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,30],[%[2]v,30],[%[2]v,30.01],[%[1]v,30.01],[%[1]v,30]]]}`, x0, x1)
	}
	moments := []string{"2026-02-28T16:00:00Z", "2026-03-01T00:00:00+08:00", "2026-02-28T15:59:00Z", "2026-03-01T05:30:00+05:30", "2026-02-28T11:00:00-05:00"}
	days := map[string][]string{
		"":        {"2026-03-01", "2026-03-01", "2026-02-28", "2026-03-01", "2026-03-01"},
		"Etc/GMT": {"2026-02-28", "2026-02-28", "2026-02-28", "2026-03-01", "2026-02-28"},
	}
	dir := t.TempDir()
	features, zone := "", `{"type":"Feature","properties":{"code":"1"},"geometry":`+square(0)+`}`
	for i, m := range moments {
		if i > 0 {
			features += ","
		}
		features += fmt.Sprintf(`{"type":"Feature","properties":{"gid":"%d","from":%q},"geometry":%s}`, i, m, square(i))
	}
	delivery.WriteFile(t, filepath.Join(dir, "z.geojson"), `{"type":"FeatureCollection","features":[`+zone+`]}`)
	delivery.WriteFile(t, filepath.Join(dir, "c.geojson"), `{"type":"FeatureCollection","features":[`+features+`]}`)
	delivery.Convert(t, "ogr2ogr", filepath.Join(dir, "c.gpkg"), filepath.Join(dir, "c.geojson"))
	delivery.Convert(t, "ogr2ogr", filepath.Join(dir, "c.fgb"), filepath.Join(dir, "c.geojson"))
	var rows []delivery.Shape
	for i, m := range moments {
		lon := 119.9 + 0.01*float64(i)
		rows = append(rows, delivery.One(delivery.Rect(lon, 30, lon+0.01, 30.01), fmt.Sprint(i), m))
	}
	delivery.LayerFile(t, filepath.Join(dir, "text.gpkg"), "EPSG:4490", []string{"gid", "from"}, rows...)
	for _, file := range []string{"c.geojson", "c.gpkg", "c.fgb", "text.gpkg"} {
		for name, want := range days {
			zone, _ := snapshot.ParseTimezone(name)
			ids, err := delivery.ReadField(t, dir, name, project.Source{Path: file}, "gid") // FlatGeobuf orders rows by place
			if err != nil {
				t.Fatal(err)
			}
			texts, err := delivery.ReadField(t, dir, name, project.Source{Path: file}, "from")
			if err != nil {
				t.Fatal(err)
			}
			got := make([]string, len(want))
			for i, text := range texts {
				d, err := snapshot.ParseDateIn(text, zone)
				if err != nil {
					t.Error(err)
				}
				got[ids[i][0]-'0'] = d.String()
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s in %q: %v, want %v", file, name, got, want)
			}
		}
	}
	s := delivery.Taken(t, dir, "zones: [{path: z.geojson, level: village, code: code}]\ncells: [{path: text.gpkg, id: gid, valid_from: from}]\n").Snapshot
	if got := fmt.Sprint(s.Cells.ValidFrom); got != fmt.Sprint(days[""]) {
		t.Errorf("cells are valid from %s", got)
	}
}

// TestTodayIsADayInChina: half past midnight in Beijing is the day before by a clock that shows UTC.
func TestTodayIsADayInChina(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	ids := map[snapshot.ID]bool{}
	for setting, want := range map[string]string{"": "2026-10-01", "timezone: Asia/Shanghai\n": "2026-10-01", "timezone: UTC\n": "2026-09-30"} {
		path := filepath.Join(dir, "qingshan.yaml")
		if err := os.WriteFile(path, []byte(setting+fmt.Sprintf(delivery.ZonesAndCells, "gpkg")), 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := project.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ingest.Run(context.Background(), p, ingest.Options{Now: time.Date(2026, 9, 30, 16, 30, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if on := r.Snapshot.Manifest.On.String(); on != want {
			t.Errorf("%q: on %s, want %s", setting, on, want)
		}
		ids[r.ID] = true
	}
	if len(ids) != 2 {
		t.Errorf("%d snapshots of two settings: %v", len(ids), ids)
	}
	delivery.Refused(t, dir, "timezone: Mars/Base\n"+fmt.Sprintf(delivery.ZonesAndCells, "gpkg"), `timezone "Mars/Base"`, "Asia/Shanghai")
}
