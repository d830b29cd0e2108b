package project_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// TestGuideIsComplete: every key of the project file and every reason code is explained in both languages.
func TestGuideIsComplete(t *testing.T) {
	keys := project.Keys()
	source, err := os.ReadFile(filepath.Join("..", "report", "remark.go"))
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, m := range regexp.MustCompile(`Reason = "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
		reasons = append(reasons, m[1])
	}
	if len(keys) < 50 || len(reasons) < 19 {
		t.Fatalf("%d keys, %d reasons", len(keys), len(reasons))
	}
	for page, words := range map[string][]string{"project.md": keys, "project.zh.md": keys, "intake.md": reasons, "intake.zh.md": reasons} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", page))
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]bool{}
		for _, code := range regexp.MustCompile("`[^`]*`").FindAllString(string(text), -1) {
			for _, w := range regexp.MustCompile(`\w+`).FindAllString(code, -1) {
				known[w] = true
			}
		}
		for _, w := range words {
			if !known[w] {
				t.Errorf("%s does not explain %s", page, w)
			}
		}
		if !strings.Contains(string(text), ".md)") {
			t.Errorf("%s has no link to the other language", page)
		}
	}
}
