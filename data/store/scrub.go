package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Finding is a damage, and what became of it.
type Finding struct {
	*Damage
	Mended bool        `json:"mended"`
	From   snapshot.ID `json:"from,omitempty"` // the snapshot whose good copy stands in its place now, or which is current now
}

// Scrubbed says what was looked at.
type Scrubbed struct {
	Snapshots int        `json:"snapshots"`
	Files     int        `json:"files"`
	Damaged   []*Finding `json:"damaged"`
}

// Left is how many damages are not mended.
func (s *Scrubbed) Left() int {
	n := 0
	for _, f := range s.Damaged {
		if !f.Mended {
			n++
		}
	}
	return n
}

// Scrub checks every file of all snapshots and the name of the current one, or only the files of those that are named. It changes nothing. Errors are
// [ErrNotFound] and those of ctx, and of a store that cannot be read.
func (d *Dir) Scrub(ctx context.Context, only ...snapshot.ID) (*Scrubbed, error) {
	entries, err := d.List(ctx)
	if err != nil {
		return nil, err
	}
	out, hash := &Scrubbed{Damaged: []*Finding{}}, newHashes()
	for _, id := range only {
		if !slices.ContainsFunc(entries, func(e Entry) bool { return e.ID == id }) {
			return nil, fmt.Errorf("snapshot %s: %w", id, ErrNotFound)
		}
	}
	for _, e := range entries {
		if len(only) > 0 && !slices.Contains(only, e.ID) {
			continue
		}
		m, found, err := examine(ctx, filepath.Join(d.root, snapshotsDir, string(e.ID)), e.ID, hash.of)
		var unusable *Damage
		if errors.As(err, &unusable) {
			found, err = []*Damage{unusable}, nil
		}
		var newer *snapshot.SchemaError // which is no damage
		if err != nil && !errors.As(err, &newer) {
			return nil, err
		}
		out.Snapshots++
		out.Files += len(m.Files) + 2 // the manifest and its own hash
		for _, f := range found {
			out.Damaged = append(out.Damaged, &Finding{Damage: f})
		}
	}
	if damage := d.pointerDamage(ctx, entries); damage != nil && len(only) == 0 {
		out.Damaged = append(out.Damaged, &Finding{Damage: damage})
	}
	return out, nil
}

// pointerDamage is what is wrong with the file that names the current snapshot, nil for nothing.
func (d *Dir) pointerDamage(ctx context.Context, entries []Entry) *Damage {
	id, err := d.Current(ctx)
	var damage *Damage
	switch known := slices.ContainsFunc(entries, func(e Entry) bool { return e.ID == id }); {
	case errors.As(err, &damage):
		return damage
	case errors.Is(err, ErrNoCurrent) && len(entries) > 0:
		return missingPointer()
	case err == nil && !known:
		return strayPointer(id)
	}
	return nil
}

// hashes hashes a file once however many snapshots share it. Safe for concurrent use.
type hashes struct {
	mu    sync.Mutex
	known map[Stamp]string
}

func newHashes() *hashes { return &hashes{known: map[Stamp]string{}} }

// of is [HashFile].
func (h *hashes) of(ctx context.Context, path string) (sum string, size int64, err error) {
	stamp, err := lookAtFile(path)
	if err != nil {
		return "", 0, err
	}
	h.mu.Lock()
	sum, ok := h.known[stamp]
	h.mu.Unlock()
	if ok {
		return sum, stamp.size, nil
	}
	if sum, size, err = HashFile(ctx, path); err == nil {
		h.mu.Lock()
		h.known[stamp] = sum
		h.mu.Unlock()
	}
	return sum, size, err
}
