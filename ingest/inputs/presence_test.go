package inputs

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"
)

// TestFailingIsNotMissing: only what says that there is no such file counts as missing.
func TestFailingIsNotMissing(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false}, {syscall.ENOENT, false}, {syscall.ENOTDIR, false}, {syscall.EISDIR, false}, {errors.New("cut off"), false},
		{syscall.EIO, true}, {syscall.EACCES, true}, {&fs.PathError{Op: "stat", Path: "a.prj", Err: syscall.ESTALE}, true}, {fmt.Errorf("b: %w", syscall.EIO), true},
	} {
		if got := Failing(c.err); got != c.want {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}

// TestCompanionsThatCannotBeLookedAt: a shapefile whose other files cannot be looked at is not one without them. A name that is longer
// than the file system allows fails otherwise than by being missing.
func TestCompanionsThatCannotBeLookedAt(t *testing.T) {
	dir := t.TempDir()
	name := make([]byte, 300)
	for i := range name {
		name[i] = 'a'
	}
	path := filepath.Join(dir, string(name)+".shp")
	if _, err := Exists(path); !errors.Is(err, syscall.ENAMETOOLONG) {
		t.Errorf("exists: %v", err)
	}
	if all, err := Companions(path); err == nil {
		t.Errorf("companions %v", all)
	}
	if parts, err := beside(path); err == nil {
		t.Errorf("beside it lie %v", parts)
	}
	if is, err := isDatabase(path); err == nil || is {
		t.Errorf("a database: %v, %v", is, err)
	}
	if now := traceOf(path); now.differs(now) == "" {
		t.Error("it is as it was")
	}
}
