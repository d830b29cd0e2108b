package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// job is one process: the tests of a package, or a shell command.
type job struct {
	pkg     string
	race    bool
	short   bool
	only    []string // tests by name; all where empty
	command string
}

// name identifies a job from run to run.
func (j job) name() string {
	switch {
	case j.command != "":
		return j.command
	case j.race:
		return j.pkg + " (race)"
	}
	return j.pkg
}

// args is the command line.
func (j job) args() []string {
	if j.command != "" {
		return []string{"bash", "-c", j.command}
	}
	// A run answers for the code as it is: no result is taken from an earlier one.
	args := []string{"go", "test", "-json", "-count=1", "-timeout=20m"}
	if j.race {
		args = append(args, "-race")
	}
	if j.short {
		args = append(args, "-short")
	}
	if len(j.only) > 0 {
		args = append(args, "-run", "^("+strings.Join(j.only, "|")+")$")
	}
	return append(args, j.pkg)
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir                              string
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles []string
	Deps, TestImports, XTestImports              []string
}

func (p *listed) tests() []string { return slices.Concat(p.TestGoFiles, p.XTestGoFiles) }

// plan lists the jobs.
func plan(ctx context.Context, short, changed bool) ([]job, error) {
	packages, err := list(ctx)
	if err != nil {
		return nil, err
	}
	touched, concerned := map[string]bool{}, map[string]bool{}
	if changed {
		if touched, concerned, err = affected(ctx, packages); err != nil {
			return nil, err
		}
	}
	var jobs []job
	for _, p := range packages {
		if len(p.tests()) == 0 || changed && !concerned[p.ImportPath] {
			continue
		}
		if short || changed {
			jobs = append(jobs, job{pkg: p.ImportPath, short: short || !touched[p.ImportPath]})
			continue
		}
		more, err := p.jobs()
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, more...)
	}
	return jobs, nil
}

// list asks for the module's packages; what npm installed may hold Go code, which is not ours.
func list(ctx context.Context) ([]*listed, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-json", "./...").Output()
	if err != nil {
		return nil, commandError("go list", err)
	}
	var packages []*listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		if !strings.Contains(p.ImportPath, "/node_modules/") {
			packages = append(packages, &p)
		}
	}
}

func commandError(what string, err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%s: %w\n%s", what, err, exit.Stderr)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// jobs splits a package's tests by whether they need the race detector.
func (p *listed) jobs() ([]job, error) {
	concurrent, plainPackage := false, false
	marks := map[string]string{} // directive by test
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.tests()) {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		concurrent = concurrent || startsGoroutines(file)
		if strings.HasSuffix(name, "_test.go") {
			plainPackage = plainPackage || directive(file.Doc) == "plain"
			markTests(file, marks)
		}
	}
	if !concurrent {
		return []job{{pkg: p.ImportPath}}, nil
	}
	var plain, raced []string
	for _, name := range slices.Sorted(maps.Keys(marks)) {
		if marks[name] == "plain" || plainPackage && marks[name] != "race" {
			plain = append(plain, name)
		} else {
			raced = append(raced, name)
		}
	}
	var jobs []job
	if len(raced) > 0 {
		jobs = append(jobs, job{pkg: p.ImportPath, race: true, only: raced})
	}
	if len(plain) > 0 {
		jobs = append(jobs, job{pkg: p.ImportPath, only: plain})
	}
	return jobs, nil
}

// startsGoroutines tells whether a file has a go statement, or imports what works with several goroutines.
func startsGoroutines(file *ast.File) (found bool) {
	for _, i := range file.Imports {
		path := strings.Trim(i.Path.Value, `"`)
		if strings.HasSuffix(path, "/spatial/parallel") || path == "golang.org/x/sync/errgroup" {
			return true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		_, goes := n.(*ast.GoStmt)
		found = found || goes
		return !found
	})
	return found
}

// directive is what a comment says behind //testrun:, "" where it says nothing.
func directive(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	for _, c := range doc.List {
		if word, ok := strings.CutPrefix(c.Text, "//testrun:"); ok {
			return strings.TrimSpace(word)
		}
	}
	return ""
}

var testName = regexp.MustCompile(`^(Test|Example|Fuzz)`)

// markTests notes a file's tests, examples and fuzz targets, whose seeds run as tests, with their directives.
func markTests(file *ast.File, marks map[string]string) {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && testName.MatchString(f.Name.Name) && f.Name.Name != "TestMain" {
			marks[f.Name.Name] = directive(f.Doc)
		}
	}
}
