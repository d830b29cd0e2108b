package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// A GeoPackage is an SQLite database, and part of it may lie beside it: edits that a program has saved but not yet moved into the
// file (-wal), or what undoes half of a transaction (-journal). See https://www.sqlite.org/fileformat.html, sections 3 and 4.
const (
	walExt     = "-wal"
	journalExt = "-journal"
)

func isLog(path string) bool {
	return strings.HasSuffix(path, walExt) || strings.HasSuffix(path, journalExt)
}

// isDatabase tells an SQLite file by its first bytes. Its error is [failing].
func isDatabase(path string) (bool, error) {
	return startsWith(path, []byte("SQLite format 3\x00"))
}

func isDatabaseOrFails(path string) bool {
	is, err := isDatabase(path)
	return is || err != nil
}

func startsWith(path string, want []byte) (bool, error) {
	head := make([]byte, len(want))
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		_, err = io.ReadFull(f, head)
	}
	if failing(err) {
		return false, err
	}
	return err == nil && bytes.Equal(head, want), nil
}

// beside lists the files beside a database that belong to its content: a -wal that is not empty, and a -journal that holds
// anything (a finished one begins with zeros, or is empty). Its error is [failing].
func beside(path string) (out []string, err error) {
	log, err := os.Stat(path + walExt)
	if failing(err) {
		return nil, err
	}
	if err == nil && log.Size() > 0 {
		out = append(out, path+walExt)
	}
	begun, err := startsWith(path+journalExt, []byte{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7})
	if begun {
		out = append(out, path+journalExt)
	}
	return out, err
}

// logged tells whether a file is a database of which a part lies beside it. Its error is [failing].
func logged(path string) (bool, error) {
	is, err := isDatabase(path)
	if err != nil || !is {
		return false, err
	}
	parts, err := beside(path)
	return len(parts) > 0, err
}

// settleTries is how often a copy is tried while somebody writes, settlePause how long is waited in between.
const (
	settleTries = 5
	settlePause = 300 * time.Millisecond
	fileTick    = 20 * time.Millisecond // how coarse the times of local files are, with a margin
)

// readable returns what is to be opened for an input: the file itself, watched from now on, or, where part of a database lies
// beside it, a private copy in which all is in one file. What is copied is hashed as it is copied, each part being an input of its
// own, so that the snapshot's identity is that of what was read. name is the file as the project file has it.
func (in *intake) readable(ctx context.Context, path, name string) (string, error) {
	if c, known := in.copies[path]; known {
		return c.opened, nil
	}
	in.watched.watch(path)
	apart, err := logged(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if in.scratch == "" || !apart {
		return path, nil
	}
	folder, err := os.MkdirTemp(in.scratch, "source-")
	if err != nil {
		return "", fmt.Errorf("%s: a private copy: %w", name, err)
	}
	to := filepath.Join(folder, filepath.Base(path))
	parts, err := copySettled(ctx, path, to)
	switch {
	case err != nil:
		return "", fmt.Errorf("%s: a private copy: %w", name, err)
	case parts == nil:
		return "", &ChangedError{name, "somebody keeps saving to it", writersOf(path)}
	}
	if err := gdalio.SettleDatabase(to); err != nil {
		return "", fmt.Errorf("with %s beside it, it is no database that can be read; open and close it in the program that wrote it: %w", filepath.Base(path)+"-…", renamed(err, to, name))
	}
	if in.copies == nil {
		in.copies = map[string]copied{}
	}
	for _, p := range parts {
		p.opened = to
		in.copies[p.path] = p
		in.addInput(p.path, name+strings.TrimPrefix(p.path, path))
	}
	holder := ""
	if who := writersOf(path); len(who) > 0 {
		holder = "; " + strings.Join(who, ", ") + " has it open"
	}
	in.report.Note("%s was read together with %s beside it, where edits lie that are saved but not yet in the file itself%s", name, filepath.Base(parts[len(parts)-1].path), holder)
	return to, nil
}

// copied is a part of a database as it was copied.
type copied struct {
	path, opened string
	sum          string // SHA-256 in hex
	bytes        int64
}

// copySettled copies a database and what lies beside it between two writes of whoever has it open; nil where there is no such
// moment.
func copySettled(ctx context.Context, path, to string) (parts []copied, err error) {
	for range settleTries {
		if since := time.Since(latest(traces(path))); since < fileTick { // a second write may bear the same time
			time.Sleep(fileTick)
		}
		before := traces(path)
		others, err := beside(path)
		if err != nil {
			return nil, err
		}
		parts = parts[:0]
		for _, p := range append([]string{path}, others...) {
			one, err := copyHashed(ctx, p, to+strings.TrimPrefix(p, path))
			if err != nil && !errors.Is(err, os.ErrNotExist) { // a log that was just taken in
				return nil, err
			}
			parts = append(parts, one)
		}
		if slices.Equal(before, traces(path)) {
			return parts, nil
		}
		for _, ext := range []string{walExt, journalExt} {
			os.Remove(to + ext)
		}
		select {
		case <-time.After(settlePause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, nil
}

func latest(all []trace) (at time.Time) {
	for _, t := range all {
		if t.modified.After(at) {
			at = t.modified
		}
	}
	return at
}

func copyHashed(ctx context.Context, from, to string) (c copied, err error) {
	in, err := os.Open(from)
	if err != nil {
		return c, err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return c, err
	}
	h := sha256.New()
	buf := make([]byte, 1<<18)
	for err == nil {
		if err = ctx.Err(); err != nil {
			break
		}
		var n int
		n, err = in.Read(buf)
		h.Write(buf[:n])
		c.bytes += int64(n)
		if _, e := out.Write(buf[:n]); e != nil {
			err = e
		}
	}
	if err == io.EOF {
		err = nil
	}
	c.path, c.sum = from, hex.EncodeToString(h.Sum(nil))
	return c, errors.Join(err, out.Close())
}

// renamed is an error in which a scratch file goes by the name that the user knows.
func renamed(err error, from, to string) error {
	if err == nil || from == to {
		return err
	}
	return &renamedError{err, from, to}
}

type renamedError struct {
	err      error
	from, to string
}

func (e *renamedError) Error() string { return strings.ReplaceAll(e.err.Error(), e.from, e.to) }
func (e *renamedError) Unwrap() error { return e.err }
