package inputs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// A GeoPackage is an SQLite database, and part of it may lie beside it: edits that a program has saved but not yet moved into the
// file (-wal), or what undoes half of a transaction (-journal). See https://www.sqlite.org/fileformat.html, sections 3 and 4.
const (
	WALExt     = "-wal"
	JournalExt = "-journal"
)

func isLog(path string) bool {
	return strings.HasSuffix(path, WALExt) || strings.HasSuffix(path, JournalExt)
}

// isDatabase tells an SQLite file by its first bytes. Its error is [Failing].
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
	if Failing(err) {
		return false, err
	}
	return err == nil && bytes.Equal(head, want), nil
}

// beside lists the files beside a database that belong to its content: a -wal that is not empty, and a -journal that holds
// anything (a finished one begins with zeros, or is empty). Its error is [Failing].
func beside(path string) (out []string, err error) {
	log, err := os.Stat(path + WALExt)
	if Failing(err) {
		return nil, err
	}
	if err == nil && log.Size() > 0 {
		out = append(out, path+WALExt)
	}
	begun, err := startsWith(path+JournalExt, []byte{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7})
	if begun {
		out = append(out, path+JournalExt)
	}
	return out, err
}

// logged tells whether a file is a database of which a part lies beside it. Its error is [Failing].
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
	copyTries = 5
	copyPause = 300 * time.Millisecond
	fileTick  = 20 * time.Millisecond // how coarse the times of local files are, with a margin
)

// copyAtRest copies a database and what lies beside it between two writes of whoever has it open; nil where there is no such
// moment.
func copyAtRest(ctx context.Context, path, to string) (parts []copied, err error) {
	for range copyTries {
		if since := time.Since(latest(tracesOf(path))); since < fileTick { // a second write may bear the same time
			time.Sleep(fileTick)
		}
		before := tracesOf(path)
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
		if slices.Equal(before, tracesOf(path)) {
			return parts, nil
		}
		for _, ext := range []string{WALExt, JournalExt} {
			os.Remove(to + ext)
		}
		select {
		case <-time.After(copyPause):
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
