package mmap_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot/mmap"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// cutShort maps a file of some pages and cuts it off.
func cutShort(t *testing.T) *mmap.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, make([]byte, 5*os.Getpagesize()), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := mmap.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Unmap)
	if err := os.Truncate(path, 1); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestLostPagesAreErrors: a page of a mapped file that is gone is an error wherever a guarded goroutine meets it, by a look, a copy
// or a comparison; a mistake of the program is none of these.
func TestLostPagesAreErrors(t *testing.T) {
	f := cutShort(t)
	last := len(f.Bytes()) - 1
	var sink byte
	for what, look := range map[string]func(){
		"a look":       func() { sink += f.Bytes()[last] },
		"a copy":       func() { copy(make([]byte, len(f.Bytes())), f.Bytes()) },
		"a comparison": func() { _ = string(f.Bytes()[:last]) == string(f.Bytes()[1:]) },
	} {
		done := make(chan error)
		go func() { done <- parallel.Guarded(nil, func() error { look(); return nil })() }()
		if err := <-done; !parallel.IsPageFault(err) {
			t.Errorf("%s in a guarded goroutine: %v", what, err)
		}
		none := func() (int, error) { return 0, nil }
		err := parallel.Each(context.Background(), 4, 2, none, func(int) {}, func(_, _ int) error { look(); return nil })
		if !parallel.IsPageFault(err) {
			t.Errorf("%s in a worker: %v", what, err)
		}
	}
	for what, mistake := range map[string]func(){
		"an index": func() { sink += f.Bytes()[last+1:][0] },
		"nil":      func() { var p *mmap.File; _ = p.Bytes() },
		"a text":   func() { panic("text") },
	} {
		err := parallel.Guarded(nil, func() error { mistake(); return nil })()
		var fault *parallel.Fault
		if !errors.As(err, &fault) || parallel.IsPageFault(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
