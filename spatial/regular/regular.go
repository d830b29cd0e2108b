// Package regular opens regular files and nothing that blocks its reader.
//
// Opening a FIFO waits for a writer, and reading a device may never end: whoever finds one where a file should be must be told so, at
// once.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ErrIrregular means that what bears a file's name is a folder, a FIFO, a socket or a device.
var ErrIrregular = errors.New("no regular file")

// Open opens a file for reading, and says what it is. Errors are those of [os.Open], or wrap [ErrIrregular].
func Open(path string) (*os.File, fs.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ENXIO) { // a socket
		return nil, nil, &fs.PathError{Op: "open", Path: path, Err: ErrIrregular}
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("%w but a %s", ErrIrregular, kind(info.Mode()))}
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// kind names what is no regular file.
func kind(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "folder"
	case m&fs.ModeNamedPipe != 0:
		return "FIFO"
	}
	return "device"
}

// ReadFile reads a file of at most limit bytes. Errors are those of [Open]; a longer file is an error, too.
func ReadFile(path string, limit int64) ([]byte, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() > limit {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("%d bytes where at most %d are expected", info.Size(), limit)}
	}
	return io.ReadAll(io.LimitReader(f, limit))
}
