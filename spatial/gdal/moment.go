package gdal

import (
	"regexp"
	"strconv"
	"time"

	"github.com/lukeroth/gdal"
)

// zoneOfMoment finds the zone in GDAL's text of a time, such as 2026/02/28 16:00:00+00 or 2026/03/01 05:30:00+0530; the time
// itself comes without it.
var zoneOfMoment = regexp.MustCompile(`:\d\d(?:\.\d+)?([+-])(\d\d):?(\d\d)?$`)

// moment is the value of a date or time field. Its location is [time.UTC] where the file states no zone: a day or a time by
// some clock on the wall. Where it states one, be it UTC, the location is a fixed zone of that offset.
func moment(f *gdal.Feature, i int) (time.Time, bool) {
	t, ok := f.FieldAsDateTime(i)
	if !ok {
		return t, false
	}
	m := zoneOfMoment.FindStringSubmatch(f.FieldAsString(i))
	if m == nil {
		return t, true
	}
	hours, _ := strconv.Atoi(m[2]) // digits
	minutes, _ := strconv.Atoi(m[3])
	offset := hours*3600 + minutes*60
	if m[1] == "-" {
		offset = -offset
	}
	zone := time.FixedZone(m[1]+m[2]+m[3], offset)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone), true
}
