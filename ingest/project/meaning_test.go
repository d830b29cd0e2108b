package project

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var updateMeanings = flag.Bool("update-meanings", false, "rewrite testdata/meanings.txt; look at every line that changes")

// TestMeanings pins what texts of project files mean and why others are refused, whichever library reads them. A snapshot's id
// follows from what a project means.
func TestMeanings(t *testing.T) {
	least, named := leaves(t, plain), map[string]bool{}
	var b strings.Builder
	for _, m := range meanings() {
		if named[m.what] {
			t.Errorf("two texts are called %s", m.what)
		}
		named[m.what] = true
		fmt.Fprintf(&b, "== %s\n", m.what)
		p, err := Parse("county/q.yaml", []byte(m.text))
		if err != nil {
			fmt.Fprintf(&b, "refused: %s\n", shortened(err.Error()))
			continue
		}
		got, err := flattened(p)
		if err != nil {
			t.Errorf("%s: %v", m.what, err)
		}
		settings, err := p.Settings()
		if err != nil {
			t.Errorf("%s: %v", m.what, err)
		}
		b.WriteString(said(least, got, settings))
	}
	path := filepath.Join("testdata", "meanings.txt")
	if *updateMeanings {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range differences(string(want), b.String()) {
		t.Error(line)
	}
}

// said lists what differs from the least project.
func said(least, got map[string]string, settings []byte) string {
	const most = 40 // the hash stands for more
	var lines []string
	for _, k := range slices.Sorted(maps.Keys(union(least, got))) {
		if got[k] != least[k] && (got[k] != "" || least[k] != "null") {
			lines = append(lines, fmt.Sprintf("%s = %s\n", k[1:], shortened(got[k])))
		}
	}
	if len(lines) > most {
		lines = append(lines[:most], fmt.Sprintf("… (%d lines, SHA-256 of the settings %x)\n", len(lines), sha256.Sum256(settings)))
	}
	return strings.Join(lines, "")
}

// leaves is what a sound text means.
func leaves(t *testing.T, text string) map[string]string {
	p, err := Parse("county/q.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := flattened(p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// flattened is a project's JSON as paths with their values.
func flattened(p *Project) (map[string]string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, err
	}
	out := map[string]string{}
	flatten(out, "", v)
	return out, nil
}

func flatten(out map[string]string, at string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, c := range v {
			if k != "" && k[0] >= 'A' && k[0] <= 'Z' && (c == nil || c == "" || c == false) {
				continue // a field of ours that is not set
			}
			flatten(out, at+"."+k, c)
		}
		if len(v) == 0 {
			out[at] = "{}"
		}
	case []any:
		for i, c := range v {
			flatten(out, fmt.Sprintf("%s[%d]", at, i), c)
		}
		if len(v) == 0 {
			out[at] = "[]"
		}
	default:
		text, _ := json.Marshal(v) // a text, a number, true, false or null
		out[at] = string(text)
	}
}

func union(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// shortened keeps the file of meanings readable.
func shortened(s string) string {
	s = strings.ReplaceAll(s, "\n", `\n`)
	if r := []rune(s); len(r) > 400 {
		return fmt.Sprintf("%s … (%d characters)", string(r[:400]), len(r))
	}
	return s
}

// differences names the texts that mean something else than they did.
func differences(want, got string) (out []string) {
	w, g := byText(want), byText(got)
	for _, k := range slices.Sorted(maps.Keys(union(w, g))) {
		if w[k] != g[k] {
			out = append(out, fmt.Sprintf("%s:\nwas %snow %s", k, w[k], g[k]))
		}
	}
	return out
}

func byText(s string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(s, "== ")[1:] {
		what, says, _ := strings.Cut(part, "\n")
		out[what] = says
	}
	return out
}

// TestBombs: a short text cannot make the program take much memory.
func TestBombs(t *testing.T) {
	const most = 256 << 20
	for _, m := range bombs() {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Parse("q.yaml", []byte(m.text))
		runtime.ReadMemStats(&after)
		taken := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d bytes of text, %d kB allocated", m.what, len(m.text), taken>>10)
		if taken > most {
			t.Errorf("%s: %d MB", m.what, taken>>20)
		}
		if err != nil && strings.TrimSpace(err.Error()) == "" {
			t.Errorf("%s: refused without a reason", m.what)
		}
	}
}
