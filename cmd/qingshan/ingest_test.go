package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStoppedAnywhere: SIGTERM at any step of an ingest ends it within two seconds with exit code 1 and one sentence; nothing is
// published, and nothing is left behind.
func TestStoppedAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := publish(t, t.TempDir())
	stopped := 0
	for i := range 6 {
		before := p.sound()
		p.edit()
		cmd := program(t, "ingest", "--fresh", "--project", filepath.Join(p.dir, "qingshan.yaml"))
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(60+90*i) * time.Millisecond)
		cmd.Process.Signal(syscall.SIGTERM)
		told := time.Now()
		_ = cmd.Wait()
		if took := time.Since(told); took > 2*time.Second {
			t.Errorf("it took %v to end", took)
		}
		if cmd.ProcessState.ExitCode() != exitFailed { // it was through before the signal came, or had not yet listened
			continue
		}
		stopped++
		if last := strings.TrimSpace(errs.String()); !strings.HasSuffix(last, "qingshan: the ingest was stopped; nothing was published, and what was being served stays") {
			t.Errorf("it said %q", last)
		}
		if p.sound() != before {
			t.Error("a stopped ingest published")
		}
		if left := p.leftovers(); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	if stopped < 2 {
		t.Errorf("only %d runs were stopped", stopped)
	}
}
