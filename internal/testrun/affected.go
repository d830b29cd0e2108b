package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// affected names the packages in which a file differs from the main branch (or the last commit, on the main branch itself), and all
// whose code or tests depend on one of them. A change to go.mod concerns every package.
func affected(ctx context.Context, packages []*listed) (touched, concerned map[string]bool, err error) {
	files, err := changedFiles(ctx)
	if err != nil {
		return nil, nil, err
	}
	touched, concerned = map[string]bool{}, map[string]bool{}
	for _, p := range packages {
		for _, f := range files {
			if inPackage(p, f) || filepath.Base(f) == "go.mod" {
				touched[p.ImportPath] = true
			}
		}
	}
	byPath := map[string]*listed{}
	for _, p := range packages {
		byPath[p.ImportPath] = p
	}
	for _, p := range packages {
		concerned[p.ImportPath] = touched[p.ImportPath] || p.dependsOn(touched, byPath)
	}
	return touched, concerned, nil
}

// dependsOn tells whether the package or its tests import one of those touched, at whatever remove.
func (p *listed) dependsOn(touched map[string]bool, byPath map[string]*listed) bool {
	isTouched := func(path string) bool { return touched[path] }
	if slices.ContainsFunc(p.Deps, isTouched) {
		return true
	}
	return slices.ContainsFunc(slices.Concat(p.TestImports, p.XTestImports), func(path string) bool {
		imported := byPath[path]
		return touched[path] || imported != nil && slices.ContainsFunc(imported.Deps, isTouched)
	})
}

// inPackage tells whether a file lies in a package's folder or in one of its testdata.
func inPackage(p *listed, file string) bool {
	if before, _, ok := strings.Cut(file, "/testdata/"); ok {
		return before == p.Dir
	}
	return filepath.Dir(file) == p.Dir
}

// changedFiles lists absolute paths: what the branch has changed, what is uncommitted, what git does not know yet.
func changedFiles(ctx context.Context) ([]string, error) {
	top, err := exec.CommandContext(ctx, "git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return nil, commandError("git", err)
	}
	base := "HEAD"
	if out, err := exec.CommandContext(ctx, "git", "merge-base", "HEAD", "main").Output(); err == nil {
		base = strings.TrimSpace(string(out))
	}
	var files []string
	for _, args := range [][]string{{"diff", "--name-only", base}, {"ls-files", "--others", "--exclude-standard", "--full-name"}} {
		out, err := exec.CommandContext(ctx, "git", args...).Output()
		if err != nil {
			return nil, commandError("git "+args[0], err)
		}
		for _, f := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			if f != "" {
				files = append(files, filepath.Join(strings.TrimSpace(string(top)), f))
			}
		}
	}
	return files, nil
}
