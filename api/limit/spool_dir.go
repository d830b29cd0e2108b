package limit

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// spoolPrefix begins the names of servers' folders for temporary files.
const spoolPrefix = "qingshan-serve-"

// spoolFolder makes a folder below base, the system's for temporary files if that is "", for as long as this server runs; remove
// removes it. Folders that servers left behind which were killed are removed first: a server holds a lock on its own.
func spoolFolder(base string) (dir string, remove func(), err error) {
	if base == "" {
		base = os.TempDir()
	}
	left, _ := filepath.Glob(filepath.Join(base, spoolPrefix+"*")) // the pattern is right
	for _, old := range left {
		if lock, err := lockFolder(old); err == nil {
			_ = os.RemoveAll(old) // another user's stays
			lock.Close()
		}
	}
	for {
		if dir, err = os.MkdirTemp(base, spoolPrefix); err != nil {
			return "", nil, err
		}
		lock, err := lockFolder(dir)
		if _, gone := os.Stat(dir); errors.Is(gone, os.ErrNotExist) || errors.Is(err, os.ErrNotExist) {
			continue // another one took it for left behind before it was locked
		}
		if err != nil {
			return "", nil, err
		}
		return dir, func() {
			_ = os.RemoveAll(dir) // if it is still there the next server does it
			lock.Close()
		}, nil
	}
}

// lockFolder locks a folder until the file is closed, or says that another process does.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
