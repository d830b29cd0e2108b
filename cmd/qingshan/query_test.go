package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCSVFilesAreMarked: a CSV file opens in Excel as it is; what goes to the terminal has no mark, and each can be had the other way.
func TestCSVFilesAreMarked(t *testing.T) {
	project, _ := oldStore(t, "schema-1")
	for i, c := range []struct {
		flag           string
		file, terminal bool
	}{{"", true, false}, {"--no-bom", false, false}, {"--bom", true, true}} {
		for _, question := range []string{"coverage", "gaps", "changes", "stats"} {
			path := filepath.Join(t.TempDir(), string(rune('a'+i)))
			args := []string{question, "--project", project, "--format", "csv"}
			if c.flag != "" {
				args = append(args, c.flag)
			}
			out := must(t, args...).stdout
			must(t, append(args, "--out", path)...)
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			plain := strings.TrimPrefix(out, "\ufeff")
			if strings.HasPrefix(string(file), "\xef\xbb\xbf") != c.file || strings.HasPrefix(out, "\ufeff") != c.terminal || strings.TrimPrefix(string(file), "\ufeff") != plain || strings.Contains(plain, "e+0") {
				t.Errorf("%s %s: the file begins %.20q, the terminal shows %.20q", question, c.flag, file, out)
			}
		}
	}
}
