package geos

import (
	"context"
	"runtime"

	"github.com/twpayne/go-geom"
)

// Reasons tells by shape why it is not valid by OGC 06-103r4, "" where it is valid or nil. It returns an error if ctx ends.
func Reasons(ctx context.Context, shapes []*geom.MultiPolygon) ([]string, error) {
	out := make([]string, len(shapes))
	err := Each(ctx, len(shapes), runtime.NumCPU(), nil, func(w *Worker, i int) (err error) {
		if shapes[i] != nil {
			out[i], err = w.Invalid(shapes[i])
		}
		return err
	})
	return out, err
}
