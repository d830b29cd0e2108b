package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// roomy is a folder where files may be larger than memory can hold addresses for, which they do not fill.
func roomy(t *testing.T) string {
	t.Helper()
	for _, parent := range []string{t.TempDir(), "/dev/shm"} {
		dir, err := os.MkdirTemp(parent, "qingshan-")
		if err != nil {
			continue
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		probe := filepath.Join(dir, "probe")
		if os.WriteFile(probe, nil, 0o644) == nil && os.Truncate(probe, beyondMemory) == nil {
			os.Remove(probe)
			return dir
		}
	}
	t.Skip("no file system here takes so large a file")
	return ""
}

// beyondMemory is more bytes than a process has addresses for.
const beyondMemory = 1 << 50

// TestColumnsThatCannotBeMapped: want of memory is told as such, and as no damage.
func TestColumnsThatCannotBeMapped(t *testing.T) {
	d := store.OpenDir(filepath.Join(roomy(t), "store"))
	put(t, d, "a", time.Now())
	folder, err := d.Folder("a")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(folder, snapshot.ColumnsName), beyondMemory); err != nil {
		t.Fatal(err)
	}
	_, err = store.LoadSealed(folder, "a")
	if !errors.Is(err, store.ErrScarce) || errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "no memory") || strings.Contains(err.Error(), folder) {
		t.Errorf("%v", err)
	}
}

// starved is a store of which one snapshot cannot be opened for want of memory.
type starved struct {
	*store.Dir
	id    snapshot.ID
	asked []snapshot.ID
}

func (s *starved) Open(ctx context.Context, id snapshot.ID) (*store.Opened, error) {
	s.asked = append(s.asked, id)
	if id == s.id {
		return nil, fmt.Errorf("snapshot %s: %w", id, store.ErrScarce)
	}
	return s.Dir.Open(ctx, id)
}

// TestNoOtherSnapshotForWantOfMemory: where the current snapshot cannot be opened for want of memory, none takes its place.
func TestNoOtherSnapshotForWantOfMemory(t *testing.T) {
	ctx := context.Background()
	d := store.OpenDir(filepath.Join(t.TempDir(), "store"))
	put(t, d, "a", time.Now().Add(-time.Hour))
	put(t, d, "b", time.Now())
	if err := d.SetCurrent(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	s := &starved{Dir: d, id: "b"}
	if o, damage, err := store.OpenCurrent(ctx, s); o != nil || damage != nil || !errors.Is(err, store.ErrScarce) || len(s.asked) != 1 {
		t.Errorf("%v, %v, %v after asking for %v", o, damage, err, s.asked)
	}
}

func TestScarce(t *testing.T) {
	for err, want := range map[error]bool{
		syscall.ENOMEM: true, &os.PathError{Op: "open", Path: "x", Err: syscall.EMFILE}: true, fmt.Errorf("x: map: %w", syscall.ENFILE): true, store.ErrScarce: true,
		syscall.EIO: false, io.ErrUnexpectedEOF: false, os.ErrNotExist: false, store.ErrDamaged: false,
	} {
		if store.Scarce(err) != want {
			t.Errorf("%v: %v", err, !want)
		}
	}
}
