package render

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// IsFile tells whether a format is a file of its own and needs a place to be written to.
func (f Format) IsFile() bool { return f == GPKG || f == SHP || f == XLSX }

// VectorWriter writes a document's features to a new file in format [GPKG] or [SHP], in the snapshot's working CRS; of a shapefile the
// companions (.shx, .dbf, .prj, .cpg) come beside it. The one that there is, in package vectorfile, needs GDAL; who writes no such
// files does without.
type VectorWriter func(ctx context.Context, path string, f Format, d Document, s *snapshot.Snapshot) error

// WriteFile writes a document to a file in any format; vector writes vector files and may be nil. The errors are a [snapshot.QueryError]
// where path is there already or the answer has no such form, ctx's, or the file system's. No part of a failed file stays.
func WriteFile(ctx context.Context, path string, f Format, d Document, s *snapshot.Snapshot, vector VectorWriter) error {
	if _, err := os.Stat(path); err == nil {
		return &snapshot.QueryError{Reason: fmt.Sprintf("%s is there already; name another file with --out, or remove it", path)}
	}
	if f == GPKG || f == SHP {
		if vector == nil {
			return &snapshot.QueryError{Reason: fmt.Sprintf("format %s is not written here", f)}
		}
		return vector(ctx, path, f, d, s)
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	if d.Rows != nil {
		d.Rows = Until(ctx, d.Rows)
	}
	if f == XLSX {
		err = writeXLSX(out, d, filepath.Dir(path))
	} else {
		err = Write(out, f, d, s)
	}
	err = cmp.Or(ctx.Err(), err)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(path) // half a file must not be sent on
	}
	return err
}

// Until ends a sequence early where ctx ends.
func Until[T any](ctx context.Context, all iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range all {
			if ctx.Err() != nil || !yield(v) {
				return
			}
		}
	}
}
