package qingshan_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// looseGoroutines are the functions that may start goroutines which are not guarded, and why.
var looseGoroutines = map[string]string{
	"api/server.go Run":                 "follows the store, where every look is guarded, and serves, where every request is",
	"api/audit/log.go write":            "puts the audit on the disk, reads no snapshot",
	"api/audit/tally.go of":             "writes the audit, reads no snapshot",
	"spatial/gdal/drivers.go Preload":   "loads a library, reads no snapshot",
	"spatial/parallel/parallel.go Each": "hands out numbers",
	"cmd/qingshan/hangup.go onHangup":   "reads a token, no snapshot",
	"internal/once/cache.go Get":        "counts those who wait",
	"ingest/cancel.go watch":            "ends the program",
}

// TestGoroutinesAreGuarded: a panic, or a page of a mapped file that cannot be read, ends the whole program unless the goroutine in
// which it comes is guarded. Every goroutine that the program starts runs through [parallel.Guarded], or stands above.
func TestGoroutinesAreGuarded(t *testing.T) {
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && (strings.HasPrefix(path, "internal/") && path != "internal/once" || path == "web" || strings.HasPrefix(path, ".") && path != ".") {
				return fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		return looseStarts(path, func(where string, line int) {
			if _, known := looseGoroutines[where]; !known {
				t.Errorf("%s, line %d: a goroutine that is not guarded; start it with parallel.Guarded", where, line)
			}
			used[where] = true
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for where := range looseGoroutines {
		if !used[where] {
			t.Errorf("%s starts no loose goroutine any more", where)
		}
	}
}

// looseStarts finds where a file starts goroutines that are not guarded.
func looseStarts(path string, found func(where string, line int)) error {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, decl := range f.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		where := filepath.ToSlash(path)
		if ok {
			where = fmt.Sprintf("%s %s", where, fn.Name.Name)
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			if loose(n) {
				found(where, files.Position(n.Pos()).Line)
			}
			return true
		})
	}
	return nil
}

// loose tells whether a piece of code starts a goroutine whose function is not guarded.
func loose(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return !guarded(n.Call)
	case *ast.CallExpr:
		called, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || len(n.Args) == 0 {
			return false
		}
		switch called.Sel.Name {
		case "Go", "TryGo", "AfterFunc":
			return !guarded(n.Args[len(n.Args)-1])
		}
	}
	return false
}

// guarded tells whether an expression is made by parallel.Guarded, or calls what it made.
func guarded(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == "Guarded"
	case *ast.SelectorExpr:
		return f.Sel.Name == "Guarded"
	case *ast.CallExpr:
		return guarded(f)
	}
	return false
}
