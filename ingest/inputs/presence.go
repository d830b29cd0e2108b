package inputs

import (
	"errors"
	"os"
	"syscall"
)

// Failing tells whether err says that a file could not be looked at or read, though it may well be there. Whoever took it for missing
// would publish something else than was delivered.
func Failing(err error) bool {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return false
	}
	return errno != syscall.ENOENT && errno != syscall.ENOTDIR && errno != syscall.EISDIR
}

// Exists tells whether there is a file or folder of a name. Its error is [Failing].
func Exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if Failing(err) {
		return false, err
	}
	return err == nil, nil
}
