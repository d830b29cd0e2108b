//go:build linux

package iofault

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets the test binary launch what is run with faults.
func TestMain(m *testing.M) {
	Launch()
	os.Exit(m.Run())
}

// outcome of a command that was run with faults.
type outcome struct {
	calls  []string // with the file's base name
	stderr string
	state  *os.ProcessState
}

// runIn runs a command of the system in a folder.
func runIn(t *testing.T, dir string, decide func(Call) Fault, words ...string) outcome {
	t.Helper()
	var o outcome
	var errs bytes.Buffer
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Stderr = dir, &errs
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	err := Run(cmd, Options{Folders: []string{dir}, Decide: func(c Call) Fault {
		o.calls = append(o.calls, c.Name+" "+filepath.Base(c.Path))
		return decide(c)
	}})
	var exit *exec.ExitError
	if errors.Is(err, ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	o.stderr, o.state = errs.String(), cmd.ProcessState
	return o
}

func carryOut(Call) Fault { return Fault{} }

func folder(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("forest\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestCallsOfAnyProgramAreSeen: relative paths, descriptors, and paths of two names; files elsewhere are not shown.
func TestCallsOfAnyProgramAreSeen(t *testing.T) {
	dir := folder(t)
	o := runIn(t, dir, carryOut, "sh", "-c", "cat a > b; mv b c; mkdir d; cat /proc/self/status > /dev/null; rm -r c d")
	if !o.state.Success() || o.stderr != "" {
		t.Fatal(o.state, o.stderr)
	}
	for _, want := range []string{"openat a", "openat b", "mkdir d", "unlinkat c", "unlinkat d"} {
		if !slices.Contains(o.calls, want) {
			t.Errorf("%s was not seen among %v", want, o.calls)
		}
	}
	for _, c := range o.calls {
		if strings.HasSuffix(c, "status") || strings.HasSuffix(c, "null") {
			t.Errorf("%s lies elsewhere", c)
		}
	}
}

// TestOneCallFails: the program is told the error, of each call in turn, and what should have been done is not.
func TestOneCallFails(t *testing.T) {
	whole := runIn(t, folder(t), carryOut, "cp", "a", "b")
	if len(whole.calls) < 4 {
		t.Fatal(whole.calls)
	}
	told := 0
	for k, call := range whole.calls {
		dir, n := folder(t), -1
		o := runIn(t, dir, func(Call) Fault {
			if n++; n == k {
				return Fault{Errno: syscall.EIO}
			}
			return Fault{}
		}, "cp", "a", "b")
		if n < k {
			t.Errorf("call %d was not reached", k)
		}
		if !o.state.Success() {
			told++
			if !strings.Contains(o.stderr, "Input/output error") {
				t.Errorf("%s: %q", call, o.stderr)
			}
			continue
		}
		if b, err := os.ReadFile(filepath.Join(dir, "b")); err != nil || string(b) != "forest\n" {
			t.Errorf("%s: cp was content with %q, %v", call, b, err)
		}
	}
	if told == 0 {
		t.Error("no error was told")
	}
}

// TestKilledAtACall: the call that a program was killed at is not carried out, those before it are.
func TestKilledAtACall(t *testing.T) {
	dir := folder(t)
	o := runIn(t, dir, func(c Call) Fault { return Fault{Kill: c.Name == "mkdir" && filepath.Base(c.Path) == "y"} }, "mkdir", "x", "y", "z")
	if s, ok := o.state.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGKILL {
		t.Error(o.state)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "?")); fmt.Sprint(left) != fmt.Sprint([]string{filepath.Join(dir, "a"), filepath.Join(dir, "x")}) {
		t.Error(left)
	}
}

// TestAgreesWithStrace counts the same calls by another way.
func TestAgreesWithStrace(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	dir := folder(t)
	command := []string{"sh", "-c", "cp a b; cat a b > c; mv c d; ln d e; rm b; ls -l . > f"}
	seen := runIn(t, dir, carryOut, command...)
	again, log := folder(t), filepath.Join(t.TempDir(), "log")
	cmd := exec.Command(strace, append([]string{"-f", "-y", "-o", log, "-e", "trace=read,pread64,write,openat,unlinkat,renameat,renameat2,linkat,link,copy_file_range"}, command...)...)
	cmd.Dir = again
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("strace: %v: %s", err, out)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := map[string]int{}, map[string]int{}
	for _, c := range seen.calls {
		name, _, _ := strings.Cut(c, " ")
		ours[name]++
	}
	for line := range strings.Lines(string(text)) {
		_, call, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, args, ok := strings.Cut(strings.TrimSpace(call), "(")
		if ok && strings.Contains(args, again) && !strings.Contains(args, `"/`) { // -y names the working directory, too
			theirs[name]++
		}
	}
	for _, name := range []string{"read", "write", "openat", "unlinkat", "linkat", "copy_file_range", "renameat2"} {
		if ours[name] != theirs[name] {
			t.Errorf("%s: %d calls, strace counts %d", name, ours[name], theirs[name])
		}
	}
}
