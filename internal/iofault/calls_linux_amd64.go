package iofault

import "golang.org/x/sys/unix"

const (
	auditArch  = unix.AUDIT_ARCH_X86_64
	newfstatat = unix.SYS_NEWFSTATAT
)

// calls adds those of the time before paths went with a folder's descriptor.
func calls() map[int32]signature {
	all := common()
	for nr, s := range map[int32]signature{
		unix.SYS_OPEN:     {"open", []place{named(0)}, false},
		unix.SYS_CREAT:    {"creat", []place{named(0)}, true},
		unix.SYS_STAT:     {"stat", []place{named(0)}, false},
		unix.SYS_LSTAT:    {"lstat", []place{named(0)}, false},
		unix.SYS_ACCESS:   {"access", []place{named(0)}, false},
		unix.SYS_READLINK: {"readlink", []place{named(0)}, false},
		unix.SYS_CHMOD:    {"chmod", []place{named(0)}, true},
		unix.SYS_RENAME:   {"rename", []place{named(0), named(1)}, true},
		unix.SYS_RENAMEAT: {"renameat", []place{at(0, 1), at(2, 3)}, true},
		unix.SYS_LINK:     {"link", []place{named(0), named(1)}, true},
		unix.SYS_SYMLINK:  {"symlink", []place{named(1)}, true},
		unix.SYS_UNLINK:   {"unlink", []place{named(0)}, true},
		unix.SYS_RMDIR:    {"rmdir", []place{named(0)}, true},
		unix.SYS_MKDIR:    {"mkdir", []place{named(0)}, true},
	} {
		all[nr] = s
	}
	return all
}
