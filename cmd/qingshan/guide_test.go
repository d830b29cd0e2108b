package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// guideBlocks are the blocks of a guide's page in a language, such as sh, without comments, which are in the reader's own.
func guideBlocks(t *testing.T, page, language string) (out []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", page))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		out = append(out, regexp.MustCompile(`(?m) *#.*$`).ReplaceAllString(m[1], ""))
	}
	return out
}

// TestSecurityGuide: the pages in both languages show the same; their commands for a token make one that the server takes and nobody
// else can read, and their lines that start the program are ones that it understands.
func TestSecurityGuide(t *testing.T) {
	all := guideBlocks(t, "security.md", "sh")
	if zh := guideBlocks(t, "security.zh.md", "sh"); len(all) == 0 || !slices.Equal(all, zh) {
		t.Fatalf("%q in English, %q in Chinese", all, zh)
	}
	dir := t.TempDir()
	here := strings.NewReplacer("/etc/qingshan", dir, "/data", dir)
	if out, err := exec.Command("sh", "-ec", here.Replace(all[0])).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s", all[0], err, out)
	}
	path := filepath.Join(dir, "token")
	if token, err := readToken(path); err != nil || len(token) != 32 {
		t.Errorf("the token has %d characters, %v", len(token), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	starts := 0
	for _, line := range regexp.MustCompile(`(?m)^qingshan (.*)$`).FindAllStringSubmatch(strings.Join(all, "\n"), -1) {
		starts++
		parser, err := newParser(&cli{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(strings.Fields(here.Replace(line[1]))); err != nil {
			t.Errorf("%s: %v", line[0], err)
		}
	}
	if starts != 1 {
		t.Errorf("%d lines start the program", starts)
	}
}
