package audit

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
)

// selfWith is this test alone in a process of its own, with more in its environment.
func selfWith(t *testing.T, env string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), env)
	return cmd
}

// ignoreFileSize lets a write beyond the bound of the process fail instead of ending it.
func ignoreFileSize() { signal.Ignore(syscall.SIGXFSZ) }
