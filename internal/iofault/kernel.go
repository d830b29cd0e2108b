//go:build linux

package iofault

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What linux/seccomp.h says and golang.org/x/sys/unix does not.
const (
	ioctlIDValid  = 0x40082102
	ioctlSetFlags = 0x40082104
)

// seccompData is a call as the filter sees it.
type seccompData struct {
	call int32
	arch uint32
	ip   uint64
	args [6]uint64
}

// notification is a call that waits for an answer.
type notification struct {
	id    uint64
	pid   uint32 // the thread's
	flags uint32
	data  seccompData
}

// answer is what becomes of it.
type answer struct {
	id    uint64
	value int64
	errno int32 // negative
	flags uint32
}

// Offsets of seccompData's fields.
const (
	atCall = 0
	atArch = 4
	atArgs = 16
)

// filterFor stops the calls of the table, and mmap only where it is of a file.
func filterFor(calls map[int32]signature) []unix.SockFilter {
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	end := func(action uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: action}
	}
	equal := func(k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: yes, Jf: no, K: k}
	}
	f := []unix.SockFilter{load(atArch), equal(auditArch, 1, 0), end(unix.SECCOMP_RET_ALLOW), load(atCall)}
	for nr := range calls {
		if nr != unix.SYS_MMAP {
			f = append(f, equal(uint32(nr), 0, 1), end(unix.SECCOMP_RET_USER_NOTIF))
		}
	}
	if _, mapped := calls[unix.SYS_MMAP]; mapped {
		f = append(f, equal(unix.SYS_MMAP, 0, 3), load(atArgs+3*8),
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jt: 1, Jf: 0, K: unix.MAP_ANONYMOUS}, end(unix.SECCOMP_RET_USER_NOTIF))
	}
	return append(f, end(unix.SECCOMP_RET_ALLOW))
}

// stop puts the filter on this thread, and on whatever it becomes or starts, and returns the descriptor at which calls are answered.
func stop(calls map[int32]signature) (listener int, err error) {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return -1, err
	}
	f := filterFor(calls)
	program := unix.SockFprog{Len: uint16(len(f)), Filter: &f[0]}
	const flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
	fd, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(f)
	if errno != 0 {
		return -1, errno
	}
	return int(fd), nil
}

// listener is where calls are answered.
type listener int

// receive waits for a call; ok is false when the last process that could make one has ended.
func (l listener) receive(n *notification) (ok bool, err error) {
	for {
		polled := []unix.PollFd{{Fd: int32(l), Events: unix.POLLIN}}
		if _, err := unix.Poll(polled, -1); err == unix.EINTR {
			continue
		} else if err != nil {
			return false, err
		}
		if polled[0].Revents&unix.POLLIN == 0 {
			return false, nil
		}
		*n = notification{}
		switch err := l.ioctl(unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(n)); err {
		case nil:
			return true, nil
		case unix.EINTR, unix.ENOENT: // the caller was killed, or a signal came before we looked
		default:
			return false, err
		}
	}
}

// waits tells whether the caller still waits for an answer, so that what was read of it was its own.
func (l listener) waits(n *notification) bool {
	return l.ioctl(ioctlIDValid, unsafe.Pointer(&n.id)) == nil
}

func (l listener) carryOut(n *notification) error {
	return l.answer(&answer{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE})
}

func (l listener) fail(n *notification, errno syscall.Errno) error {
	return l.answer(&answer{id: n.id, errno: -int32(errno)})
}

func (l listener) answer(a *answer) error {
	if err := l.ioctl(unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(a)); err != nil && err != unix.ENOENT { // the caller is dead
		return err
	}
	return nil
}

// hurry has the caller woken on this processor: the two take turns.
func (l listener) hurry() {
	_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(l), ioctlSetFlags, unix.SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP)
}

func (l listener) ioctl(request uintptr, arg unsafe.Pointer) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(l), request, uintptr(arg)); errno != 0 {
		return errno
	}
	return nil
}
