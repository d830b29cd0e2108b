package store

import (
	"slices"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// clockSkew is how far a snapshot's time may lie ahead of this machine's clock and still be believed: a clock that is off by less,
// or set to local time instead of UTC, does no harm that lasts longer.
const clockSkew = 24 * time.Hour

// order tells when snapshots were made and sorts them, newest first. One whose time is yet to come was made while a clock was wrong:
// nobody knows when, but for that it was after the snapshot that was current then. So it counts as made at the same time as that one,
// or long ago where that one is gone; otherwise it would be the newest for ever.
func order(entries []Entry, now time.Time) {
	latest := now.Add(clockSkew)
	byID := map[snapshot.ID]*Entry{}
	for i := range entries {
		byID[entries[i].ID] = &entries[i]
	}
	for i := range entries {
		e := &entries[i]
		e.Future, e.Made = e.Manifest.Created.After(latest), made(e, byID, latest)
	}
	kept := map[snapshot.ID]*Entry{} // while the entries are moved
	for _, e := range entries {
		kept[e.ID] = &e
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		if c := b.Made.Compare(a.Made); c != 0 {
			return c
		}
		if c := b.Manifest.Created.Compare(a.Manifest.Created); c != 0 {
			return c
		}
		return within(&b, kept) - within(&a, kept)
	})
}

// within counts the snapshots of the same second that come before one: times are kept in seconds, and a small county takes less.
func within(e *Entry, byID map[snapshot.ID]*Entry) (n int) {
	for before := byID[e.Manifest.Previous]; before != nil && before.Manifest.Created.Equal(e.Manifest.Created) && n < len(byID); before = byID[before.Manifest.Previous] {
		n++
	}
	return n
}

// made is the time of the first snapshot that can be believed on the way from one to those before it; zero where there is none.
func made(e *Entry, byID map[snapshot.ID]*Entry, latest time.Time) time.Time {
	for range byID { // one that was built again may come before itself
		if e == nil || !e.Manifest.Created.After(latest) {
			break
		}
		e = byID[e.Manifest.Previous]
	}
	if e == nil || e.Manifest.Created.After(latest) {
		return time.Time{}
	}
	return e.Manifest.Created
}
