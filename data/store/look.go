package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Look is what a glance at a snapshot's folder shows: by name, what changes when a file is written, replaced or made unreadable. Two
// are compared with [maps.Equal].
type Look map[string]Stamp

// Stamp is what a glance at a file shows.
type Stamp struct {
	device, inode uint64
	size          int64
	written       int64 // nanoseconds since 1970
	mode          fs.FileMode
}

// sameFile tells whether two stamps are of one file, whatever was written to it between.
func (s Stamp) sameFile(o Stamp) bool { return s.device == o.device && s.inode == o.inode }

// SameFile tells whether a name stands for the same file still: whoever has that mapped sees what is written to it now.
func (l Look) SameFile(now Look, name string) bool {
	was, is := l[name], now[name]
	return was != Stamp{} && was.sameFile(is)
}

// Touched names the files that are the same ones still, but were written to, or cut, since.
func (l Look) Touched(now Look) []string {
	var out []string
	for name, was := range l {
		if is := now[name]; was.sameFile(is) && (was.size != is.size || was.written != is.written) {
			out = append(out, name)
		}
	}
	return out
}

// Look looks at a snapshot's files without opening any. Errors wrap [ErrNotFound], or say why the folder cannot be read.
func (d *Dir) Look(id snapshot.ID) (Look, error) {
	dir, err := d.folder(id)
	if err != nil {
		return nil, err
	}
	out, err := lookAt(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("snapshot %s: %w", id, err)
	}
	return out, nil
}

func lookAt(dir string) (Look, error) {
	entries, err := readDir(dir)
	if err != nil {
		return nil, err
	}
	out := Look{}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), pendingMark) {
			continue
		}
		if stamp, err := lookAtFile(filepath.Join(dir, e.Name())); err == nil { // else it has just gone, or points nowhere
			out[e.Name()] = stamp
		}
	}
	return out, nil
}

// readDir lists a folder, and does not wait where there is a FIFO instead.
func readDir(path string) ([]fs.DirEntry, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("it is no folder")}
	}
	return os.ReadDir(path)
}

func lookAtFile(path string) (Stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Stamp{}, err
	}
	s := Stamp{size: info.Size(), written: info.ModTime().UnixNano(), mode: info.Mode()}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s.device, s.inode = uint64(sys.Dev), sys.Ino
	}
	return s, nil
}
