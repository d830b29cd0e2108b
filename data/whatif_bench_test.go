package data_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
)

// benchStore is a store with a large snapshot: the folder named by QINGSHAN_BENCH_STORE.
func benchStore(b *testing.B) *data.Snapshot {
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

// BenchmarkWhatIfOneCell asks for the coverage with one cell taken out, another cell each time, once indexes are warm. The
// budget is 20 ms at scale M (docs/benchmarks.md).
func BenchmarkWhatIfOneCell(b *testing.B) {
	s := benchStore(b)
	removed := func(i int) []data.CellEdit { return []data.CellEdit{{ID: s.Cells.ID[i*37%s.Cells.Len()]}} }
	if _, err := s.WhatIf(context.Background(), removed(0), data.CoverageQuery{}); err != nil {
		b.Fatal(err)
	}
	zones, slowest := 0, time.Duration(0)
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		w, err := s.WhatIf(context.Background(), removed(i), data.CoverageQuery{})
		if err != nil {
			b.Fatal(err)
		}
		slowest = max(slowest, time.Since(start))
		zones += len(w.Rows)
	}
	b.ReportMetric(float64(zones)/float64(b.N), "rows/op")
	b.ReportMetric(float64(slowest.Microseconds())/1000, "max-ms")
}

// BenchmarkWhatIfOneVertex moves a vertex of one cell, another cell each time.
func BenchmarkWhatIfOneVertex(b *testing.B) {
	s := benchStore(b)
	if _, err := s.WhatIf(context.Background(), nil, data.CoverageQuery{}); err != nil {
		b.Fatal(err)
	}
	slowest := time.Duration(0)
	b.ResetTimer()
	for i := range b.N {
		cell := i * 37 % s.Cells.Len()
		edit := data.CellEdit{ID: s.Cells.ID[cell], Ranger: s.Cells.Ranger[cell], ValidFrom: s.Cells.ValidFrom[cell], ValidTo: s.Cells.ValidTo[cell], Shape: moved(s.Cells.Shapes.Feature(cell))}
		start := time.Now()
		if _, err := s.WhatIf(context.Background(), []data.CellEdit{edit}, data.CoverageQuery{}); err != nil {
			b.Fatal(err)
		}
		slowest = max(slowest, time.Since(start))
	}
	b.ReportMetric(float64(slowest.Microseconds())/1000, "max-ms")
}

// moved is a polygon whose second vertex lies halfway between its neighbours: an edit that keeps most polygons valid.
func moved(mp *geom.MultiPolygon) *geom.MultiPolygon {
	out := mp.Clone()
	xy := out.FlatCoords()
	xy[2], xy[3] = (xy[0]+xy[4])/2, (xy[1]+xy[5])/2
	return out
}
