package scope_test

import (
	"context"
	"os"
	"testing"

	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// BenchmarkCut cuts the current snapshot of the store that QINGSHAN_BENCH_STORE names to half of its townships.
func BenchmarkCut(b *testing.B) {
	folder := os.Getenv("QINGSHAN_BENCH_STORE")
	if folder == "" {
		b.Skip("QINGSHAN_BENCH_STORE names no store")
	}
	ctx := context.Background()
	o, _, err := store.OpenCurrent(ctx, store.OpenDir(folder))
	if err != nil {
		b.Fatal(err)
	}
	var parts []scope.Part
	townships := 0
	for i, level := range o.Zones.Level {
		if level == snapshot.Township {
			if townships++; townships%2 == 0 {
				parts = append(parts, scope.Part{Zone: o.Zones.Code[i], Groups: scope.ShownInFull})
			}
		}
	}
	for b.Loop() {
		part, err := scope.Cut(ctx, o.Snapshot, scope.Of(parts...))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(part.Parcels.Len()), "parcels")
		b.ReportMetric(float64(part.Zones.Len()), "zones")
	}
}
