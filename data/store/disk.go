package store

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// disk is what makes changes survive a loss of power: file systems keep neither contents nor names in order unless asked.
// Tests put a recorder in its place.
type disk interface {
	// sync waits until a file's content, or a folder's names, are on the medium.
	sync(path string) error
	// rename replaces one name by another, whole or not at all. A folder that had the name before goes by the other one afterwards.
	rename(from, to string) error
}

type realDisk struct{}

func (realDisk) sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

func (realDisk) rename(from, to string) error {
	err := os.Rename(from, to)
	if !errors.Is(err, unix.ENOTEMPTY) && !errors.Is(err, unix.EEXIST) {
		return err
	}
	err = unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_EXCHANGE)
	if !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOSYS) {
		return err
	}
	if err := os.RemoveAll(to); err != nil { // a file system that knows no exchange, such as NFS
		return err
	}
	return os.Rename(from, to)
}

// syncTree makes a flat folder durable: its files first, then their names.
func syncTree(d disk, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := d.sync(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return d.sync(dir)
}
