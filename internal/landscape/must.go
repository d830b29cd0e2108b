package landscape

import "github.com/qingshan-gis/qingshan/data/snapshot"

// Must panics if there is an error: a landscape that cannot be built is a mistake of the test that asks for it.
func Must(err error) {
	if err != nil {
		panic(err)
	}
}

// Day is the date that s names, such as 2026-10-01; it panics if s is no date.
func Day(s string) snapshot.Date {
	d, err := snapshot.ParseDate(s)
	Must(err)
	return d
}
