package main

import (
	"net/http"
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
