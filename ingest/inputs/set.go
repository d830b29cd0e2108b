package inputs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// ChangedError says that an input changed under the reader's hands: what was read may be neither the old nor the new.
type ChangedError struct {
	Path    string // as the project file has it
	What    string
	Writers []string // who has it open for writing
}

func (e *ChangedError) Error() string {
	who := "run again when nobody writes to it"
	if len(e.Writers) > 0 {
		who = strings.Join(e.Writers, ", ") + " has it open: save and close it there, then run again"
	}
	return fmt.Sprintf("%s: it changed while it was read (%s), and the run was given up; %s", e.Path, e.What, who)
}

// Set is the files that a run reads: watched from before they are opened, hashed, and found unchanged once they are read no
// more. Not safe for concurrent use.
type Set struct {
	scratch string // a folder for private copies; "" where none are made
	report  *report.Report
	files   map[string]snapshot.Input // by resolved path
	copies  map[string]copied         // of which a private copy is read, by resolved path
	watched Watcher
}

// New is a set without files yet. Private copies go into the folder scratch, notes on them into the report.
func New(scratch string, rep *report.Report) *Set {
	return &Set{scratch: scratch, report: rep, files: map[string]snapshot.Input{}}
}

// Watch remembers a file before it is opened; one that is watched already keeps its first trace.
func (s *Set) Watch(path string) { s.watched.Watch(path) }

// Paths are those of the files, sorted.
func (s *Set) Paths() []string { return slices.Sorted(maps.Keys(s.files)) }

// Get is what is known of a file; nothing where it is none of the set.
func (s *Set) Get(path string) snapshot.Input { return s.files[path] }

// Copied tells whether a private copy of a file is read.
func (s *Set) Copied(path string) bool {
	_, is := s.copies[path]
	return is
}

// Unchanged refuses the run with a [*ChangedError] if an input that of picks is not what it was when it was hashed. A file whose
// times could hide a change is hashed again.
func (s *Set) Unchanged(ctx context.Context, of func(path string) bool) error {
	for _, path := range s.watched.Paths() {
		input, hashed := s.files[path]
		if _, copied := s.copies[path]; copied || !hashed || !of(path) {
			continue
		}
		what, young := s.watched.Changed(path)
		if what != "" {
			return &ChangedError{input.Path, what, writersOf(path)}
		}
		if young {
			if err := s.rehash(ctx, path, input); err != nil {
				return err
			}
		}
	}
	return nil
}

// All picks all of them.
func All(string) bool { return true }

func (s *Set) rehash(ctx context.Context, path string, was snapshot.Input) error {
	others, err := Companions(path)
	if err != nil {
		return err
	}
	for _, part := range append([]string{path}, others...) {
		known, hashed := s.files[part]
		if !hashed {
			continue
		}
		sum, _, err := hashPath(ctx, part)
		if err != nil {
			return err
		}
		if sum != known.SHA256 {
			return &ChangedError{was.Path, "its content is another", writersOf(path)}
		}
	}
	return nil
}

// Add names a file as one of the run's, and watches it from now on unless it is watched already. name is as the project file has it.
func (s *Set) Add(path, name string) {
	s.watched.Watch(path)
	s.files[path] = snapshot.Input{Path: name}
}

// Hash records size and SHA-256 of every file that is read, a shapefile's companions included.
func (s *Set) Hash(ctx context.Context) error {
	for path, input := range maps.Clone(s.files) {
		others, err := Companions(path)
		if err != nil {
			return err
		}
		for _, other := range others {
			s.files[other] = snapshot.Input{Path: strings.TrimSuffix(input.Path, filepath.Ext(input.Path)) + filepath.Ext(other)}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		input := s.files[path]
		if c, copied := s.copies[path]; copied {
			input.SHA256, input.Bytes = c.sum, c.bytes
		} else {
			var err error
			if input.SHA256, input.Bytes, err = hashPath(ctx, path); err != nil {
				return err
			}
		}
		s.files[path] = input
	}
	return nil
}

// hashPath hashes a file, or a folder (a File Geodatabase) by its files.
func hashPath(ctx context.Context, path string) (sum string, size int64, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", 0, fmt.Errorf("%s: no such file; correct its path in the project file", path)
	}
	if err != nil {
		return "", 0, err
	}
	if !info.IsDir() {
		return store.HashFile(ctx, path)
	}
	h := sha256.New()
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", 0, err
	}
	for _, e := range entries {
		one, n, err := store.HashFile(ctx, filepath.Join(path, e.Name()))
		if err != nil {
			return "", 0, err
		}
		fmt.Fprintln(h, e.Name(), one)
		size += n
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// Open returns what is to be opened for an input: the file itself, watched from now on, or, where part of a database lies
// beside it, a private copy in which all is in one file. What is copied is hashed as it is copied, each part being an input of its
// own, so that the snapshot's identity is that of what was read. name is the file as the project file has it.
func (s *Set) Open(ctx context.Context, path, name string) (string, error) {
	if c, known := s.copies[path]; known {
		return c.opened, nil
	}
	s.watched.Watch(path)
	apart, err := logged(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if s.scratch == "" || !apart {
		return path, nil
	}
	folder, err := os.MkdirTemp(s.scratch, "source-")
	if err != nil {
		return "", fmt.Errorf("%s: a private copy: %w", name, err)
	}
	to := filepath.Join(folder, filepath.Base(path))
	parts, err := copyAtRest(ctx, path, to)
	switch {
	case err != nil:
		return "", fmt.Errorf("%s: a private copy: %w", name, err)
	case parts == nil:
		return "", &ChangedError{name, "somebody keeps saving to it", writersOf(path)}
	}
	if err := gdal.SettleDatabase(to); err != nil {
		return "", fmt.Errorf("with %s beside it, it is no database that can be read; open and close it in the program that wrote it: %w", filepath.Base(path)+"-…", Renamed(err, to, name))
	}
	if s.copies == nil {
		s.copies = map[string]copied{}
	}
	for _, p := range parts {
		p.opened = to
		s.copies[p.path] = p
		s.Add(p.path, name+strings.TrimPrefix(p.path, path))
	}
	holder := ""
	if who := writersOf(path); len(who) > 0 {
		holder = "; " + strings.Join(who, ", ") + " has it open"
	}
	s.report.Note("%s was read together with %s beside it, where edits lie that are saved but not yet in the file itself%s", name, filepath.Base(parts[len(parts)-1].path), holder)
	return to, nil
}

// copied is a part of a database as it was copied.
type copied struct {
	path, opened string
	sum          string // SHA-256 in hex
	bytes        int64
}
