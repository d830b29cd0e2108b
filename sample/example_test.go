package sample_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/sample"
)

// A county of eight villages with what is planted in it.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "sample")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	truth, err := sample.Write(context.Background(), filepath.Join(dir, "county"), sample.Options{Scale: "XS"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(truth.Villages, "villages,", truth.Cells, "cells,", len(truth.Gaps), "gaps,", len(truth.Overlaps), "overlaps,", len(truth.ClearCuts), "clear-cuts")

	if err := os.WriteFile(filepath.Join(dir, "letter.txt"), nil, 0o644); err != nil {
		fmt.Println(err)
		return
	}
	_, err = sample.Write(context.Background(), dir, sample.Options{Scale: "XS"})
	var taken *sample.FolderError
	fmt.Println(errors.As(err, &taken))
	// Output:
	// 8 villages, 39 cells, 4 gaps, 1 overlaps, 21 clear-cuts
	// true
}
