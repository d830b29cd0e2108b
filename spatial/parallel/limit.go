package parallel

import (
	"context"
	"math"
)

type limitKey struct{}

// Limited bounds the goroutines of every [Each] below a context, whatever the number of workers that it is called with: one piece of
// work then leaves processors to others.
func Limited(ctx context.Context, workers int) context.Context {
	return context.WithValue(ctx, limitKey{}, workers)
}

func limitOf(ctx context.Context) int {
	if n, limited := ctx.Value(limitKey{}).(int); limited {
		return n
	}
	return math.MaxInt
}
