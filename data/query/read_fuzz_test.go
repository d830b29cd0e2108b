package query_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// FuzzRead: a query is refused as one, or every value stands for what was written.
func FuzzRead(f *testing.F) {
	for _, q := range []string{"", "on=2026-10-01&level=village&threshold=0.2", "on=2026-13-01", "on=1970-01-01", "threshold=NaN", "threshold=1e999", "on=1&on=2", "x=1", "level=%ff", "a;b", "%zz", "threshold=0x1p-2"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		var q struct {
			On        snapshot.Date
			Level     snapshot.Level
			Threshold *float64
		}
		if err := query.Read(values, nil, &q); err != nil {
			var bad *snapshot.QueryError
			if !errors.As(err, &bad) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		if again, err := snapshot.ParseDate(q.On.String()); err != nil || again != q.On {
			t.Fatalf("%q: date %v", raw, q.On)
		}
		if q.Level != "" && q.Level.Rank() < 0 || q.Threshold != nil && *q.Threshold-*q.Threshold != 0 {
			t.Fatalf("%q: level %q, threshold %v", raw, q.Level, *q.Threshold)
		}
		if len(values) > 3 {
			t.Fatalf("%q: an unknown parameter was taken", raw)
		}
	})
}
