package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTokenFileModes: the log tells of a token's file that others can read or change, and of no other.
func TestTokenFileModes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	write(t, path, "0123456789abcdef0123")
	for mode, told := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o440: false, 0o640: false, 0o644: true, 0o604: true, 0o660: true, 0o602: true, 0o777: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		log := &lines{}
		remarkOpenToken(slog.New(slog.NewTextHandler(log, nil)), path)
		if strings.Contains(log.String(), "chmod 600") != told {
			t.Errorf("%o: %q", mode, log.String())
		}
	}
}
