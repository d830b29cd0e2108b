package main

import (
	"bufio"
	"bytes"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestLogPipeCloses: a server whose log nobody reads any more goes on serving.
func TestLogPipeCloses(t *testing.T) {
	_, project := county.SampleCopy(t, "XS")
	cmd := program(t, "serve", "--project", project, "--listen", "127.0.0.1:0")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	w.Close()
	var base string
	for scan := bufio.NewScanner(r); base == "" && scan.Scan(); {
		base = regexp.MustCompile(`http://\S+`).FindString(scan.Text())
	}
	r.Close()
	for range 3 { // each is a line of the log
		cmd.Process.Signal(syscall.SIGHUP)
	}
	waitFor(t, "an answer", func() bool { code, _, _ := get(t, base+"/api/snapshot"); return code == 200 })
	if got := asked(t, base, "evil.lan", ""); got != 421 {
		t.Errorf("another host: %d", got)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
}

// TestReaderLeaves: a command whose output nobody reads any more ends quietly, and an ingest publishes all the same.
func TestReaderLeaves(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	t.Chdir(dir)
	for _, args := range [][]string{{"coverage", "--format", "json"}, {"coverage", "--format", "csv"}, {"coverage"}, {"gaps"}, {"snapshots"}, {"snapshots", "show"}, {"ingest"}, {"nonsense"}} {
		cmd := program(t, append(args, "--project", project)...)
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = w, &errs
		want := 0
		if args[0] == "nonsense" {
			want = exitUsage
		}
		_ = cmd.Run()
		w.Close()
		if code := cmd.ProcessState.ExitCode(); code != want || want == 0 && errs.Len() > 0 {
			t.Errorf("%v: exit code %d, it says %q", args, code, errs.String())
		}
	}
	before := current(t, project).Manifest.ID
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, strings.Replace(string(text), "min_area_m2: 1,", "min_area_m2: 2,", 1))
	cmd := program(t, "ingest", "--project", project)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Run(); err != nil || current(t, project).Manifest.ID == before {
		t.Errorf("an ingest whose output nobody reads: %v", err)
	}
	w.Close()
}
