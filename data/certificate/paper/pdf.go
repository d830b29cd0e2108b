package paper

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// browsers are the names under which Chromium and its kin are found; QINGSHAN_CHROMIUM names another.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"}

// printing bounds how long a browser may take: one that hangs is stopped.
const printing = 2 * time.Minute

// PDF prints a page of [HTML] through a headless Chromium, which alone knows how to set Chinese with the fonts at hand. It returns
// an error if there is no such browser, if it prints nothing within its time, or if ctx ends.
func PDF(ctx context.Context, page []byte) ([]byte, error) {
	browser, err := findBrowser()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "qingshan-certificate-")
	if err != nil {
		return nil, fmt.Errorf("print the certificate: %w", err)
	}
	defer os.RemoveAll(dir)
	from, to := filepath.Join(dir, "certificate.html"), filepath.Join(dir, "certificate.pdf")
	if err := os.WriteFile(from, page, 0o600); err != nil {
		return nil, fmt.Errorf("print the certificate: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, printing)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--no-pdf-header-footer", "--print-to-pdf="+to, "file://"+from)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = 5 * time.Second
	runErr := cmd.Run()
	pdf, err := os.ReadFile(to)
	if err != nil {
		return nil, fmt.Errorf("%s printed no PDF (%v): %s; write --format html and print it from a browser", browser, runErr, lastLine(said.String()))
	}
	return pdf, nil
}

func findBrowser() (string, error) {
	if named := os.Getenv("QINGSHAN_CHROMIUM"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", &snapshot.QueryError{Reason: fmt.Sprintf("QINGSHAN_CHROMIUM names %s, which cannot be run: %v", named, err)}
		}
		return path, nil
	}
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", &snapshot.QueryError{Reason: "there is no Chromium to print a PDF with; install it (Debian: chromium), name one in QINGSHAN_CHROMIUM, or write --format html and print it from a browser"}
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
