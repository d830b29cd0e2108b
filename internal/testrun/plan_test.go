package main

import (
	"errors"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
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

// TestConcerned: what changes, what imports it at whatever remove, and whose tests do.
func TestConcerned(t *testing.T) {
	packages := map[string]*listed{
		"a": {ImportPath: "a"}, "b": {ImportPath: "b", Deps: []string{"a"}}, "c": {ImportPath: "c", Deps: []string{"a", "b"}},
		"d": {ImportPath: "d", TestImports: []string{"b"}}, "e": {ImportPath: "e", XTestImports: []string{"a"}}, "f": {ImportPath: "f", TestImports: []string{"x"}},
	}
	for name, want := range map[string]bool{"b": true, "c": true, "d": true, "e": true, "f": false} {
		if got := packages[name].dependsOn(map[string]bool{"a": true}, packages); got != want {
			t.Errorf("%s depends on a: %v", name, got)
		}
	}
	p := &listed{Dir: "/m/p"}
	for file, want := range map[string]bool{"/m/p/x.go": true, "/m/p/testdata/v1/x.json": true, "/m/p/q/x.go": false, "/m/p/q/testdata/x": false} {
		if inPackage(p, file) != want {
			t.Errorf("%s in %s: %v", file, p.Dir, !want)
		}
	}
}

// TestReport names the slowest tests, packages above a minute and what failed, and closes with the counts.
func TestReport(t *testing.T) {
	results := []*result{
		{job: job{pkg: "m/slow", race: true}, cpu: 50 * time.Second, passed: 3, tests: []test{{"m/slow", "TestLong", 9 * time.Second}}},
		{job: job{pkg: "m/slow"}, cpu: 25 * time.Second, passed: 1, skipped: 1, tests: []test{{"m/slow", "TestPlain", time.Second}}},
		{job: job{pkg: "m/broken"}, cpu: 25 * time.Second, err: errors.New("exit status 1")},
	}
	var b strings.Builder
	if !report(&b, results, 90*time.Second) {
		t.Error("a broken build is no failure")
	}
	for _, want := range []string{"9.0 s  TestLong  m/slow", "75 s  75.0 %  m/slow", "total: 90 s", "m/broken: exit status 1", "\n4 passed, 1 failed, 1 skipped\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	if report(&b, results[:2], time.Second) {
		t.Error("what passed is called a failure")
	}
}
