package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// sessionPatience is how long a server that was disturbed while it loaded is given before its refusal is taken for its answer; it tries
// again only after half a minute.
const sessionPatience = 1500 * time.Millisecond

var listening = regexp.MustCompile(`http://\S+`)

// session runs a server until it has answered, and ends it by SIGTERM. The outcome's Stdout is the answer: coverage, or why there is
// none.
func (p Program) session(dir string, decide func(iofault.Call) iofault.Fault, calls []string, args ...string) (o Outcome, err error) {
	out, errs := &lines{}, &lines{}
	cmd := p.command(dir, args...)
	cmd.Stdout, cmd.Stderr = out, errs
	process, ended := make(chan *os.Process, 1), make(chan error, 1)
	if decide == nil {
		decide, calls = func(iofault.Call) iofault.Fault { return iofault.Fault{} }, []string{"truncate"}
	}
	go func() {
		ended <- iofault.Run(cmd, iofault.Options{Folders: []string{dir}, Decide: decide, Calls: calls, Launcher: p.Launcher, Started: func(p *os.Process) { process <- p }})
	}()
	answer, err := "", error(nil)
	select {
	case err = <-ended: // it could not be started
	case running := <-process:
		answer, err = converse(out, ended)
		if answer != "" {
			_ = running.Signal(syscall.SIGTERM)
			select {
			case err = <-ended:
			case <-time.After(patience):
				_ = running.Kill()
				<-ended
				return o, fmt.Errorf("a server did not end when it was told to: %s", errs)
			}
		}
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return o, err
	}
	status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return Outcome{answer, errs.String(), cmd.ProcessState.ExitCode(), status.Signaled() && status.Signal() == syscall.SIGKILL}, nil
}

// converse waits for the server to answer; answer is "" if it ended before.
func converse(out *lines, ended <-chan error) (answer string, err error) {
	refusal := ""
	for until := time.Now().Add(patience); time.Now().Before(until); {
		select {
		case err := <-ended:
			return "", err
		case <-time.After(5 * time.Millisecond):
		}
		address := listening.FindString(out.String())
		if address == "" {
			continue
		}
		if refusal == "" {
			refusal, until = "it did not answer", time.Now().Add(sessionPatience)
		}
		s := server{address: address}
		if a, err := s.ask(context.Background()); err == nil {
			b, err := json.Marshal(a)
			return string(b), err
		}
		if text, err := s.readiness(); err == nil {
			refusal = text
		}
	}
	return refusal, nil
}

// readiness is what /readyz says.
func (s *server) readiness() (string, error) {
	r, err := http.Get(s.address + "/readyz")
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return strings.TrimSpace(fmt.Sprintf("%d %s", r.StatusCode, body)), err
}
