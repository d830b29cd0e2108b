//go:build linux

package iofault

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Call is one call of the kernel that concerns a file of the chosen folders.
type Call struct {
	Name   string
	Path   string // of the file; of the first one that lies in the folders
	Writes bool   // it changes the file, its name or its attributes
}

// Fault is what becomes of a call; the zero value is that it is carried out.
type Fault struct {
	Errno syscall.Errno // it fails with this and does nothing
	Kill  bool          // the program is killed instead of carrying it out
}

// Options for a run.
type Options struct {
	// Folders are absolute; calls that concern other files are carried out unseen.
	Folders []string
	// Decide is asked for every call, one after the other, while the program waits. It is called from one goroutine.
	Decide func(Call) Fault
	// Calls are the names of those to ask for; default all. The fewer, the faster the program runs.
	Calls []string
	// Launcher is a program that calls [Launch]; default this one.
	Launcher string
	// Started, if set, is called when the program runs, with its process.
	Started func(*os.Process)
}

// Run runs a command to its end, as [exec.Cmd.Run] does, and asks o.Decide for its calls. It returns an error that wraps
// [ErrUnsupported] where calls cannot be stopped, otherwise that of the command. A call of close is shown only for files that are open
// for writing; a descriptor whose closing fails stays open.
func Run(cmd *exec.Cmd, o Options) error {
	if o.Launcher == "" {
		var err error
		if o.Launcher, err = os.Executable(); err != nil {
			return err
		}
	}
	l, err := start(cmd, o)
	if err != nil {
		if cmd.Process != nil {
			_ = cmd.Wait()
		}
		return err
	}
	defer unix.Close(int(l))
	l.hurry()
	if o.Started != nil {
		o.Started(cmd.Process)
	}
	served := make(chan error, 1)
	go func() { served <- serve(l, cmd.Process, o) }()
	failed := cmd.Wait()
	if err := <-served; err != nil {
		return err
	}
	return failed
}

// serve answers until the program has ended.
func serve(l listener, process *os.Process, o Options) error {
	table := calls()
	for {
		var n notification
		ok, err := l.receive(&n)
		if err != nil || !ok {
			return errors.Join(err)
		}
		call, concerns := inspect(&n, table[n.data.call], o.Folders)
		if !concerns || !l.waits(&n) {
			err = l.carryOut(&n)
		} else {
			err = l.apply(&n, o.Decide(call), process)
		}
		if err != nil {
			_ = process.Kill()
			return err
		}
	}
}

func (l listener) apply(n *notification, f Fault, process *os.Process) error {
	switch {
	case f.Kill:
		_ = process.Kill()
		return l.fail(n, syscall.EINTR) // it never sees that
	case f.Errno != 0:
		return l.fail(n, f.Errno)
	}
	return l.carryOut(n)
}

// inspect says which file a call concerns, and whether that lies in the folders.
func inspect(n *notification, s signature, folders []string) (c Call, concerns bool) {
	c = Call{Name: s.name, Writes: s.writes}
	thread := caller(n.pid)
	for _, p := range s.files {
		path, ok := thread.file(p, &n.data)
		if !ok || !within(path, folders) {
			continue
		}
		c.Path = path
		switch s.name {
		case "openat", "open":
			c.Writes = opensForWriting(s, &n.data)
		case "close":
			return c, thread.mayWrite(int(int32(n.data.args[0])))
		}
		return c, true
	}
	return c, false
}

func opensForWriting(s signature, d *seccompData) bool {
	flags := d.args[s.files[0].path+1]
	return flags&unix.O_ACCMODE != unix.O_RDONLY || flags&(unix.O_CREAT|unix.O_TRUNC) != 0
}

func within(path string, folders []string) bool {
	for _, f := range folders {
		if path == f || strings.HasPrefix(path, f+string(filepath.Separator)) {
			return true
		}
	}
	return false
}
