package api

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
)

// FuzzParams: a query is refused as a bad request, or every value stands for what was written.
func FuzzParams(f *testing.F) {
	for _, q := range []string{"", "on=2026-10-01&level=village&threshold=0.2", "on=2026-13-01", "on=1970-01-01", "threshold=NaN", "threshold=1e999", "on=1&on=2", "x=1", "level=%ff", "a;b", "%zz", "threshold=0x1p-2"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		p := &params{values: values}
		on, level, threshold := p.date("on"), p.level(), 0.0
		if values.Has("threshold") {
			threshold = p.float("threshold")
		} else {
			p.text("threshold")
		}
		if err := p.done(); err != nil {
			var bad *badRequest
			if !errors.As(err, &bad) || statusOf(err) != http.StatusBadRequest {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		if again, err := data.ParseDate(on.String()); err != nil || again != on {
			t.Fatalf("%q: date %v", raw, on)
		}
		if level != "" && level.Rank() < 0 || threshold-threshold != 0 {
			t.Fatalf("%q: level %q, threshold %v", raw, level, threshold)
		}
		if len(values) > 3 {
			t.Fatalf("%q: an unknown parameter was taken", raw)
		}
	})
}
