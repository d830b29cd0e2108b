package ingest

import (
	"time"

	"github.com/qingshan-gis/qingshan/data/store"
)

// remarkClock notes a snapshot of the store whose time is yet to come: this machine's clock is wrong, or was.
func (in *intake) remarkClock(entries []store.Entry, now time.Time) {
	for _, e := range entries {
		if e.Future {
			in.report.Note("snapshot %s was made at %s, which is yet to come; it is now %s: check this machine's clock", e.ID, e.Manifest.Created.Format(time.DateTime), now.UTC().Format(time.DateTime))
			return
		}
	}
}
