package render

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/data"
)

// IsFile tells whether a format is a file of its own and needs a place to be written to.
func (f Format) IsFile() bool { return f == GPKG || f == SHP || f == XLSX }

// WriteFile writes a document to a file, which must not be there yet, in any format. Vector files hold the answer's geometry in
// the snapshot's working CRS; of a shapefile the companions (.shx, .dbf, .prj, .cpg) come beside it.
func WriteFile(ctx context.Context, path string, f Format, d Document, s *data.Snapshot) error {
	if _, err := os.Stat(path); err == nil {
		return &data.QueryError{Reason: fmt.Sprintf("%s is there already; name another file with --out, or remove it", path)}
	}
	switch f {
	case GPKG:
		return writeVector(ctx, path, "GPKG", d, s)
	case SHP:
		return writeVector(ctx, path, "ESRI Shapefile", d, s)
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	if d.Rows != nil {
		d.Rows = until(ctx, d.Rows)
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

// until ends a sequence early where ctx ends.
func until[T any](ctx context.Context, all iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range all {
			if ctx.Err() != nil || !yield(v) {
				return
			}
		}
	}
}
