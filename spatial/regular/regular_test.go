package regular

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestNothingBlocks: whatever bears a file's name is refused at once unless it is one.
func TestNothingBlocks(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.Mkdir(at("folder"), 0o755), syscall.Mkfifo(at("fifo"), 0o644), os.WriteFile(at("file"), []byte("12345"), 0o644),
		os.Symlink("fifo", at("link")), os.Symlink("file", at("good link"))); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for name, says := range map[string]string{"folder": "a folder", "fifo": "a FIFO", "link": "a FIFO", "socket": "no regular file", "/dev/zero": "a device"} {
		path := at(name)
		if filepath.IsAbs(name) {
			path = name
		}
		_, _, err := Open(path)
		if !errors.Is(err, ErrIrregular) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := Open(at("nothing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
	for _, name := range []string{"file", "good link"} {
		if b, err := ReadFile(at(name), 5); err != nil || string(b) != "12345" {
			t.Errorf("%s: %q, %v", name, b, err)
		}
		if _, err := ReadFile(at(name), 4); err == nil || !strings.Contains(err.Error(), "5 bytes where at most 4") {
			t.Errorf("%s, of which 4 bytes are expected: %v", name, err)
		}
	}
}
