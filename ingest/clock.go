package ingest

import (
	"time"

	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

// remarkClock notes a snapshot of the store whose time is yet to come: this machine's clock is wrong, or was.
func remarkClock(rep *report.Report, entries []store.Entry, now time.Time) {
	for _, e := range entries {
		if e.Future {
			rep.Note("snapshot %s was made at %s, which is yet to come; it is now %s: check this machine's clock", e.ID, e.Manifest.Created.Format(time.DateTime), now.UTC().Format(time.DateTime))
			return
		}
	}
}
