package snapshot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata"
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

// ParseDate is [ParseDateIn] the time zone of China, with its errors.
func ParseDate(s string) (Date, error) { return ParseDateIn(s, China()) }

// dayLayouts are the ways to write a day that leave no doubt which number is what.
var dayLayouts = []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日"}

// ParseDateIn reads 2026-10-01, 2026/10/1, 2026.10.1, 20261001 and 2026年10月1日; "" is [NoDate]. A time of day behind it is cut off;
// where that time states its zone (Z, UTC, +08:00, +0800, +08), the day is the one that the moment falls on in zone: programs
// write midnight in Beijing as 16:00 UTC of the day before. What is no date is an error that says how to write one; so is
// 1970-01-01, which programs write for a missing date.
func ParseDateIn(s string, zone *time.Location) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return NoDate, nil
	}
	day, clock := s, clockTime{}
	if m := dayAndClock.FindStringSubmatch(s); m != nil {
		var ok bool
		if clock, ok = parseClock(m[2]); !ok {
			return NoDate, notADate(s)
		}
		day = m[1]
	}
	for _, layout := range dayLayouts {
		t, err := time.Parse(layout, day)
		if err != nil {
			continue
		}
		d := DateOf(t)
		if clock.zoned && d != NoDate {
			d = DateOf(t.Add(clock.sinceMidnight - clock.ahead).In(zone))
		}
		if d == NoDate {
			return NoDate, fmt.Errorf("%q is what programs write where a date is missing; leave it empty", s)
		}
		return d, nil
	}
	return NoDate, notADate(s)
}

func notADate(s string) error { return fmt.Errorf("%q is not a date; write it as 2026-10-01", s) }

// openEnds are the words for an end that is not set.
var openEnds = []string{"至今", "今", "现在", "长期", "长期有效", "永久", "永久有效", "无固定期限", "现任", "在任", "present"}

// ParseEndIn is [ParseDateIn] for the last day of something, which may also be a word for "until further notice" such as 至今 or 长期:
// then it is [NoDate]. Errors are those of ParseDateIn.
func ParseEndIn(s string, zone *time.Location) (Date, error) {
	if slices.Contains(openEnds, strings.ToLower(strings.TrimSpace(s))) {
		return NoDate, nil
	}
	return ParseDateIn(s, zone)
}

// clockTime is the time of day behind a date.
type clockTime struct {
	sinceMidnight time.Duration
	ahead         time.Duration // of UTC, where zoned
	zoned         bool
}

var (
	dayAndClock = regexp.MustCompile(`^(\S+?)(?:[Tt]|\s+)(\d{1,2}:.*)$`)
	clockText   = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:(Z|z|UTC|GMT)|([+-])(\d{2})(?::?(\d{2}))?)?$`)
)

// parseClock reads 8:00, 08:00:00.000 and the same with a zone.
func parseClock(s string) (c clockTime, ok bool) {
	m := clockText.FindStringSubmatch(s)
	if m == nil {
		return c, false
	}
	number := func(text string) time.Duration {
		n, _ := strconv.Atoi(text) // two digits at most, or none
		return time.Duration(n)
	}
	hour, minute, second := number(m[1]), number(m[2]), number(m[3])
	if hour > 23 || minute > 59 || second > 60 { // 60 is a leap second
		return c, false
	}
	c.sinceMidnight = hour*time.Hour + minute*time.Minute + second*time.Second
	c.zoned = m[4] != "" || m[5] != ""
	c.ahead = number(m[6])*time.Hour + number(m[7])*time.Minute
	if m[5] == "-" {
		c.ahead = -c.ahead
	}
	return c, c.ahead.Abs() <= 14*time.Hour
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d Date) String() string {
	if d == NoDate {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// MarshalText and UnmarshalText write and read the ISO form, so that JSON and YAML hold dates as text. It returns no error.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads, with its errors.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// MarshalJSON writes the ISO form. It returns no error.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// Within reports whether d lies in [from, to], both days included; an end that is [NoDate] is open.
func (d Date) Within(from, to Date) bool {
	return (from == NoDate || d >= from) && (to == NoDate || d <= to)
}

// DefaultTimezone is where a day begins unless the project file says otherwise: all of China keeps this time.
const DefaultTimezone = "Asia/Shanghai"

// China is the time zone [DefaultTimezone].
var China = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation(DefaultTimezone)
	if err != nil { // not with the embedded files; the offset is the same
		return time.FixedZone("UTC+8", 8*3600)
	}
	return zone
})

// ParseTimezone finds a zone by its IANA name; "" is [DefaultTimezone]. The machine's own zone (Local) cannot be named, since the
// same delivery would then be read differently on another machine. It returns an error for a name that is not known.
func ParseTimezone(name string) (*time.Location, error) {
	if name == "" {
		return China(), nil
	}
	if zone, err := time.LoadLocation(name); err == nil && name != "Local" {
		return zone, nil
	}
	return nil, fmt.Errorf("timezone %q is not known; write a name such as %s", name, DefaultTimezone)
}

// Location is the time zone in which the snapshot's dates are days.
func (m *Manifest) Location() *time.Location {
	zone, err := ParseTimezone(m.Timezone)
	if err != nil { // of a later program's snapshot, or an edited manifest
		return China()
	}
	return zone
}
