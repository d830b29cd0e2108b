package main

import (
	"errors"
	"os"
	"syscall"
)

// readerLeft tells that a command failed because nobody reads its standard output any more, as in `qingshan gaps | head -1`: whoever
// reads has what was wanted.
func readerLeft(err error) bool {
	var path *os.PathError
	return errors.As(err, &path) && path.Path == os.Stdout.Name() && errors.Is(err, syscall.EPIPE)
}
