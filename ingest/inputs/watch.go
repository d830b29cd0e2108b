package inputs

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Watcher sees to it that what is hashed is what is read: it remembers what every input looked like before it was first opened,
// and refuses the run if it looks otherwise once it is read no more.
type Watcher struct {
	seen map[string][]trace // by input, its companions included
	at   map[string]time.Time
}

// trace is what a file looks like from outside.
type trace struct {
	path            string
	size            int64 // -1 where there is no such file
	modified, moved time.Time
	device, inode   uint64
	trouble         string // why it could not be looked at
}

// racy is how old a file must be for its times to tell every later change: file systems count time in steps, some in steps of two
// seconds. What is younger is hashed again at the end.
const racy = 2 * time.Second

// Watch remembers an input before it is opened; one that is watched already keeps its first trace.
func (w *Watcher) Watch(path string) {
	if w.seen == nil {
		w.seen, w.at = map[string][]trace{}, map[string]time.Time{}
	}
	if _, known := w.seen[path]; !known {
		w.at[path] = time.Now()
		w.seen[path] = tracesOf(path)
	}
}

// Paths lists what is watched, sorted.
func (w *Watcher) Paths() []string { return slices.Sorted(maps.Keys(w.seen)) }

// tracesOf are those of a file and its companions, whether there are any or not, or of a folder's files but for locks.
func tracesOf(path string) []trace {
	paths := []string{path}
	entries, err := os.ReadDir(path)
	switch {
	case err == nil:
		paths = nil
		for _, e := range entries {
			if !strings.EqualFold(filepath.Ext(e.Name()), ".lock") { // of a program that has the geodatabase open
				paths = append(paths, filepath.Join(path, e.Name()))
			}
		}
	case companionExts[strings.ToLower(filepath.Ext(path))] != nil:
		for _, ext := range companionExts[strings.ToLower(filepath.Ext(path))] {
			stem := strings.TrimSuffix(path, filepath.Ext(path))
			paths = append(paths, stem+ext, stem+strings.ToUpper(ext))
		}
	case Failing(err) || isDatabaseOrFails(path): // of which logs may be a part
		paths = append(paths, path+WALExt, path+JournalExt)
	}
	out := make([]trace, len(paths))
	for i, p := range paths {
		out[i] = traceOf(p)
	}
	return out
}

func traceOf(path string) trace {
	t := trace{path: path, size: -1}
	info, err := os.Stat(path)
	if Failing(err) {
		t.trouble = err.Error()
	}
	if err != nil {
		return t
	}
	t.size, t.modified = info.Size(), info.ModTime()
	if t.size == 0 && isLog(path) {
		return trace{path: path, size: -1} // as good as none
	}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		t.moved, t.device, t.inode = time.Unix(sys.Ctim.Unix()), uint64(sys.Dev), sys.Ino
	}
	return t
}

// differs says what is different about a file now, "" for nothing that shows a change of its content.
func (t trace) differs(now trace) string {
	switch {
	case t.trouble != "" || now.trouble != "":
		return "it could not be looked at: " + cmp.Or(t.trouble, now.trouble)
	case t.size < 0 && now.size >= 0:
		return "it has appeared"
	case t.size >= 0 && now.size < 0:
		return "it is gone"
	case t.size != now.size:
		return fmt.Sprintf("it had %d bytes and has %d", t.size, now.size)
	case t.device != now.device || t.inode != now.inode:
		return "another file has taken its place"
	case !t.modified.Equal(now.modified):
		return fmt.Sprintf("it was written to at %s", now.modified.Format(time.TimeOnly))
	}
	return ""
}

// Changed says what is different about an input since it was watched, "" for nothing; young tells that its times could hide a change.
func (w *Watcher) Changed(path string) (what string, young bool) {
	then, now := w.seen[path], tracesOf(path)
	young = len(then) != len(now)
	for i, t := range then {
		if i >= len(now) || t.path != now[i].path {
			return "other files lie in the folder", young
		}
		if what := t.differs(now[i]); what != "" {
			if t.path != path {
				what = filepath.Base(t.path) + ": " + what
			}
			return what, young
		}
		young = young || !t.moved.Equal(now[i].moved) || w.at[path].Sub(t.modified) < racy
	}
	return "", young
}

// writersOf names the programs that have a file, or what lies beside it, open for writing, as far as this system tells.
func writersOf(path string) (names []string) {
	full, err := filepath.EvalSymlinks(path)
	if err == nil {
		full, err = filepath.Abs(full)
	}
	if err != nil {
		return nil
	}
	processes, err := fs.Glob(os.DirFS("/proc"), "[0-9]*")
	if err != nil {
		return nil
	}
	self := fmt.Sprint(os.Getpid())
	for _, p := range processes {
		open, err := os.ReadDir(filepath.Join("/proc", p, "fd"))
		if err != nil || p == self { // ended, or somebody else's
			continue
		}
		for _, fd := range open {
			target, err := os.Readlink(filepath.Join("/proc", p, "fd", fd.Name()))
			if err == nil && (target == full || strings.HasPrefix(target, full+"-") || strings.HasPrefix(target, full+"/")) && forWriting(p, fd.Name()) {
				name, _ := os.ReadFile(filepath.Join("/proc", p, "comm"))
				names = append(names, fmt.Sprintf("%s (process %s)", bytes.TrimSpace(name), p))
				break
			}
		}
	}
	return names
}

// forWriting tells whether a process's file is open for more than reading, see proc_pid_fdinfo(5).
func forWriting(process, fd string) bool {
	text, err := os.ReadFile(filepath.Join("/proc", process, "fdinfo", fd))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		var flags int
		if n, _ := fmt.Sscanf(line, "flags:\t%o", &flags); n == 1 {
			return flags&syscall.O_ACCMODE != syscall.O_RDONLY
		}
	}
	return false
}
