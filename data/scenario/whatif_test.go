package scenario_test

import (
	"context"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// benchStore is a store with a large snapshot: the folder named by QINGSHAN_BENCH_STORE.
func benchStore(b *testing.B) *snapshot.Snapshot {
	b.Helper()
	folder := os.Getenv("QINGSHAN_BENCH_STORE")
	if folder == "" {
		b.Skip("set QINGSHAN_BENCH_STORE to the folder of a store to run this benchmark")
	}
	s, _, err := store.GetCurrent(context.Background(), store.OpenDir(folder))
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// processTime is what the process has used of all cores: unlike the clock, it does not count who else is at work.
func processTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func reportProcessTime(b *testing.B, used time.Duration) {
	b.Helper()
	b.ReportMetric(float64(used.Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// reportQuantiles tells how long most askers wait.
func reportQuantiles(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for name, at := range map[string]int{"median-ms": len(took) / 2, "p95-ms": len(took) * 95 / 100, "max-ms": len(took) - 1} {
		b.ReportMetric(float64(took[at].Microseconds())/1000, name)
	}
}

// BenchmarkWhatIfOneCell asks for the coverage with one cell taken out, another cell each time, once indexes are warm. The
// budget is 20 ms at scale M (docs/benchmarks.md).
func BenchmarkWhatIfOneCell(b *testing.B) {
	s := benchStore(b)
	removed := func(i int) []scenario.CellEdit { return []scenario.CellEdit{{ID: s.Cells.ID[i*37%s.Cells.Len()]}} }
	if _, err := scenario.New(coverage.New(s, nil), geos.Reasons).WhatIf(context.Background(), removed(0), coverage.Query{}, scenario.EditLimits{}); err != nil {
		b.Fatal(err)
	}
	zones, took, began := 0, []time.Duration(nil), processTime(b)
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		w, err := scenario.New(coverage.New(s, nil), geos.Reasons).WhatIf(context.Background(), removed(i), coverage.Query{}, scenario.EditLimits{})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		zones += len(w.Rows)
	}
	reportProcessTime(b, processTime(b)-began)
	b.ReportMetric(float64(zones)/float64(b.N), "rows/op")
	reportQuantiles(b, took)
}

// BenchmarkWhatIfOneVertex moves a vertex of one cell, another cell each time.
func BenchmarkWhatIfOneVertex(b *testing.B) {
	s := benchStore(b)
	if _, err := scenario.New(coverage.New(s, nil), geos.Reasons).WhatIf(context.Background(), nil, coverage.Query{}, scenario.EditLimits{}); err != nil {
		b.Fatal(err)
	}
	took, began := []time.Duration(nil), processTime(b)
	b.ResetTimer()
	for i := range b.N {
		cell := i * 37 % s.Cells.Len()
		edit := scenario.CellEdit{ID: s.Cells.ID[cell], Ranger: s.Cells.Ranger[cell], ValidFrom: s.Cells.ValidFrom[cell], ValidTo: s.Cells.ValidTo[cell], Shape: moved(s.Cells.Shapes.Feature(cell))}
		start := time.Now()
		if _, err := scenario.New(coverage.New(s, nil), geos.Reasons).WhatIf(context.Background(), []scenario.CellEdit{edit}, coverage.Query{}, scenario.EditLimits{}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	reportProcessTime(b, processTime(b)-began)
	reportQuantiles(b, took)
}

// moved is a polygon whose second vertex lies halfway between its neighbours: an edit that keeps most polygons valid.
func moved(mp *geom.MultiPolygon) *geom.MultiPolygon {
	out := mp.Clone()
	xy := out.FlatCoords()
	xy[2], xy[3] = (xy[0]+xy[4])/2, (xy[1]+xy[5])/2
	return out
}

// BenchmarkPropose proposes a cell for every gap of the store's current snapshot. The budget is 2 s for 500 gaps.
func BenchmarkPropose(b *testing.B) {
	s := benchStore(b)
	gaps, began := 0, processTime(b)
	for range b.N {
		p, err := scenario.New(coverage.New(s, nil), geos.Reasons).Propose(context.Background(), nil, coverage.Query{}, scenario.EditLimits{})
		if err != nil {
			b.Fatal(err)
		}
		gaps = len(p.Rows)
	}
	reportProcessTime(b, processTime(b)-began)
	b.ReportMetric(float64(gaps), "gaps")
}
