package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestRenameOverAFolder: a folder takes the place of another in one step, which goes by the first one's name afterwards.
func TestRenameOverAFolder(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "pending"), filepath.Join(dir, "final")
	for _, path := range []string{from, to} {
		if err := errors.Join(os.Mkdir(path, 0o755), os.WriteFile(filepath.Join(path, "x"), []byte(filepath.Base(path)), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := (realDisk{}).rename(from, to); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(to, "x")); string(b) != "pending" {
		t.Errorf("it holds %q, %v", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(from, "x")); err == nil && string(b) != "final" {
		t.Errorf("the other holds %q", b)
	}
	if err := (realDisk{}).rename(filepath.Join(dir, "none"), to); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of none: %v", err)
	}
}
