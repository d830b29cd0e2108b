package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
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

var (
	mdFence   = regexp.MustCompile("(?ms)^```.*?^```$")
	mdLink    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	mdHeading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	mdCode    = regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]*`")
)

// anchors are the names by which links reach a page's headings: in small letters, with hyphens for blanks, without other signs.
func anchors(text string) (list []string) {
	for _, m := range mdHeading.FindAllStringSubmatch(mdFence.ReplaceAllString(text, ""), -1) {
		list = append(list, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, m[1]))
	}
	return list
}

// TestLinksLead: what the pages for readers link to is there, with its heading.
func TestLinksLead(t *testing.T) {
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "guide", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "README.zh.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md"} {
		pages = append(pages, filepath.Join(root, name))
	}
	links := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mdLink.FindAllStringSubmatch(mdCode.ReplaceAllString(string(text), ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			links++
			file, anchor, _ := strings.Cut(m[1], "#")
			at := page
			if file != "" {
				at = filepath.Join(filepath.Dir(page), file)
			}
			info, err := os.Stat(at)
			if err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
				continue
			}
			if anchor == "" || info.IsDir() {
				continue
			}
			target, err := os.ReadFile(at)
			if err != nil || !slices.Contains(anchors(string(target)), anchor) {
				t.Errorf("%s links to %s, where there is no such heading (%v)", page, m[1], err)
			}
		}
	}
	if links < 50 {
		t.Errorf("%d links", links)
	}
}
