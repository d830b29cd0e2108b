package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Server is a program that answers on a loopback port.
type Server struct {
	URL   string
	Ready time.Duration // from start to the first good answer

	cmd *exec.Cmd
}

// Patience is how long a server may take to load.
const Patience = 10 * time.Minute

// StartServer runs a server and waits until path answers well. An empty url is read from the line that the server prints first.
func StartServer(ctx context.Context, url, path, name string, args ...string) (*Server, error) {
	s := &Server{cmd: exec.CommandContext(ctx, name, args...), URL: url}
	var printed strings.Builder
	s.cmd.Stderr = &printed
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(out)
	if url == "" {
		line, err := lines.ReadString('\n')
		at := strings.Index(line, "http://")
		if err != nil || at < 0 {
			return nil, errors.Join(fmt.Errorf("%s does not say where it listens: %q %w\n%s", name, line, err, printed.String()), s.Stop())
		}
		s.URL = strings.TrimSpace(line[at:])
	}
	go func() { _, _ = lines.WriteTo(discard{}) }() // ends with the server
	for time.Since(began) < Patience && ctx.Err() == nil {
		if answer, err := http.Get(s.URL + path); err == nil {
			answer.Body.Close()
			if answer.StatusCode < 300 {
				s.Ready = time.Since(began)
				return s, nil
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, errors.Join(fmt.Errorf("%s does not answer at %s%s", name, s.URL, path), s.Stop())
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// Stop asks the program to end and waits until it has.
func (s *Server) Stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = s.cmd.Wait() // some end with a code when they are told to
	return nil
}

// Memory reads lines of /proc/PID/status in bytes: VmHWM, RssAnon, RssFile.
func (s *Server) Memory() map[string]int {
	out := map[string]int{}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return out
	}
	for _, line := range strings.Split(string(text), "\n") {
		if w := strings.Fields(line); len(w) == 3 && w[2] == "kB" {
			n, _ := strconv.Atoi(w[1])
			out[strings.TrimSuffix(w[0], ":")] = n << 10
		}
	}
	return out
}
