package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/spatial/regular"
)

// Names inside a store.
const (
	snapshotsDir = "snapshots"
	currentFile  = "current"
	lockFile     = "lock"
	pendingMark  = ".pending-" // prefix of a folder that is not published yet
)

// Bounds of what is read whole, in bytes: what is longer was never written by this program.
const (
	mostCurrent  = 4 << 10 // an id, or a hash
	mostManifest = 1 << 30
)

// Dir is a store in a folder:
//
//	current               the id of the snapshot being served
//	lock                  held while an ingest writes
//	snapshots/<id>/       one snapshot
//
// Readers need no lock.
type Dir struct {
	root string
	disk disk
}

// OpenDir returns the store in a folder, which is made when something is first put into it.
func OpenDir(root string) *Dir { return &Dir{root, realDisk{}} }

// Path is the folder of the store.
func (d *Dir) Path() string { return d.root }

var idPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$`)

func (d *Dir) folder(id snapshot.ID) (string, error) {
	if !idPattern.MatchString(string(id)) {
		return "", fmt.Errorf("%w: %q is no snapshot id", ErrNotFound, id)
	}
	return filepath.Join(d.root, snapshotsDir, string(id)), nil
}

// Folder is where a snapshot's files lie. Errors wrap [ErrNotFound], or are a [*Damage] for a folder that cannot be looked at.
func (d *Dir) Folder(id snapshot.ID) (string, error) {
	path, err := d.folder(id)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("snapshot %s: %w", id, ErrNotFound)
	} else if err != nil {
		return "", &Damage{id, "its folder", KindManifest, reason(err)}
	}
	return path, nil
}

// Lock takes the store for writing and removes what a killed ingest left behind. wait decides between waiting for
// another ingest and [ErrBusy].
func (d *Dir) Lock(wait bool) (unlock func(), err error) {
	return d.LockContext(context.Background(), wait)
}

// lockPause is how often a held lock is asked for again.
const lockPause = 100 * time.Millisecond

// LockContext is [Dir.Lock] that waits no longer than ctx. Errors wrap [ErrBusy] or ctx's, or are those of the file system.
func (d *Dir) LockContext(ctx context.Context, wait bool) (unlock func(), err error) {
	if err := d.make(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(d.root, lockFile), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		busy := errors.Is(err, syscall.EWOULDBLOCK)
		if busy && wait {
			select {
			case <-time.After(lockPause):
				continue
			case <-ctx.Done():
				err = ctx.Err()
			}
		} else if busy {
			err = ErrBusy
		}
		f.Close()
		return nil, fmt.Errorf("store %s: lock: %w", d.root, err)
	}
	d.Sweep()
	return func() {
		_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) // closing alone leaves it to a process that was just forked, until it executes
		f.Close()
	}, nil
}

// make makes the store's folders, durably.
func (d *Dir) make() error {
	snapshots := filepath.Join(d.root, snapshotsDir)
	if _, err := os.Stat(snapshots); err == nil {
		return nil
	}
	if err := os.MkdirAll(snapshots, 0o755); err != nil {
		return err
	}
	return errors.Join(d.disk.sync(d.root), d.disk.sync(filepath.Dir(filepath.Clean(d.root))))
}

// Sweep removes what is not published yet. The caller holds [Dir.Lock].
func (d *Dir) Sweep() {
	for _, pattern := range []string{filepath.Join(snapshotsDir, pendingMark+"*"), filepath.Join(snapshotsDir, "*", pendingMark+"*"), currentFile + pendingMark + "*"} {
		left, _ := filepath.Glob(filepath.Join(d.root, pattern))
		for _, path := range left {
			os.RemoveAll(path)
		}
	}
}

// Scratch makes a folder for files that a run needs and nobody after it; what a killed run leaves, the next [Dir.Lock] removes. It
// returns an error if the folder cannot be made.
func (d *Dir) Scratch() (path string, remove func(), err error) {
	path, err = os.MkdirTemp(filepath.Join(d.root, snapshotsDir), pendingMark+"scratch-")
	if err != nil {
		return "", nil, fmt.Errorf("store: %w", err)
	}
	return path, func() { os.RemoveAll(path) }, nil
}

// Put writes into a pending folder, makes it durable and renames it into place: fsync the files, fsync the folder, rename, fsync
// the parent. The caller holds [Dir.Lock]. Errors are those of write, ctx's, and those of the file system; whatever the error,
// readers see no part of the snapshot.
func (d *Dir) Put(ctx context.Context, id snapshot.ID, write func(dir string) error) error {
	final, err := d.folder(id)
	if err != nil {
		return err
	}
	parent := filepath.Dir(final)
	if err := d.make(); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	pending, err := os.MkdirTemp(parent, pendingMark)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer os.RemoveAll(pending)
	if err := os.Chmod(pending, 0o755); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if err := write(pending); err != nil {
		return outOfSpace(pending, err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := syncTree(d.disk, pending); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if err := d.disk.rename(pending, final); err != nil { // a damaged one of the same id goes by the pending name then, and is removed
		return fmt.Errorf("store: %w", err)
	}
	return d.disk.sync(parent)
}

// Current reads the published name. Errors wrap [ErrNoCurrent] or [ErrScarce], or are a [*Damage] for a file that names no
// snapshot.
func (d *Dir) Current(context.Context) (snapshot.ID, error) {
	b, err := regular.ReadFile(filepath.Join(d.root, currentFile), mostCurrent)
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("store %s: %w", d.root, ErrNoCurrent)
	}
	if Scarce(err) {
		return "", fmt.Errorf("store: %w", ErrScarce)
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return "", &Damage{File: "its folder", Kind: KindStore, Reason: reason(err)}
	}
	if err != nil {
		return "", &Damage{File: currentFile, Kind: KindPointer, Reason: reason(err)}
	}
	id := strings.TrimSpace(string(b))
	if !idPattern.MatchString(id) {
		return "", &Damage{File: currentFile, Kind: KindPointer, Reason: fmt.Sprintf("names no snapshot but %.40q", id)}
	}
	return snapshot.ID(id), nil
}

// SetCurrent replaces the published name by rename. The caller holds [Dir.Lock]. Errors are those of [Dir.Folder] and of the file
// system.
func (d *Dir) SetCurrent(_ context.Context, id snapshot.ID) error {
	if _, err := d.Folder(id); err != nil {
		return err
	}
	f, err := os.CreateTemp(d.root, currentFile+pendingMark)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(string(id) + "\n")
	err = errors.Join(err, f.Chmod(0o644), f.Close(), d.disk.sync(f.Name()))
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	path := filepath.Join(d.root, currentFile)
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		if err := os.Remove(path); err != nil { // not what somebody put into it
			return fmt.Errorf("store: %s is a folder, and no file that names the current snapshot; move it away: %w", path, err)
		}
	}
	if err := d.disk.rename(f.Name(), path); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return d.disk.sync(d.root)
}

// List reads the manifests, newest first; one that cannot be read is told in [Entry.Err]. Errors wrap [ErrScarce], or are a
// [*Damage] for a folder that cannot be read.
func (d *Dir) List(context.Context) ([]Entry, error) {
	folders, err := readDir(filepath.Join(d.root, snapshotsDir))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if Scarce(err) {
		return nil, fmt.Errorf("store: %w", ErrScarce)
	}
	if err != nil {
		return nil, &Damage{File: snapshotsDir, Kind: KindStore, Reason: reason(err)}
	}
	var out []Entry
	for _, f := range folders {
		if !f.IsDir() || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		e := Entry{ID: snapshot.ID(f.Name())}
		e.Manifest, e.Err = readManifest(filepath.Join(d.root, snapshotsDir, f.Name()), e.ID)
		out = append(out, e)
	}
	order(out, time.Now())
	return out, nil
}

// Get is [Dir.Open] of a snapshot of which every file is sound. Errors are those of [Dir.Folder] and [Load].
func (d *Dir) Get(ctx context.Context, id snapshot.ID) (*snapshot.Snapshot, error) {
	dir, err := d.Folder(id)
	if err != nil {
		return nil, err
	}
	return Load(ctx, dir, id)
}

// Load checks the hashes of a snapshot's folder and loads it. Any damage is an error.
func Load(ctx context.Context, dir string, id snapshot.ID) (*snapshot.Snapshot, error) {
	o, err := open(ctx, dir, id)
	if err != nil {
		return nil, err
	}
	if err := o.Err(); err != nil {
		o.Mapping().Unmap()
		return nil, err
	}
	return o.Snapshot, nil
}

// LoadSealed loads the snapshot of a folder that [Seal] has just hashed: the files are not hashed once more. Errors are those of
// [Load].
func LoadSealed(dir string, id snapshot.ID) (*snapshot.Snapshot, error) {
	m, err := readManifest(dir, id)
	if err != nil {
		return nil, err
	}
	return readPack(dir, m)
}

// readPack loads the columns of a snapshot's folder. A file that is cut short after its hash was found right, and before it is read, is
// damaged like any other.
func readPack(dir string, m snapshot.Manifest) (s *snapshot.Snapshot, err error) {
	err = parallel.Guarded(nil, func() (err error) {
		s, err = snapshot.ReadPack(filepath.Join(dir, snapshot.ColumnsName), m)
		return err
	})()
	if Scarce(err) {
		return nil, unreadable(m.ID, snapshot.ColumnsName, err)
	}
	if err != nil {
		return nil, damaged(m.ID, snapshot.ColumnsName, fmt.Errorf("cannot be loaded: %w", withoutFolder(dir, err)))
	}
	return s, nil
}

// Delete removes a snapshot that is not current. The caller holds [Dir.Lock]. Errors are those of [Dir.Folder] and of the file
// system, and say so where the snapshot is current or where which one is current is not known.
func (d *Dir) Delete(ctx context.Context, id snapshot.ID) error {
	path, err := d.Folder(id)
	if err != nil {
		return err
	}
	current, err := d.Current(ctx)
	if err != nil && !errors.Is(err, ErrNoCurrent) {
		return fmt.Errorf("snapshot %s may be the current one, which is not known; `qingshan snapshots scrub` helps: %w", id, err)
	}
	if err == nil && current == id {
		return fmt.Errorf("snapshot %s is current and stays; publish another first", id)
	}
	gone := filepath.Join(filepath.Dir(path), pendingMark+string(id))
	if err := os.Rename(path, gone); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return os.RemoveAll(gone)
}

// readManifest reads a manifest that is the one that was sealed, of a schema version that this program knows.
func readManifest(dir string, id snapshot.ID) (m snapshot.Manifest, err error) {
	b, err := regular.ReadFile(filepath.Join(dir, ManifestName), mostManifest)
	if err != nil {
		return m, unreadable(id, ManifestName, err)
	}
	want, err := regular.ReadFile(filepath.Join(dir, manifestSum), mostCurrent)
	if err != nil {
		return m, unreadable(id, manifestSum, err)
	}
	if string(want) != sumLine(b) {
		return m, damaged(id, ManifestName, errors.New("is not what "+manifestSum+" says"))
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, damaged(id, ManifestName, err)
	}
	if m.ID != id {
		return m, damaged(id, ManifestName, fmt.Errorf("is that of %q", m.ID))
	}
	return m, m.CheckSchema()
}
