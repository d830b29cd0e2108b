// Package mmap gives a file's bytes without reading them: pages come into memory when they are looked at, and leave it when
// memory is needed elsewhere.
package mmap

import (
	"fmt"
	"syscall"

	"github.com/qingshan-gis/qingshan/spatial/regular"
)

// File is a file mapped into memory for reading; writing to its bytes ends the program. The file must not be cut short or
// written to while it is mapped; it may be deleted, which leaves its pages. A page that the disk cannot give is a fault, which
// [runtime/debug.SetPanicOnFault] makes a panic.
type File struct {
	bytes []byte
}

// Open maps a file. Errors are those of [regular.Open], or say that it cannot be mapped.
func Open(path string) (*File, error) {
	f, info, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() == 0 {
		return &File{}, nil
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("%s: map: %w", path, err)
	}
	return &File{b}, nil
}

// Bytes are the file's, until it is unmapped.
func (f *File) Bytes() []byte { return f.bytes }

// Unmap ends the mapping; of a nil file there is none. Nothing that came from its bytes may be looked at afterwards.
func (f *File) Unmap() {
	if f != nil && f.bytes != nil {
		_ = syscall.Munmap(f.bytes)
		f.bytes = nil
	}
}
