package faults

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"syscall"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// Program is qingshan as it is started: it must call [iofault.Launch] where it is its own launcher.
type Program struct {
	Path     string
	Env      []string // beside this process's
	Launcher string   // default this process's program
}

// clock keeps GDAL from writing the time into a GeoPackage, so that the same work makes the same bytes.
const clock = "OGR_CURRENT_DATE=2026-10-01T00:00:00.000Z"

func (p Program) command(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command(p.Path, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), clock), p.Env...)
	return cmd
}

// Outcome is how a command ended.
type Outcome struct {
	Stdout, Stderr string
	Code           int
	Killed         bool
}

// run runs a command in a folder; decide, if given, is asked for each call of some names, or of all, that concerns the folder.
func (p Program) run(dir string, decide func(iofault.Call) iofault.Fault, calls []string, args ...string) (Outcome, error) {
	var out, errs bytes.Buffer
	cmd := p.command(dir, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	var err error
	if decide == nil {
		err = cmd.Run()
	} else {
		err = iofault.Run(cmd, iofault.Options{Folders: []string{dir}, Decide: decide, Calls: calls, Launcher: p.Launcher})
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return Outcome{}, err
	}
	status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return Outcome{out.String(), errs.String(), cmd.ProcessState.ExitCode(), status.Signaled() && status.Signal() == syscall.SIGKILL}, nil
}
