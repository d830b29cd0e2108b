package snapshot

import (
	"strings"
	"testing"
	"time"
)

// TestTimesAreDaysSomewhere: the day of a moment by hand, in China and elsewhere; a time without a zone is a day as it stands.
func TestTimesAreDaysSomewhere(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := ParseTimezone(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	for _, c := range []struct{ text, zone, day string }{
		{"2026-02-28T16:00:00Z", "", "2026-03-01"}, // midnight in Beijing
		{"2026-02-28T16:00:00.000Z", "", "2026-03-01"},
		{"2026-02-28T15:59:59.999Z", "", "2026-02-28"},
		{"2026-02-28 16:00:00+00:00", "", "2026-03-01"},
		{"2026-02-28 16:00:00+00", "", "2026-03-01"},
		{"2026-02-28T16:00:00+0000", "", "2026-03-01"},
		{"2026-02-28 16:00 UTC", "", "2026-03-01"},
		{"2026/02/28 16:00:00+00", "", "2026-03-01"},
		{"2026-03-01T00:00:00+08:00", "", "2026-03-01"},
		{"2026-02-28T11:00:00-05:00", "", "2026-03-01"},
		{"2026-03-01T00:00:00+08:00", "UTC", "2026-02-28"},
		{"2026-03-01T00:00:00Z", "America/New_York", "2026-02-28"},
		{"1988-06-30T15:00:00Z", "", "1988-07-01"}, // summer time was kept in 1988: 15:00 UTC was midnight
		{"1986-01-31T15:00:00Z", "", "1986-01-31"},
		{"2026-03-01 08:00", "", "2026-03-01"},
		{"2026-03-01 00:00:00", "", "2026-03-01"},
		{"2026-03-01T23:59:59", "", "2026-03-01"},
		{"2026/3/1 8:00", "", "2026-03-01"},
		{"2026.3.1 08:00:00.0", "", "2026-03-01"},
		{"2026年3月1日 08:00", "", "2026-03-01"},
		{"20260301 08:00", "", "2026-03-01"},
	} {
		if d, err := ParseDateIn(c.text, zone(c.zone)); err != nil || d.String() != c.day {
			t.Errorf("%s in %q: %s, %v, want %s", c.text, c.zone, d, err, c.day)
		}
	}
	for _, text := range []string{"2026-03-01 25:00", "2026-03-01 08:60", "2026-03-01 8", "2026-03-01T08:00:00+99:00", "2026-03 08:00", "08:00", "至今", "1970-01-01T00:00:00Z", "1969-12-31T16:00:00Z", "3/1/2026 4:00:00 PM"} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%s is read as %s", text, d)
		}
	}
	if _, err := ParseTimezone("Local"); err == nil {
		t.Error("the machine's own zone is taken")
	}
	if _, err := ParseTimezone("Asia/Peking"); err == nil {
		t.Error("a zone that is none is taken")
	}
}

// TestOpenEnds: only an end can be open by a word.
func TestOpenEnds(t *testing.T) {
	for _, word := range []string{"至今", " 长期", "永久有效", "Present", ""} {
		if d, err := ParseEndIn(word, China()); err != nil || d != NoDate {
			t.Errorf("%q: %s, %v", word, d, err)
		}
	}
	if d, err := ParseEndIn("2026-03-01", China()); err != nil || d.String() != "2026-03-01" {
		t.Errorf("%s, %v", d, err)
	}
	if _, err := ParseEndIn("待定", China()); err == nil {
		t.Error("a word that says nothing is taken for an open end")
	}
}

// TestLocationOfASnapshot: its own zone, or China's where it names none, or one that this program does not know.
func TestLocationOfASnapshot(t *testing.T) {
	for name, want := range map[string]string{"": DefaultTimezone, "Asia/Urumqi": "Asia/Urumqi", "Mars/Base": DefaultTimezone} {
		if got := (&Manifest{Timezone: name}).Location().String(); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

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
