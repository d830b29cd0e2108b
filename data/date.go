package data

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Date is a civil day, counted from 1970-01-01; the zero value [NoDate] is "not given".
type Date int32

// NoDate stands for an open end: valid since ever, or until further notice.
const NoDate Date = 0

// DateOf returns the civil day of t in its own time zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads 2026-10-01, 2026/10/1, 2026.10.1, 20261001 and 2026年10月1日; "" is [NoDate].
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return NoDate, nil
	}
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日", time.RFC3339, "2006-01-02T15:04:05", "2006/1/2 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			if d := DateOf(t); d != NoDate {
				return d, nil
			}
			return NoDate, fmt.Errorf("%q is what programs write where a date is missing; leave it empty", s)
		}
	}
	return NoDate, fmt.Errorf("%q is not a date; write it as 2026-10-01", s)
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d Date) String() string {
	if d == NoDate {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// MarshalText and UnmarshalText write and read the ISO form, so that JSON and YAML hold dates as text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// MarshalJSON writes the ISO form.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// Within reports whether d lies in [from, to], both days included; an end that is [NoDate] is open.
func (d Date) Within(from, to Date) bool {
	return (from == NoDate || d >= from) && (to == NoDate || d <= to)
}
