package render

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestFilesEndWithTheirContext: rows of a workbook are no longer made when nobody waits for it, and half of it does not stay.
func TestFilesEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	made := 0
	d := Document{Columns: Named("id"), Rows: func(yield func([]any) bool) {
		for made = range 100_000 {
			if made == 100 {
				cancel()
			}
			if !yield([]any{"p"}) {
				return
			}
		}
	}}
	path := filepath.Join(t.TempDir(), "answer.xlsx")
	err := WriteFile(ctx, path, XLSX, d, nil, nil)
	if _, gone := os.Stat(path); !errors.Is(err, context.Canceled) || made > 200 || !os.IsNotExist(gone) {
		t.Errorf("%v after %d rows; the file: %v", err, made, gone)
	}
}

// TestTextsEndAtTheFirstError: no row is made for a writer that takes no more.
func TestTextsEndAtTheFirstError(t *testing.T) {
	made := 0
	d := Document{Columns: Named("id"), Rows: func(yield func([]any) bool) {
		for made = range 1_000_000 {
			if !yield([]any{"p"}) {
				return
			}
		}
	}}
	if err := Write(&brokenWriter{after: 2}, CSV, d, nil); !errors.Is(err, errBroken) || made > 100_000 {
		t.Errorf("%v after %d rows", err, made)
	}
}
