package snapshot

import (
	"strings"
	"testing"
)

// FuzzParseDate: a date is refused, or it says the same when it is written out and read again; only nothing means nothing.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", " ", "2026-10-01", "2026/10/1", "2026.10.1", "20261001", "2026年10月1日", "2026-10-01T23:30:00+08:00", "2026/2/30", "1970-01-01", "0000-01-01", "9999-12-31", "二〇二六年"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		if d == NoDate && strings.TrimSpace(s) != "" {
			t.Fatalf("%q was read as no date", s)
		}
		again, err := ParseDate(d.String())
		if err != nil || again != d {
			t.Fatalf("%q is %v, read again %v, %v", s, d, again, err)
		}
	})
}
