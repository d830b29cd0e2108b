package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestJobs: tests run with the race detector where there are goroutines, but for those that are marked; each test once.
func TestJobs(t *testing.T) {
	const one = "package p\n\nimport \"testing\"\n\n// TestA is long.\n//\n//testrun:plain\nfunc TestA(t *testing.T) {}\n\nfunc TestB(t *testing.T) {}\nfunc FuzzC(f *testing.F) {}\n"
	const all = "// About.\n//\n//testrun:plain\npackage p\n\nimport \"testing\"\n\nfunc TestD(t *testing.T) {}\n\n//testrun:race\nfunc TestE(t *testing.T) {}\n"
	const goes = "package p\n\nfunc f() { go f() }\n"
	for _, c := range []struct {
		what, code  string
		tests       []string
		race, plain []string
	}{
		{"no goroutine", "package p\n", []string{one}, nil, []string{"all"}},
		{"a goroutine", goes, []string{one}, []string{"FuzzC", "TestB"}, []string{"TestA"}},
		{"an errgroup", "package p\n\nimport _ \"golang.org/x/sync/errgroup\"\n", []string{one}, []string{"FuzzC", "TestB"}, []string{"TestA"}},
		{"a plain package", goes, []string{one, all}, []string{"TestE"}, []string{"FuzzC", "TestA", "TestB", "TestD"}},
	} {
		dir := t.TempDir()
		p := &listed{ImportPath: "p", Dir: dir, GoFiles: []string{"p.go"}}
		files := map[string]string{"p.go": c.code}
		for i, text := range c.tests {
			name := string(rune('a'+i)) + "_test.go"
			files[name] = text
			p.TestGoFiles = append(p.TestGoFiles, name)
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		jobs, err := p.jobs()
		if err != nil {
			t.Fatal(err)
		}
		var race, plain []string
		for _, j := range jobs {
			only := j.only
			if only == nil {
				only = []string{"all"}
			}
			if j.race {
				race = append(race, only...)
			} else {
				plain = append(plain, only...)
			}
		}
		if !slices.Equal(race, c.race) || !slices.Equal(plain, c.plain) {
			t.Errorf("%s: with the detector %v, without %v; want %v and %v", c.what, race, plain, c.race, c.plain)
		}
	}
}

func TestMethodsAreNoTests(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x_test.go", "package p\n\nfunc (s *suite) TestX() {}\nfunc TestMain(m *testing.M) {}\nfunc Testing() {}\n", parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	marks := map[string]string{}
	markTests(file, marks)
	if len(marks) != 1 { // Testing is one for `go test` only with another signature; it does no harm in a pattern
		t.Errorf("%v", marks)
	}
}
