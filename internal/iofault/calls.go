//go:build linux

package iofault

import (
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// place is where a call's arguments name a file: a descriptor, or a path below a folder's descriptor. -1 is none; without a folder's
// descriptor a path is one from the working directory.
type place struct{ fd, path int }

func by(fd int) place           { return place{fd, -1} }
func at(folder, path int) place { return place{folder, path} }
func named(path int) place      { return place{-1, path} }

// signature is what a call is named and which files it concerns.
type signature struct {
	name   string
	files  []place
	writes bool
}

// Calls that every architecture has. Closing is stopped only where something may have been written.
func common() map[int32]signature {
	return map[int32]signature{
		unix.SYS_OPENAT:  {"openat", []place{at(0, 1)}, false},
		unix.SYS_OPENAT2: {"openat2", []place{at(0, 1)}, false},
		unix.SYS_CLOSE:   {"close", []place{by(0)}, true},

		unix.SYS_READ:       {"read", []place{by(0)}, false},
		unix.SYS_PREAD64:    {"pread64", []place{by(0)}, false},
		unix.SYS_READV:      {"readv", []place{by(0)}, false},
		unix.SYS_PREADV:     {"preadv", []place{by(0)}, false},
		unix.SYS_LSEEK:      {"lseek", []place{by(0)}, false},
		unix.SYS_MMAP:       {"mmap", []place{by(4)}, false},
		unix.SYS_GETDENTS64: {"getdents64", []place{by(0)}, false},
		unix.SYS_FSTAT:      {"fstat", []place{by(0)}, false},
		newfstatat:          {"newfstatat", []place{at(0, 1)}, false},
		unix.SYS_STATX:      {"statx", []place{at(0, 1)}, false},
		unix.SYS_FACCESSAT:  {"faccessat", []place{at(0, 1)}, false},
		unix.SYS_FACCESSAT2: {"faccessat2", []place{at(0, 1)}, false},
		unix.SYS_READLINKAT: {"readlinkat", []place{at(0, 1)}, false},
		unix.SYS_FLOCK:      {"flock", []place{by(0)}, false},
		unix.SYS_STATFS:     {"statfs", []place{named(0)}, false},
		unix.SYS_FSTATFS:    {"fstatfs", []place{by(0)}, false},

		unix.SYS_WRITE:           {"write", []place{by(0)}, true},
		unix.SYS_PWRITE64:        {"pwrite64", []place{by(0)}, true},
		unix.SYS_WRITEV:          {"writev", []place{by(0)}, true},
		unix.SYS_PWRITEV:         {"pwritev", []place{by(0)}, true},
		unix.SYS_COPY_FILE_RANGE: {"copy_file_range", []place{by(2), by(0)}, true},
		unix.SYS_SENDFILE:        {"sendfile", []place{by(0), by(1)}, true},
		unix.SYS_SPLICE:          {"splice", []place{by(2), by(0)}, true},
		unix.SYS_FSYNC:           {"fsync", []place{by(0)}, true},
		unix.SYS_FDATASYNC:       {"fdatasync", []place{by(0)}, true},
		unix.SYS_FTRUNCATE:       {"ftruncate", []place{by(0)}, true},
		unix.SYS_TRUNCATE:        {"truncate", []place{named(0)}, true},
		unix.SYS_FALLOCATE:       {"fallocate", []place{by(0)}, true},
		unix.SYS_FCHMOD:          {"fchmod", []place{by(0)}, true},
		unix.SYS_FCHMODAT:        {"fchmodat", []place{at(0, 1)}, true},
		unix.SYS_FCHOWNAT:        {"fchownat", []place{at(0, 1)}, true},
		unix.SYS_FCHOWN:          {"fchown", []place{by(0)}, true},
		unix.SYS_UTIMENSAT:       {"utimensat", []place{at(0, 1)}, true},
		unix.SYS_RENAMEAT2:       {"renameat2", []place{at(0, 1), at(2, 3)}, true},
		unix.SYS_LINKAT:          {"linkat", []place{at(0, 1), at(2, 3)}, true},
		unix.SYS_SYMLINKAT:       {"symlinkat", []place{at(1, 2)}, true},
		unix.SYS_UNLINKAT:        {"unlinkat", []place{at(0, 1)}, true},
		unix.SYS_MKDIRAT:         {"mkdirat", []place{at(0, 1)}, true},
	}
}

// Writing names the calls that may change a file, its name or its attributes.
func Writing() (names []string) {
	for _, s := range calls() {
		if s.writes || s.name == "openat" || s.name == "open" {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return names
}

// Errnos are what a call can fail with, the likeliest first.
func (c Call) Errnos() []syscall.Errno {
	switch c.Name {
	case "open", "openat", "openat2", "creat":
		if c.Writes {
			return []syscall.Errno{syscall.ENOSPC, syscall.EACCES, syscall.EMFILE}
		}
		return []syscall.Errno{syscall.EIO, syscall.EACCES, syscall.EMFILE}
	case "write", "pwrite64", "writev", "pwritev", "copy_file_range", "sendfile", "splice", "fallocate":
		return []syscall.Errno{syscall.ENOSPC, syscall.EIO}
	case "mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat", "rename", "renameat", "renameat2":
		return []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EACCES}
	case "mmap":
		return []syscall.Errno{syscall.ENOMEM, syscall.EACCES}
	case "flock":
		return []syscall.Errno{syscall.ENOLCK, syscall.EINTR}
	case "newfstatat", "stat", "lstat", "statx", "access", "faccessat", "faccessat2":
		return []syscall.Errno{syscall.EIO, syscall.EACCES}
	}
	return []syscall.Errno{syscall.EIO}
}
