// Package store keeps published snapshots and says which one is current.
//
// A snapshot is a folder of files with a manifest that holds their hashes. It appears whole or not at all, and is never
// changed afterwards; publishing is moving one name.
package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Errors that callers decide by.
var (
	// ErrNoCurrent means that nothing has been published yet.
	ErrNoCurrent = errors.New("no snapshot has been published yet; run `qingshan ingest` first")
	// ErrNotFound means that the store has no snapshot of that id.
	ErrNotFound = errors.New("no such snapshot")
	// ErrBusy means that another ingest holds the store.
	ErrBusy = errors.New("another ingest is writing to this store; try again later, or wait for it with --wait")
	// ErrDamaged means that a snapshot's files are not what its manifest says.
	ErrDamaged = errors.New("snapshot is damaged")
)

// Entry is one snapshot in a list.
type Entry struct {
	ID       snapshot.ID
	Manifest snapshot.Manifest // zero where Err is set
	Err      error             // the manifest cannot be read
	// Made is when it was made, as far as can be told: its Created, or, where that is yet to come (Future), the time of the snapshot
	// before it. Zero is unknown.
	Made   time.Time
	Future bool
}

// Store is where snapshots live: a folder today, an object store later.
type Store interface {
	// Put publishes files under a new id: write fills an empty folder, its manifest last.
	Put(ctx context.Context, id snapshot.ID, write func(dir string) error) error
	// Open loads a snapshot after checking every file's hash; files that can be missing may be damaged, see [Opened].
	Open(ctx context.Context, id snapshot.ID) (*Opened, error)
	// Look looks at a snapshot's files without opening any.
	Look(id snapshot.ID) (Look, error)
	// Current is [ErrNoCurrent] where nothing was published yet.
	Current(ctx context.Context) (snapshot.ID, error)
	SetCurrent(ctx context.Context, id snapshot.ID) error
	// List is ordered by [Entry.Made], newest first.
	List(ctx context.Context) ([]Entry, error)
	Delete(ctx context.Context, id snapshot.ID) error
}

// Before returns the snapshot that was current when the given one was made or, where that is gone, the newest older one. Errors
// wrap [ErrNotFound] where id is unknown or nothing is older, or are those of [Store.List].
func Before(ctx context.Context, s Store, id snapshot.ID) (snapshot.ID, error) {
	entries, err := s.List(ctx)
	if err != nil {
		return "", err
	}
	at := func(id snapshot.ID) int {
		return slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id && e.Err == nil })
	}
	this := at(id)
	if this < 0 {
		return "", fmt.Errorf("snapshot %s: %w", id, ErrNotFound)
	}
	m := entries[this].Manifest
	if at(m.Previous) >= 0 {
		return m.Previous, nil
	}
	for _, e := range entries[this+1:] {
		if e.Err == nil && e.Made.Before(entries[this].Made) {
			return e.ID, nil
		}
	}
	return "", fmt.Errorf("nothing to compare snapshot %s with: %w was made before it", id, ErrNotFound)
}
