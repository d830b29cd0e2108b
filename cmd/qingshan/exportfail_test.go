package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFailedExportSaysWhyAndNoTime: an export that never began its tiles tells no seconds, and leaves nothing.
func TestFailedExportSaysWhyAndNoTime(t *testing.T) {
	project, _ := oldStore(t, "schema-1")
	dir := t.TempDir()
	for _, kind := range []string{"pmtiles", "mbtiles"} {
		for _, args := range [][]string{{"--out", filepath.Join(dir, "none", "a")}, {"--out", filepath.Join(dir, "a"), "--layers", "roads"}, {"--out", filepath.Join(dir, "a"), "--zone", "nowhere"}} {
			o := qingshan(t, append([]string{"export", kind, "--project", project}, args...)...)
			if o.code == 0 || strings.Contains(o.stderr, " s\n") || o.stdout != "" {
				t.Errorf("%s %v: exit code %d, %q %q", kind, args, o.code, o.stdout, o.stderr)
			}
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s left %v", kind, left)
		}
	}
	if o := must(t, "export", "pmtiles", "--project", project, "--max-zoom", "3", "--out", filepath.Join(dir, "a")); !strings.HasPrefix(o.stderr, "tiles: 0.") {
		t.Errorf("a good one says %q", o.stderr)
	}
}
