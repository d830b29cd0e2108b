//go:build linux

package iofault

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// caller is the thread that made a call and waits.
type caller uint32

// file is the absolute path that a call's arguments name; ok is false where they name none, such as a pipe.
func (t caller) file(p place, d *seccompData) (path string, ok bool) {
	if p.path < 0 {
		return t.opened(int(int32(d.args[p.fd])))
	}
	name, ok := t.text(uintptr(d.args[p.path]))
	if !ok || filepath.IsAbs(name) {
		return filepath.Clean(name), ok
	}
	folder, fd := "", unix.AT_FDCWD
	if p.fd >= 0 {
		fd = int(int32(d.args[p.fd]))
	}
	if fd == unix.AT_FDCWD {
		folder, ok = t.link("cwd")
	} else {
		folder, ok = t.opened(fd)
	}
	return filepath.Join(folder, name), ok // with the empty path it is the descriptor's own file
}

func (t caller) opened(fd int) (string, bool) {
	if fd < 0 {
		return "", false
	}
	return t.link(fmt.Sprint("fd/", fd))
}

func (t caller) link(name string) (string, bool) {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/%s", t, name))
	return strings.TrimSuffix(path, " (deleted)"), err == nil && filepath.IsAbs(path)
}

// text is the string at an address of the caller's memory, up to the longest path.
func (t caller) text(address uintptr) (string, bool) {
	var out []byte
	page := uintptr(os.Getpagesize())
	for len(out) < unix.PathMax {
		part := make([]byte, page-address%page) // the next page may not be there
		local := []unix.Iovec{{Base: &part[0], Len: uint64(len(part))}}
		n, err := unix.ProcessVMReadv(int(t), local, []unix.RemoteIovec{{Base: address, Len: len(part)}}, 0)
		if err != nil {
			return "", false
		}
		if end := bytes.IndexByte(part[:n], 0); end >= 0 {
			return string(append(out, part[:end]...)), true
		}
		out, address = append(out, part[:n]...), address+uintptr(n)
	}
	return "", false
}

// mayWrite tells whether a descriptor is open for writing, see proc_pid_fdinfo(5).
func (t caller) mayWrite(fd int) bool {
	info, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", t, fd))
	if err != nil {
		return false
	}
	var at int64
	var flags int
	n, _ := fmt.Sscanf(string(info), "pos:\t%d\nflags:\t%o\n", &at, &flags)
	return n == 2 && flags&unix.O_ACCMODE != unix.O_RDONLY
}
