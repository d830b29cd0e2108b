package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// TraceOptions say where traces go. What they leave open, the environment variables of OpenTelemetry decide (OTEL_EXPORTER_OTLP_HEADERS,
// OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_…).
type TraceOptions struct {
	// Endpoint is a collector's address for OTLP over HTTP, without /v1/traces, as OTEL_EXPORTER_OTLP_ENDPOINT names it; "" for what
	// that one says.
	Endpoint string
	// TakeOver continues the trace that a request's traceparent header names. It is for a server that only a proxy of one's own can
	// reach, which sets that header itself; by default a request begins a trace of its own, which links to the other.
	TakeOver bool
	Version  string
	Log      *slog.Logger
}

// Traced tells whether traces are asked for, by an endpoint or by the environment.
func Traced(endpoint string) bool {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return false
	}
	return endpoint != "" || os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// ErrEndpoint means that a text is no address of a collector.
var ErrEndpoint = errors.New("write the collector's address for OTLP over HTTP, as in http://127.0.0.1:4318; a password goes into OTEL_EXPORTER_OTLP_HEADERS")

// CheckEndpoint refuses what is no address of a collector, with [ErrEndpoint].
func CheckEndpoint(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return ErrEndpoint
	}
	return nil
}

// Traces sends traces to a collector. A request waits for none of it: what the collector does not take in time is dropped. Safe for
// concurrent use.
type Traces struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
	takeOver bool
}

// tracerName names the instrumented library.
const tracerName = "github.com/qingshan-gis/qingshan"

// NewTraces makes one. Errors are [ErrEndpoint] and those of the environment's variables.
func NewTraces(ctx context.Context, o TraceOptions) (*Traces, error) {
	var to []otlptracehttp.Option
	if o.Endpoint != "" {
		if err := CheckEndpoint(o.Endpoint); err != nil {
			return nil, err
		}
		to = append(to, otlptracehttp.WithEndpointURL(strings.TrimSuffix(o.Endpoint, "/")+"/v1/traces"))
	}
	exporter, err := otlptracehttp.New(ctx, to...)
	if err != nil {
		return nil, err
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "qingshan"), attribute.String("service.version", o.Version)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	p := sdk.NewTracerProvider(sdk.WithResource(about), sdk.WithBatcher(&telling{SpanExporter: exporter, log: o.Log}))
	return &Traces{p, p.Tracer(tracerName), o.TakeOver}, nil
}

// Close sends what is left, until ctx ends.
func (t *Traces) Close(ctx context.Context) error { return t.provider.Shutdown(ctx) }

// telling logs when the collector stops taking traces and when it takes them again. The SDK itself would tell at every batch.
type telling struct {
	sdk.SpanExporter
	log    *slog.Logger
	failed atomic.Bool
}

func (e *telling) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := e.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && !e.failed.Swap(true):
		e.log.WarnContext(ctx, "the collector takes no traces; they are dropped until it does", "error", err)
	case err == nil && e.failed.Swap(false):
		e.log.InfoContext(ctx, "the collector takes traces again")
	}
	return nil
}

// Span is a request's span; the zero Span is none.
type Span struct{ span trace.Span }

// Request begins the span of a request. Probes and metrics, which are asked for every few seconds, have none.
func (t *Traces) Request(ctx context.Context, r *http.Request) (context.Context, Span) {
	switch r.URL.Path {
	case "/healthz", "/readyz", "/metrics":
		return ctx, Span{}
	}
	options := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer)}
	caller := propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	if other := trace.SpanContextFromContext(caller); other.IsValid() {
		if t.takeOver {
			ctx = caller
		} else {
			options = append(options, trace.WithLinks(trace.Link{SpanContext: other}))
		}
	}
	ctx, span := t.tracer.Start(ctx, "request", options...)
	return ctx, Span{span}
}

// Ended ends the span and says how the request did: its route as a pattern, never its path.
func (s Span) Ended(route, method string, status int, kind, snapshot, id string) {
	if s.span == nil {
		return
	}
	if route == "none" {
		method = "_OTHER" // whatever was written there
	}
	s.span.SetName(method + " " + route)
	s.span.SetAttributes(attribute.String("http.request.method", method), attribute.String("http.route", route), attribute.Int("http.response.status_code", status),
		attribute.String("qingshan.request", id))
	if kind != "" {
		s.span.SetAttributes(attribute.String("qingshan.principal.kind", kind))
	}
	if snapshot != "" {
		s.span.SetAttributes(attribute.String("qingshan.snapshot", snapshot))
	}
	if status >= http.StatusInternalServerError {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
}

// Step begins a span of a part of a request's work, if the request is traced, and returns what ends it.
func Step(ctx context.Context, name string) (context.Context, func()) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, func() {}
	}
	ctx, span := parent.TracerProvider().Tracer(tracerName).Start(ctx, name)
	return ctx, func() { span.End() }
}
