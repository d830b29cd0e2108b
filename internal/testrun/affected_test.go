package main

import (
	"testing"
)

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
