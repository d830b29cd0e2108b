package bundle

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// pending is a folder beside a file that is being made. Whoever makes it holds a lock in it to the end, so that the next one can
// tell what a killed program left behind from what another one is at.
type pending struct {
	folder string
	lock   *os.File
}

const (
	pendingMark = ".pending-qingshan-"
	earlierMark = ".pending-"     // of earlier versions; those without a lock are left alone, since they may be somebody else's
	pendingLock = "qingshan.lock" // held by whoever works in the folder
)

// beginPending makes the folder for a file at path and removes those in its place that nobody works in any more.
func beginPending(path string) (*pending, error) {
	dir := filepath.Dir(path)
	sweepPending(dir)
	for {
		folder, err := os.MkdirTemp(dir, pendingMark)
		if err != nil {
			return nil, fmt.Errorf("there is no place for it: %w", err)
		}
		p := &pending{folder: folder}
		name := p.file(pendingLock)
		if p.lock, err = os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644); err == nil {
			err = syscall.Flock(int(p.lock.Fd()), syscall.LOCK_EX)
		}
		if err == nil {
			_, err = os.Stat(name)
		}
		if err == nil {
			return p, nil
		}
		p.remove()
		if !errors.Is(err, os.ErrNotExist) { // otherwise somebody else swept it before it was locked
			return nil, err
		}
	}
}

func (p *pending) file(name string) string { return filepath.Join(p.folder, name) }

// publish puts a file of the folder in its place.
func (p *pending) publish(name, path string) error { return os.Rename(p.file(name), path) }

// remove takes the folder away; a second time it does nothing.
func (p *pending) remove() {
	if p.folder == "" {
		return
	}
	_ = os.RemoveAll(p.folder)
	if p.lock != nil {
		_ = p.lock.Close()
	}
	p.folder = ""
}

// sweepPending removes what killed programs left in a folder. What cannot be removed stays: it is in nobody's way.
func sweepPending(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), earlierMark) {
			continue
		}
		folder, flags := filepath.Join(dir, e.Name()), os.O_RDWR
		if strings.HasPrefix(e.Name(), pendingMark) {
			flags |= os.O_CREATE // whoever was killed may not have come to its lock, or have removed it already
		}
		lock, err := os.OpenFile(filepath.Join(folder, pendingLock), flags, 0o644)
		if err != nil {
			continue
		}
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			_ = os.RemoveAll(folder)
		}
		_ = lock.Close()
	}
}
