//go:build linux

package iofault

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// launchVar names the program that a process is to become once its calls are stopped, launchCalls those calls, by commas, if not all;
// launchSocket is where it sends the listener.
const (
	launchVar    = "QINGSHAN_IOFAULT"
	launchCalls  = "QINGSHAN_IOFAULT_CALLS"
	launchSocket = 3
)

// Launch becomes the program that [Run] is to run, in a process that Run started; in any other it does nothing. A program calls it
// first of all in its main function.
func Launch() {
	program, asked := os.LookupEnv(launchVar)
	if !asked {
		return
	}
	table := only(os.Getenv(launchCalls))
	os.Unsetenv(launchVar)
	os.Unsetenv(launchCalls)
	fmt.Fprintln(os.Stderr, "iofault:", become(program, table))
	os.Exit(launchFailed)
}

// launchFailed is the exit code of a process that could not become the program.
const launchFailed = 125

// only is the table of some calls, by commas, or of all.
func only(names string) map[int32]signature {
	table := calls()
	maps.DeleteFunc(table, func(_ int32, s signature) bool {
		return names != "" && !slices.Contains(strings.Split(names, ","), s.name)
	})
	return table
}

func become(program string, table map[int32]signature) error {
	runtime.LockOSThread() // the filter is this thread's alone until it becomes the program
	fd, err := stop(table)
	if err != nil {
		_ = unix.Sendmsg(launchSocket, []byte{byte(err.(syscall.Errno))}, nil, nil, 0)
		return err
	}
	if err := unix.Sendmsg(launchSocket, []byte{0}, unix.UnixRights(fd), nil, 0); err != nil {
		return err
	}
	unix.CloseOnExec(launchSocket)
	unix.CloseOnExec(fd)
	return syscall.Exec(program, os.Args, os.Environ())
}

// ErrUnsupported means that this kernel, or the container's rules, do not let calls be stopped.
var ErrUnsupported = errors.New("this system does not let a program's calls be stopped (seccomp's user notification)")

// start starts the command through a launcher and returns the listener.
func start(cmd *exec.Cmd, o Options) (listener, error) {
	if len(cmd.ExtraFiles) > 0 {
		return -1, errors.New("a command to be run with faults takes no further files")
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	ours, theirs := pair[0], os.NewFile(uintptr(pair[1]), "launch")
	defer unix.Close(ours)
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env, launchVar+"="+cmd.Path, launchCalls+"="+strings.Join(o.Calls, ","))
	cmd.Path, cmd.ExtraFiles = o.Launcher, []*os.File{theirs}
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		return -1, err
	}
	return receiveListener(ours)
}

func receiveListener(socket int) (listener, error) {
	said, rights := make([]byte, 1), make([]byte, unix.CmsgSpace(4))
	n, more, _, _, err := unix.Recvmsg(socket, said, rights, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return -1, err
	}
	if n == 0 {
		return -1, errors.New("the launcher ended; its program calls iofault.Launch first of all")
	}
	if said[0] != 0 {
		return -1, fmt.Errorf("%w: %w", ErrUnsupported, syscall.Errno(said[0]))
	}
	messages, err := unix.ParseSocketControlMessage(rights[:more])
	if err != nil {
		return -1, err
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return -1, err
	}
	return listener(fds[0]), nil
}
