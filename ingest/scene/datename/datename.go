package datename

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Names of products that hold more dates than one; the first group is the day of observation.
var productNames = []*regexp.Regexp{
	// Landsat Collection 1 and 2: LXSS_LLLL_PPPRRR_YYYYMMDD_yyyymmdd_CC_TX, the second date being that of processing (USGS,
	// Landsat Collection 2 Data Dictionary, "Landsat Product Identifier L1").
	regexp.MustCompile(`^L[COTEM]0\d_L\w{3}_\d{6}_(\d{8})_\d{8}_\d{2}_(?:T1|T2|RT)`),
	// Sentinel-2: MMM_MSIXXX_YYYYMMDDTHHMMSS_Nxxyy_ROOO_Txxxxx_<discriminator>, the discriminator being a time as well (ESA,
	// Sentinel-2 User Guide, "Naming Convention").
	regexp.MustCompile(`^S2[A-D]_MSIL(?:1C|2A)_(\d{8})T\d{6}_`),
}

// Ways to write a day in a name. What stands around it is looked at by [standsAlone].
var (
	digitRun    = regexp.MustCompile(`\d+`)
	dividedDay  = regexp.MustCompile(`(\d{4})(?:-(\d{1,2})-|_(\d{1,2})_|\.(\d{1,2})\.)(\d{1,2})`)
	chineseDay  = regexp.MustCompile(`(\d{4})年(\d{1,2})月(\d{1,2})[日号]`)
	ordinalDay  = regexp.MustCompile(`(\d{4})-(\d{3})`)
	startsRange = regexp.MustCompile(`^\s*(?:[-~—–～]|至|到)\s*(?:(\d{1,2})[.月](\d{1,2})(?:\D|$)|(\d{4})(?:\D|$)|(\d{1,2})(?:\D|$))`)
)

// Of finds the day that a raster's name holds: 20260801, 2026-08-01, 2026_8_1, 2026.8.1, 2026年8月1日 or, with the day
// of the year, 2026213 (A2026213 of MODIS) and 2026-213. Digits of a longer run (serials, division codes) are none; a name with
// two days, or with a span of days, is refused.
func Of(path string) (snapshot.Date, error) {
	name := filepath.Base(path)
	for _, p := range productNames {
		if m := p.FindStringSubmatch(name); m != nil {
			if d, err := snapshot.ParseDate(m[1]); err == nil {
				return d, nil
			}
		}
	}
	days, span := daysIn(name)
	switch {
	case len(days) == 1 && !span:
		return days[0], nil
	case len(days) == 0:
		return snapshot.NoDate, fmt.Errorf("no date in its name")
	case span:
		return snapshot.NoDate, fmt.Errorf("its name holds a span of days from %s on", days[0])
	}
	var texts []string
	for _, d := range days {
		texts = append(texts, d.String())
	}
	return snapshot.NoDate, fmt.Errorf("its name holds several dates (%s)", strings.Join(texts, ", "))
}

// daysIn lists the different days that a name holds; span tells whether one of them begins a span.
func daysIn(name string) (days []snapshot.Date, span bool) {
	add := func(from, to int, year, month, day string) {
		d, ok := civilDay(year, month, day)
		if !ok || !standsAlone(name, from, to) {
			return
		}
		span = span || spanFollows(d, name[to:])
		if !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	for _, at := range digitRun.FindAllStringIndex(name, -1) {
		switch run := name[at[0]:at[1]]; len(run) {
		case 8:
			add(at[0], at[1], run[:4], run[4:6], run[6:])
		case 7:
			add(at[0], at[1], run[:4], "", run[4:])
		}
	}
	for _, way := range []*regexp.Regexp{dividedDay, chineseDay} {
		for _, m := range way.FindAllStringSubmatchIndex(name, -1) {
			var parts []string
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					parts = append(parts, name[m[g]:m[g+1]])
				}
			}
			add(m[0], m[1], parts[0], parts[1], parts[2])
		}
	}
	for _, m := range ordinalDay.FindAllStringSubmatchIndex(name, -1) {
		add(m[0], m[1], name[m[2]:m[3]], "", name[m[4]:m[5]])
	}
	return days, span
}

// civilDay is a day of the years 1900 to 2099; without a month, day is that of the year.
func civilDay(year, month, day string) (snapshot.Date, bool) {
	y, _ := strconv.Atoi(year) // digits
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if y < 1900 || y > 2099 || d < 1 {
		return snapshot.NoDate, false
	}
	if month == "" {
		t := time.Date(y, 1, d, 0, 0, 0, 0, time.UTC)
		return snapshot.DateOf(t), t.Year() == y && snapshot.DateOf(t) != snapshot.NoDate
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return snapshot.DateOf(t), int(t.Month()) == m && t.Day() == d && snapshot.DateOf(t) != snapshot.NoDate
}

// standsAlone tells whether what lies from from to to is no part of a longer run of digits, nor the beginning of another word:
// 2026_08_10m is August in ten-metre pixels. A time may follow: 20260801T023601.
func standsAlone(name string, from, to int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(name) && name[i] >= '0' && name[i] <= '9' }
	if digit(from-1) || digit(to) {
		return false
	}
	if to == len(name) {
		return true
	}
	if !letter(name[to]) || name[to] == 'T' && digit(to+1) {
		return true
	}
	if strings.Trim(name[from:to], "0123456789") != "" {
		return false
	}
	for from > 0 && letter(name[from-1]) { // ndvi20260801clip is a day, L1A20260801B a serial
		from--
	}
	return !digit(from - 1)
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// spanFollows tells whether what follows a day is a later one that ends a span: 20260801-0815, 2026.8.1-8.15, 2026年8月1日至15日.
func spanFollows(d snapshot.Date, rest string) bool {
	m := startsRange.FindStringSubmatch(rest)
	if m == nil {
		return false
	}
	start := d.Time()
	year, month, day := strconv.Itoa(start.Year()), strconv.Itoa(int(start.Month())), m[4]
	switch {
	case m[1] != "":
		month, day = m[1], m[2]
	case m[3] != "":
		month, day = m[3][:2], m[3][2:]
	}
	end, ok := civilDay(year, month, day)
	return ok && end > d
}
