package snapshot

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // a container need not have the zones' files
)

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

// ParseTimezone finds a zone by its IANA name; "" is [DefaultTimezone]. The machine's own zone is none, since the same
// delivery would then be read differently on another machine.
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
