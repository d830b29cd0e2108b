package iofault

import "golang.org/x/sys/unix"

const (
	auditArch  = unix.AUDIT_ARCH_AARCH64
	newfstatat = unix.SYS_FSTATAT
)

func calls() map[int32]signature {
	all := common()
	all[unix.SYS_RENAMEAT] = signature{"renameat", []place{at(0, 1), at(2, 3)}, true}
	return all
}
