package tiles

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// mapping keeps a file's bytes mapped as long as something refers to it.
type mapping struct{ bytes []byte }

// mapPyramid maps a pyramid's file. Pages come into memory as tiles are asked for, and leave it as memory is needed elsewhere. The
// file must not be cut short while it is mapped: published snapshots never change, and deleting one leaves its pages.
func mapPyramid(path string) (*pyramid, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return nil, fmt.Errorf("%s: %w", path, errPyramid)
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("%s: map: %w", path, err)
	}
	m := &mapping{b}
	runtime.AddCleanup(m, func(b []byte) { _ = syscall.Munmap(b) }, b)
	p, err := readPyramid(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	p.hold = m
	return p, nil
}
