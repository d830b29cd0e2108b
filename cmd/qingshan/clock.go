package main

import "github.com/qingshan-gis/qingshan/data/store"

// clockText remarks on a snapshot that was made while a clock was wrong.
func clockText(e store.Entry) string {
	if !e.Future {
		return ""
	}
	return "  (that time is yet to come 时间在将来: the clock was wrong then, or is now)"
}
