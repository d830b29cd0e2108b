package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Options of a [Log]. Dir is needed; other zero values stand for the defaults.
type Options struct {
	Dir string
	// MaxBytes is how large a file may become before the next one begins; default [DefaultMaxBytes]. A new one begins with each day
	// (UTC), too.
	MaxBytes int64
	// KeepDays is how many days old a file may become before it is removed, 0 for any age.
	KeepDays int
	// KeepFiles is how many files are kept, 0 for any number.
	KeepFiles int
	Log       *slog.Logger
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// DefaultMaxBytes is the default size at which a file of the audit is full.
const DefaultMaxBytes = 32 << 20

const (
	dirMode    fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
	closedMode fs.FileMode = 0o400 // of files that are not appended to any more
)

// syncAfter is how long an entry may lie in the system's memory before it is on the disk.
const syncAfter = time.Second

// retryAfter is how long the audit waits, where it cannot be written, before it tries again.
const retryAfter = time.Second

// Log is the audit in a folder. Several may write to one folder, in this process and in others: a command beside a server.
//
// An entry is handed to the system before [Log.Record] returns, so that the end of the process loses none; it is on the disk within
// [syncAfter], a change of accounts at once, so that the end of the machine loses a second. Where a line cannot be written, as on a full
// disk, the entry is lost, which is counted, logged once and written down as soon as that goes again: nobody waits for the audit.
// Safe for concurrent use.
type Log struct {
	o       Options
	entries atomic.Int64
	lost    atomic.Int64
	trouble atomic.Pointer[error] // nil where the last entry was written
	tally   tally

	mu      sync.Mutex
	folder  *os.File // held for its lock
	file    *os.File // the newest, nil before the first entry and where it has to be looked for
	last    mark     // of file
	syncing *time.Timer
	retryAt time.Time
	missed  int64 // entries that were lost since one was written
	closed  bool
}

// mark is where a file ends.
type mark struct {
	name fileName
	size int64
	n    int64  // of the last entry
	hash string // of its line
}

// New makes the audit in a folder, which is made with the first entry.
func New(o Options) *Log {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	l := &Log{o: o}
	l.tally.flushed = l.Record
	return l
}

// Dir is the folder.
func (l *Log) Dir() string { return l.o.Dir }

// Trouble is why entries cannot be written now, nil where they can.
func (l *Log) Trouble() error {
	if err := l.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// Entries is how many entries were written, Lost how many could not be.
func (l *Log) Entries() int64 { return l.entries.Load() }

// Lost is how many entries could not be written.
func (l *Log) Lost() int64 { return l.lost.Load() }

// Record writes an entry down. It never fails, see [Log].
func (l *Log) Record(ctx context.Context, e Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.o.Now()
	if l.closed || now.Before(l.retryAt) {
		l.lose()
		return
	}
	if err := l.locked(func() error { return l.write(now, e) }); err != nil {
		l.lose()
		l.retryAt = now.Add(retryAfter)
		l.tell(ctx, err)
		return
	}
	l.entries.Add(1)
	l.tell(ctx, nil)
}

func (l *Log) lose() {
	l.lost.Add(1)
	l.missed++
}

// tell publishes why entries cannot be written, and logs it when that begins and ends.
func (l *Log) tell(ctx context.Context, err error) {
	was := l.trouble.Load()
	switch {
	case err != nil:
		l.trouble.Store(&err)
		if was == nil {
			l.o.Log.ErrorContext(ctx, "the audit cannot be written; entries are lost until it can", "error", err)
		}
	case was != nil:
		l.trouble.Store(nil)
		l.o.Log.InfoContext(ctx, "the audit is written again", "lost", l.lost.Load())
	}
}

// write appends an entry, and before it how many were lost. No other process writes meanwhile.
func (l *Log) write(now time.Time, e Entry) error {
	if err := l.open(now); err != nil {
		return err
	}
	if l.missed > 0 {
		if err := l.append(now, Entry{Event: Lost, Count: l.missed}); err != nil {
			return err
		}
		l.missed = 0
	}
	if err := l.append(now, e); err != nil {
		return err
	}
	if e.Event == Account {
		return l.sync()
	}
	if l.syncing == nil {
		l.syncing = time.AfterFunc(syncAfter, l.syncLater)
	}
	return nil
}

// lock keeps other processes from writing. The folder is made if need be.
func (l *Log) lock() error {
	if l.folder != nil {
		if info, err := l.folder.Stat(); err != nil || info.Sys().(*syscall.Stat_t).Nlink == 0 { // it was removed
			l.forget()
		}
	}
	if l.folder == nil {
		if err := os.MkdirAll(l.o.Dir, dirMode); err != nil {
			return err
		}
		f, err := os.Open(l.o.Dir)
		if err != nil {
			return err
		}
		l.folder = f
	}
	for {
		err := syscall.Flock(int(l.folder.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// forget closes what is open.
func (l *Log) forget() {
	if l.file != nil {
		l.file.Close()
	}
	if l.folder != nil {
		l.folder.Close()
	}
	l.file, l.folder, l.last = nil, nil, mark{}
}

// open finds the newest file and where it ends, unless that is known and nobody else has written since; then it begins a new file where
// the newest is full or of another day. Files that are closed cannot be written to, by which other processes see it.
func (l *Log) open(now time.Time) error {
	if l.file != nil {
		info, err := l.file.Stat()
		if err != nil || info.Size() != l.last.size || info.Mode().Perm() == closedMode || info.Sys().(*syscall.Stat_t).Nlink == 0 {
			l.file.Close()
			l.file = nil
		}
	}
	if l.file == nil {
		if err := l.find(now); err != nil {
			return err
		}
	}
	day := dayOf(now)
	if l.file != nil && (l.last.name.day >= day && l.last.size < l.o.MaxBytes) { // a clock that was put back begins no new file
		return nil
	}
	return l.begin(now, day)
}

// find opens the newest file, if there is any, and cuts off what a crash left of a line.
func (l *Log) find(now time.Time) error {
	names, err := files(l.o.Dir)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		l.last = mark{hash: noHash}
		return nil
	}
	name := names[len(names)-1]
	path := name.in(l.o.Dir)
	end, cut, err := endOf(path, name)
	if err != nil {
		return err
	}
	if end.n == 0 { // begun, and nothing written: its chain goes on from the file before
		end.n, end.hash = name.first-1, noHash
		if len(names) > 1 {
			before, _, err := endOf(names[len(names)-2].in(l.o.Dir), names[len(names)-2])
			if err != nil {
				return err
			}
			end.hash = before.hash
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	l.last = end
	if info.Mode().Perm() == closedMode { // closed, and the next one was not begun
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, fileMode)
	if err != nil {
		return err
	}
	if cut > 0 {
		if err := f.Truncate(end.size); err != nil {
			f.Close()
			return err
		}
	}
	l.file = f
	if cut > 0 {
		return l.append(now, Entry{Event: Cut, Count: cut})
	}
	return nil
}

// begin closes the file that is appended to and begins the next; those that are too old go.
func (l *Log) begin(now time.Time, day string) error {
	if l.file != nil {
		if err := l.sync(); err != nil {
			return err
		}
		if err := l.file.Chmod(closedMode); err != nil {
			return err
		}
		l.file.Close()
		l.file = nil
	}
	name := fileName{day: max(day, l.last.name.day), first: l.last.n + 1}
	f, err := os.OpenFile(name.in(l.o.Dir), os.O_WRONLY|os.O_APPEND|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	l.file, l.last.name, l.last.size = f, name, 0
	if err := l.folder.Sync(); err != nil {
		return err
	}
	return l.removeOld(now)
}

// removeOld removes files beyond the age and the number that are kept, and writes down up to which entry.
func (l *Log) removeOld(now time.Time) error {
	names, err := files(l.o.Dir)
	if err != nil {
		return err
	}
	oldest := ""
	if l.o.KeepDays > 0 {
		oldest = dayOf(now.AddDate(0, 0, -l.o.KeepDays))
	}
	gone := 0
	for ; gone < len(names)-1; gone++ {
		tooMany := l.o.KeepFiles > 0 && len(names)-gone > l.o.KeepFiles
		if !tooMany && names[gone].day >= oldest {
			break
		}
	}
	if gone == 0 {
		return nil
	}
	if err := l.append(now, Entry{Event: Removed, Through: names[gone].first - 1}); err != nil { // before they go, so that no gap is unexplained
		return err
	}
	for _, name := range names[:gone] {
		if err := os.Remove(name.in(l.o.Dir)); err != nil {
			return err
		}
	}
	return nil
}

// append writes one line at the end of the file, whole or not at all.
func (l *Log) append(now time.Time, e Entry) error {
	e.N, e.Time, e.Prev = l.last.n+1, now.UTC().Truncate(time.Millisecond), l.last.hash
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if _, err := l.file.Write(line); err != nil {
		if undo := l.file.Truncate(l.last.size); undo != nil {
			l.file.Close()
			l.file = nil // what is there is found out anew
			return fmt.Errorf("%w; what was written of the line stays: %w", err, undo)
		}
		return err
	}
	l.last.n, l.last.hash, l.last.size = e.N, hashOf(line[:len(line)-1]), l.last.size+int64(len(line))
	return nil
}

// sync puts what was written on the disk, and behind it where the chain ends.
func (l *Log) sync() error {
	if l.syncing != nil {
		l.syncing.Stop()
		l.syncing = nil
	}
	if l.file == nil {
		return nil
	}
	if err := l.file.Sync(); err != nil {
		return err
	}
	return writeHead(l.o.Dir, Head{l.last.n, l.last.hash})
}

func (l *Log) syncLater() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.syncing == nil { // done since
		return
	}
	err := l.locked(func() error {
		if err := l.open(l.o.Now()); err != nil {
			return err
		}
		return l.sync()
	})
	l.syncing = nil
	if err != nil {
		l.tell(context.Background(), err)
	}
}

// Close writes down what was counted, puts everything on the disk and ends the writing; entries that come later are lost.
func (l *Log) Close() error {
	l.tally.flush()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	defer l.forget()
	if l.file == nil {
		return nil
	}
	return l.locked(l.sync)
}

// locked does something while no other process writes.
func (l *Log) locked(do func() error) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer func() { _ = syscall.Flock(int(l.folder.Fd()), syscall.LOCK_UN) }()
	return do()
}

// noHash is what the first line names as the hash of the line before.
const noHash = "0000000000000000000000000000000000000000000000000000000000000000"

// hashOf is the SHA-256 of a line without its end.
func hashOf(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}
