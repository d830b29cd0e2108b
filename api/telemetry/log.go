package telemetry

import (
	"context"
	"io"
	"log/slog"
)

// NewLogger makes a logger whose lines are text, or JSON, from a level on. A line that is logged with a request's context has the
// request's id, as of says it; "" for none.
func NewLogger(to io.Writer, json bool, level slog.Level, of func(ctx context.Context) string) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(to, options)
	if json {
		h = slog.NewJSONHandler(to, options)
	}
	return slog.New(withRequest{h, of})
}

// withRequest adds the request's id.
type withRequest struct {
	slog.Handler
	of func(ctx context.Context) string
}

func (h withRequest) Handle(ctx context.Context, line slog.Record) error {
	if id := h.of(ctx); id != "" {
		line = line.Clone()
		line.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, line)
}

func (h withRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withRequest{h.Handler.WithAttrs(attrs), h.of}
}

func (h withRequest) WithGroup(name string) slog.Handler {
	return withRequest{h.Handler.WithGroup(name), h.of}
}
