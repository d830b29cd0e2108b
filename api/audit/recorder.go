package audit

import "context"

// Recorder writes entries down. It never fails: what cannot be written is counted and told, see [Log]. Safe for concurrent use.
type Recorder interface {
	Record(ctx context.Context, e Entry)
}

type contextKey struct{}

// With returns a context whose entries go to a recorder.
func With(ctx context.Context, r Recorder) context.Context {
	return context.WithValue(ctx, contextKey{}, r)
}

// Record writes an entry down by the context's recorder; without one nothing is written.
func Record(ctx context.Context, e Entry) {
	if r, ok := ctx.Value(contextKey{}).(Recorder); ok {
		r.Record(ctx, e)
	}
}
