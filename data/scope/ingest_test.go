package scope_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// alone is the project of one township with the cells and parcels of the whole county.
const alone = `name: one township
date: 2026-10-01
zones:
  - {path: townships.gpkg, level: township, code: code, name: name, where: "code = '%[1]s'"}
  - {path: villages.gpkg, level: village, code: code, name: name, parent: parent, where: "parent = '%[1]s'"}
cells: [{path: cells.gpkg, id: gid, ranger: ranger, valid_from: from, valid_to: to}]
parcels: [{path: parcels.gpkg, id: pid, class: DI_LEI, category: SEN_LIN_LB, stated_area: MIAN_JI, stated_unit: ha}]
rules:
  coverage: {demand: all, forest_classes: ["0111", "0112"], min_area_m2: 1, min_width_m: 0.1}
`

func current(t *testing.T, dir string) *snapshot.Snapshot {
	t.Helper()
	o, _, err := store.OpenCurrent(t.Context(), store.OpenDir(filepath.Join(dir, "store")))
	if err != nil {
		t.Fatal(err)
	}
	return o.Snapshot
}

// TestAPartIsWhatItsZonesAloneWouldBe: of a county that was ingested, the part of a township has the coverage and the gaps of an ingest of
// that township's zones, with all cells and parcels of the county, that knows of no other zone.
func TestAPartIsWhatItsZonesAloneWouldBe(t *testing.T) {
	if testing.Short() {
		t.Skip("ingests several times")
	}
	ctx := context.Background()
	dir, _ := county.Sample(t, "XS")
	whole := current(t, dir)
	townships := 0
	for i, code := range whole.Zones.Code {
		if whole.Zones.Level[i] != snapshot.Township {
			continue
		}
		townships++
		part := coverage.New(cut(t, whole, scope.Of(scope.Part{Zone: code, Groups: scope.ShownInFull})), nil)
		into := t.TempDir()
		for _, layer := range []string{"townships.gpkg", "villages.gpkg", "cells.gpkg", "parcels.gpkg"} {
			b, err := os.ReadFile(filepath.Join(dir, layer))
			if err == nil {
				err = os.WriteFile(filepath.Join(into, layer), b, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		project := filepath.Join(into, county.ProjectName)
		if err := os.WriteFile(project, []byte(fmt.Sprintf(alone, code)), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := county.Ingest(project); err != nil {
			t.Fatal(err)
		}
		single := coverage.New(current(t, into), nil)
		for _, q := range []coverage.Query{{}, {Demand: rules.DemandForest}, {On: 20600}, {On: 20600, Demand: rules.DemandForest}} {
			got, err := part.Coverage(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			want, err := single.Coverage(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Rows) != len(want.Rows) || len(got.Rows) < 2 {
				t.Fatalf("%s: %d rows, of the zones alone %d", code, len(got.Rows), len(want.Rows))
			}
			for k, r := range got.Rows {
				w := want.Rows[k]
				if r.Zone != w.Zone || r.Name != w.Name || r.Parent != w.Parent || r.Gaps != w.Gaps || !alike(r.Totals, w.Totals) {
					t.Errorf("%s, %+v: %+v, of the zones alone %+v", code, q, r, w)
				}
			}
			if !alike(got.Total.Totals, want.Total.Totals) {
				t.Errorf("%s, %+v: %+v in all, of the zones alone %+v", code, q, got.Total, want.Total)
			}
		}
	}
	if townships < 2 {
		t.Errorf("%d townships", townships)
	}
}

// alike tells whether figures of two ingests are equal but for what rounding leaves.
func alike(a, b snapshot.Totals) bool {
	for _, pair := range [][2]float64{{a.DemandM2, b.DemandM2}, {a.CoveredM2, b.CoveredM2}, {a.GapM2, b.GapM2}, {a.AcceptedM2, b.AcceptedM2}, {a.OverlapM2, b.OverlapM2}, {a.ResidueM2, b.ResidueM2},
		{a.UnassignedM2, b.UnassignedM2}, {a.ContestedM2, b.ContestedM2}} {
		if math.Abs(pair[0]-pair[1]) > 1e-3 {
			return false
		}
	}
	return true
}
