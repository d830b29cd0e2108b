package store

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// ErrScarce means that this machine had no memory, or no file that may be opened, to spare. It tells nothing about the snapshot, which
// may be sound.
var ErrScarce = errors.New("this machine has no memory or open files to spare; give it more (vm.max_map_count, ulimit -v, ulimit -n) and try again")

// Scarce tells whether an error says that memory or open files are short, and nothing about what was to be read.
func Scarce(err error) bool {
	for _, want := range []error{ErrScarce, syscall.ENOMEM, syscall.EMFILE, syscall.ENFILE} {
		if errors.Is(err, want) {
			return true
		}
	}
	return false
}

// unreadable says why a file of a snapshot could not be read: [ErrScarce], or a [*Damage].
func unreadable(id snapshot.ID, file string, err error) error {
	if Scarce(err) {
		return fmt.Errorf("snapshot %s: %s: %w", id, file, ErrScarce)
	}
	return damaged(id, file, err)
}
