package api

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"time"
)

// way is one way in which a file can be damaged.
type way struct {
	name    string
	inPlace bool // the file stays the same one: whoever has it mapped, or has it under another name, has the damage
	silent  bool // by a glance nothing has changed
	do      func(path string) error
}

// ways are those for a file of a snapshot.
func ways() []way {
	flip := func(at func(size int64) int64) func(path string) error {
		return func(path string) error { return edit(path, at, func(b byte) []byte { return []byte{b ^ 1} }) }
	}
	start := func(int64) int64 { return 0 }
	middle := func(size int64) int64 { return size / 2 }
	end := func(size int64) int64 { return size - 1 }
	cut := func(to func(size int64) int64) func(path string) error {
		return func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return os.Truncate(path, to(info.Size()))
		}
	}
	instead := func(put func(path string) error) func(path string) error {
		return func(path string) error { return errors.Join(os.Remove(path), put(path)) }
	}
	out := []way{
		{"flipped at its start", true, false, flip(start)},
		{"flipped in its middle", true, false, flip(middle)},
		{"flipped at its end", true, false, flip(end)},
		{"flipped without a trace", true, true, func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return errors.Join(flip(middle)(path), os.Chtimes(path, time.Time{}, info.ModTime()))
		}},
		{"cut to nothing", true, false, cut(start)},
		{"cut to half", true, false, cut(middle)},
		{"cut by a byte", true, false, cut(end)},
		{"grown", true, false, func(path string) error {
			return edit(path, end, func(b byte) []byte { return []byte{b, b} })
		}},
		{"replaced", false, false, func(path string) error {
			return errors.Join(os.WriteFile(path+".new", []byte("another file"), 0o644), os.Rename(path+".new", path))
		}},
		{"deleted", false, false, os.Remove},
		{"a folder", false, false, instead(func(path string) error { return os.Mkdir(path, 0o755) })},
		{"a FIFO", false, false, instead(func(path string) error { return syscall.Mkfifo(path, 0o644) })},
	}
	if os.Geteuid() != 0 { // who reads all files
		out = append(out, way{"unreadable", false, false, func(path string) error { return os.Chmod(path, 0) }})
	}
	return out
}

// edit writes over a byte of a file, in place.
func edit(path string, at func(size int64) int64, change func(b byte) []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var b [1]byte
	if _, err := f.ReadAt(b[:], at(info.Size())); err != nil {
		return err
	}
	_, err = f.WriteAt(change(b[0]), at(info.Size()))
	return err
}

// pointerWays are those for the file that names the current snapshot.
func pointerWays() []way {
	holds := func(text string) func(path string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o644) }
	}
	out := []way{{"empty", false, false, holds("")}, {"of nobody's", false, false, holds("nobody\n")}, {"of no name", false, false, holds("../..\n")},
		{"a novel", false, false, holds(strings.Repeat("a", 1<<20))}}
	for _, w := range ways() {
		if !w.inPlace {
			out = append(out, w)
		}
	}
	return out
}

// folderWays are those for whole folders.
func folderWays() []way {
	away := func(path string) error { return os.Rename(path, path+".away") }
	return []way{
		{"moved away", false, false, away},
		{"empty", false, false, func(path string) error { return errors.Join(away(path), os.Mkdir(path, 0o755)) }},
		{"a file", false, false, func(path string) error { return errors.Join(away(path), os.WriteFile(path, nil, 0o644)) }},
		{"a FIFO", false, false, func(path string) error { return errors.Join(away(path), syscall.Mkfifo(path, 0o644)) }},
	}
}
