package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// FaultKind is what is wrong with a line.
type FaultKind string

// What can be wrong. A line that was changed is known by the next one's hash of it; where the last one was changed, the head tells.
const (
	Changed    FaultKind = "changed"
	Missing    FaultKind = "missing"
	Inserted   FaultKind = "inserted"
	Unreadable FaultKind = "unreadable"
	CutShort   FaultKind = "cut_short" // what a head says was the end is not there
)

// Fault is a place at which the chain is broken.
type Fault struct {
	Kind FaultKind `json:"kind"`
	File string    `json:"file"`
	Line int       `json:"line"` // from 1
	// First and Last are the entries that are concerned.
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// Verified is what was checked and found.
type Verified struct {
	Files   int     `json:"files"`
	Entries int64   `json:"entries"`
	First   int64   `json:"first"` // entry that is there; those before were removed for their age
	Head    Head    `json:"head"`
	Torn    int64   `json:"torn"` // bytes of a line that is being written, or that a crash left
	Faults  []Fault `json:"faults"`
}

// verifier walks the chain.
type verifier struct {
	Verified
	heads   []Head // which the chain must meet
	prev    string // hash of the line before, "" where the line itself said nothing of it
	removed int64  // up to which entry the audit says that entries were removed
	file    string
	line    int
	before  struct { // the line before
		file string
		line int
	}
}

// Verify checks every line of the audit in a folder against the one before it, and the heads that were noted. It finds a line that was
// changed, removed or inserted in any file, but for the newest lines where no head was noted since: those have no line behind them.
// Errors are those of the files, and ctx's.
func Verify(ctx context.Context, dir string, noted ...Head) (*Verified, error) {
	names, err := files(dir)
	if err != nil {
		return nil, err
	}
	v := verifier{heads: noted}
	kept, err := readHead(dir)
	if err != nil {
		v.fault(Unreadable, headFile, 1, 0, 0)
	} else if kept.N > 0 {
		v.heads = append(v.heads, kept)
	}
	for i, name := range names {
		v.Files++
		v.file, v.line = name.String(), 0
		_, torn, err := lines(name.in(dir), func(line []byte) error {
			v.next(name, line)
			return ctx.Err()
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if torn > 0 && i < len(names)-1 {
			v.fault(Unreadable, v.file, v.line+1, v.Head.N+1, v.Head.N+1)
		} else {
			v.Torn = torn
		}
	}
	v.ends()
	return &v.Verified, nil
}

func (v *verifier) fault(kind FaultKind, file string, line int, first, last int64) {
	v.Faults = append(v.Faults, Fault{kind, file, line, first, last})
}

// next holds a line against the one before it.
func (v *verifier) next(name fileName, line []byte) {
	v.line++
	defer func() { v.before.file, v.before.line = v.file, v.line }()
	due := v.Head.N + 1
	if v.Entries == 0 { // the first there is
		due, v.First = name.first, name.first
	}
	v.Entries++
	var e Entry
	if !canonical(line, &e) {
		v.fault(Unreadable, v.file, v.line, due, due)
		v.Head, v.prev = Head{due, hashOf(line)}, hashOf(line)
		return
	}
	switch {
	case e.N > due:
		v.fault(Missing, v.file, v.line, due, e.N-1)
	case e.N < due:
		v.fault(Inserted, v.file, v.line, e.N, e.N)
	case v.Entries > 1 && e.Prev != v.prev, e.N == 1 && e.Prev != noHash:
		v.fault(Changed, v.before.file, v.before.line, due-1, due-1)
	}
	if e.Event == Removed {
		v.removed = max(v.removed, e.Through)
	}
	v.Head, v.prev = Head{e.N, hashOf(line)}, hashOf(line)
	for _, h := range v.heads {
		if h.N == e.N && h.Hash != v.Head.Hash {
			v.fault(Changed, v.file, v.line, e.N, e.N)
		}
	}
}

// canonical reads a line, and tells whether it is written as the audit writes.
func canonical(line []byte, e *Entry) bool {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	return d.Decode(e) == nil && !d.More() && e.N > 0
}

// ends looks at both ends of the chain: what is not there must have been removed for its age, and the end must be as far as any head.
func (v *verifier) ends() {
	if v.Entries > 0 && v.First > v.removed+1 {
		v.fault(Missing, v.file, 1, v.removed+1, v.First-1)
	}
	for _, h := range v.heads {
		if h.N > v.Head.N {
			v.fault(CutShort, v.file, v.line, v.Head.N+1, h.N)
		}
	}
}
