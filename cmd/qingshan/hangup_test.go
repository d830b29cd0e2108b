package main

import (
	"bufio"
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/county"
)

// asked is the status of a request for a path, by a host and with a token.
func asked(t *testing.T, base, host, token string) int {
	t.Helper()
	r, err := http.NewRequest("GET", base+"/api/page", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// TestHangup: SIGHUP makes a server read its token anew, a file that cannot be used leaves the old one, and the server lives on; it
// answers to the names that its command line gives.
func TestHangup(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	file := filepath.Join(dir, "token")
	write(t, file, "the-first-token-of-ours\n")
	cmd := program(t, "serve", "--project", project, "--listen", "127.0.0.1:0", "--token-file", file, "--allow-host", "gis.lan", "--allow-host", "gis2.lan:80", "--base-url", "https://maps.lan/forest")
	out, errs := &lines{}, &lines{}
	cmd.Stdout, cmd.Stderr = out, errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	var base string
	waitFor(t, "the address", func() bool { base = regexp.MustCompile(`http://\S+`).FindString(out.String()); return base != "" })
	waitFor(t, "the token's remark", func() bool { return strings.Contains(errs.String(), "chmod 600") })
	for host, want := range map[string]int{"": 200, "gis.lan": 200, "gis2.lan:8080": 200, "maps.lan": 200, "evil.lan": 421} {
		if got := asked(t, base, host, "the-first-token-of-ours"); got != want {
			t.Errorf("host %q: %d, want %d", host, got, want)
		}
	}
	hangUp := func(token, says string) {
		t.Helper()
		write(t, file, token)
		cmd.Process.Signal(syscall.SIGHUP)
		waitFor(t, says, func() bool { return strings.Contains(errs.String(), says) })
	}
	hangUp("short", "the old token stays")
	if got := asked(t, base, "", "the-first-token-of-ours"); got != 200 {
		t.Errorf("the old token: %d", got)
	}
	hangUp("the-second-token-of-ours", "was read anew")
	for token, want := range map[string]int{"the-first-token-of-ours": 401, "the-second-token-of-ours": 200} {
		if got := asked(t, base, "", token); got != want {
			t.Errorf("%s: %d, want %d", token, got, want)
		}
	}
	if log := errs.String(); strings.Contains(log, "of-ours") {
		t.Errorf("the log holds a token:\n%s", log)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, errs)
	}
}

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

// lines is an output that is looked at while it is written. Safe for concurrent use.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
