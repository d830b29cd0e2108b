package faults

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// server is a running `qingshan serve`.
type server struct {
	cmd     *exec.Cmd
	address string
	said    *lines
	ended   chan struct{} // closed when it has ended
}

// lines is what a program says, kept to its end; safe for concurrent use.
type lines struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// patience bounds what a server may take for what it does at once.
const patience = time.Minute

// serve starts a server on the county's store.
func (c *countyFolder) serve() (*server, error) {
	s := &server{said: &lines{}, ended: make(chan struct{})}
	s.cmd = c.program.command(c.dir, c.arguments([]string{"serve", "--listen", "127.0.0.1:0"})...)
	s.cmd.Stderr = s.said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(first), "http://")
	go func() {
		_ = s.cmd.Wait()
		close(s.ended)
	}()
	if err != nil || !ok {
		<-s.ended
		return s, fmt.Errorf("the server did not start: %s", s.said)
	}
	s.address = "http://" + address
	return s, nil
}

// stop ends it by a signal; it must obey.
func (s *server) stop(by syscall.Signal) error {
	_ = s.cmd.Process.Signal(by)
	select {
	case <-s.ended:
		return nil
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		return errors.New("the server did not end when it was told to")
	}
}

// ready waits until the server has a snapshot.
func (s *server) ready() error {
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if r, err := http.Get(s.address + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	return fmt.Errorf("the server was not ready within %v: %s", patience, s.said)
}

// answer is what a server says of coverage.
type answer struct {
	Snapshot snapshot.ID     `json:"snapshot"`
	Total    snapshot.Totals `json:"total"`
}

// ask asks for the coverage of the snapshot being served.
func (s *server) ask(ctx context.Context) (a answer, err error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+"/api/coverage", nil)
	if err != nil {
		return a, err
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return a, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %.200s", r.StatusCode, body)
	}
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(body, &a)
}
