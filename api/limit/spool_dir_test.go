package limit

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSpoolFoldersAreSwept: what a killed server left goes when another starts; a running one keeps its own.
func TestSpoolFoldersAreSwept(t *testing.T) {
	base := t.TempDir()
	dead, other := filepath.Join(base, spoolPrefix+"123"), filepath.Join(base, "something-else")
	for _, dir := range []string{dead, other} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "answer.gpkg"), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first, removeFirst, err := spoolFolder(base)
	if err != nil {
		t.Fatal(err)
	}
	second, removeSecond, err := spoolFolder(base)
	if err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]bool{dead: false, other: true, first: true, second: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s is there: %v", dir, err == nil)
		}
	}
	removeFirst()
	removeSecond()
	if left, _ := filepath.Glob(filepath.Join(base, spoolPrefix+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
