package snapshot

import "fmt"

// SchemaVersion counts changes to the form of a snapshot on disk. Every older one is read: a column that a version brought
// has a default before it (see docs/decisions, "Snapshots of older schema versions stay readable").
//
//	1  the first (2026-11)
//	2  gaps have ids that last (first_seen, split_from, gap_numbers)
//	3  patches have ids that last; what the later scene alone saw; series of scenes; permitted areas; triage
const SchemaVersion = 3

// SchemaError says that a snapshot has a form that this program does not know.
type SchemaError struct {
	Snapshot ID
	Schema   int
}

func (e *SchemaError) Error() string {
	if e.Schema < 1 {
		return fmt.Sprintf("snapshot %s: its manifest names no schema version", e.Snapshot)
	}
	return fmt.Sprintf("snapshot %s was written by a newer Qingshan: it has schema version %d, and this one reads 1 to %d; use the newer program, or go back to an older snapshot with `qingshan snapshots use ID`",
		e.Snapshot, e.Schema, SchemaVersion)
}

// CheckSchema refuses a version that this program does not read, with a [*SchemaError].
func (m *Manifest) CheckSchema() error {
	if m.Schema < 1 || m.Schema > SchemaVersion {
		return &SchemaError{m.ID, m.Schema}
	}
	return nil
}
