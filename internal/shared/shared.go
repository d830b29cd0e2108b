// Package shared finds the real data that tests read and never copy.
package shared

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns a file or folder below QINGSHAN_SHARED (default ../shared beside the project) and skips the test where the
// shared folder is absent.
func Path(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("QINGSHAN_SHARED")
	if root == "" {
		root = filepath.Join(ModuleRoot(t), "..", "shared")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the shared data is not here (%s); set QINGSHAN_SHARED to run this test", root)
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the shared folder has no %s", filepath.Join(parts...))
	}
	return path
}

// ModuleRoot is the project's folder.
func ModuleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
