package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/sample"
)

func ExampleRun() {
	dir, err := os.MkdirTemp("", "county-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	if _, err := sample.Write(ctx, dir, sample.Options{Scale: "XS", Seed: 1}); err != nil {
		panic(err)
	}
	p, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		panic(err)
	}
	for range 2 { // the same again publishes nothing
		r, err := ingest.Run(ctx, p, ingest.Options{})
		if err != nil {
			panic(err)
		}
		fmt.Println(r.Built, r.Unchanged, r.Snapshot.Zones.Len() > 0)
	}
	// Output:
	// true false true
	// false true true
}
