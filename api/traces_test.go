package api

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/telemetry"
)

// receiver is a collector of OTLP over HTTP. Safe for concurrent use.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	spans []*tracepb.Span
	about string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		var got collector.ExportTraceServiceRequest
		if err != nil || q.URL.Path != "/v1/traces" || q.Header.Get("Content-Type") != "application/x-protobuf" || proto.Unmarshal(body, &got) != nil {
			t.Errorf("%s %s: %v", q.URL.Path, q.Header.Get("Content-Type"), err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, of := range got.ResourceSpans {
			r.about = fmt.Sprint(of.Resource)
			for _, in := range of.ScopeSpans {
				r.spans = append(r.spans, in.Spans...)
			}
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// named is the one span with a name.
func (r *receiver) named(t *testing.T, name string) *tracepb.Span {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.spans, func(s *tracepb.Span) bool { return s.Name == name })
	if i < 0 {
		var names []string
		for _, s := range r.spans {
			names = append(names, s.Name)
		}
		t.Fatalf("no span %q among %q", name, names)
	}
	return r.spans[i]
}

func attributesOf(s *tracepb.Span) map[string]string {
	out := map[string]string{}
	for _, a := range s.Attributes {
		out[a.Key] = strings.Trim(strings.TrimPrefix(strings.TrimPrefix(a.Value.String(), "string_value:"), "int_value:"), `"`)
	}
	return out
}

const foreignTrace, foreignSpan = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"

// traced asks some questions of a server that sends traces, each with the traceparent of another, and returns what came.
func traced(t *testing.T, takeOver bool) *receiver {
	t.Helper()
	r := newReceiver(t)
	traces, err := telemetry.NewTraces(t.Context(), telemetry.TraceOptions{Endpoint: r.URL, TakeOver: takeOver, Version: "v1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	dir, _ := fixtureStore(t)
	s := New(Config{Store: dir, Traces: traces, Who: func(*http.Request) access.Principal { return people()["chief"] }})
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/healthz", "/metrics", "/api/coverage?zone=990001", "/api/coverage?level=hamlet", "/tiles/zones/8/1/1.mvt", "/nothing/990001"} {
		q := httptest.NewRequest("GET", path, nil)
		q.Header.Set("Traceparent", "00-"+foreignTrace+"-"+foreignSpan+"-01")
		q.Header.Set("Authorization", "Bearer geheim")
		s.ServeHTTP(httptest.NewRecorder(), q)
	}
	if err := traces.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTraces: a request is a span with its route as a pattern, its status, and how who asks came in; what is done for it are spans below.
// A trace that the caller names is linked to, and continued only where that was asked for. No span has a path, a name or a secret.
func TestTraces(t *testing.T) {
	r := traced(t, false)
	whole := r.named(t, "GET /api/coverage")
	a := attributesOf(whole)
	if a["http.route"] != "/api/coverage" || a["http.request.method"] != "GET" || a["qingshan.principal.kind"] != "user" || a["qingshan.request"] == "" || whole.Kind != tracepb.Span_SPAN_KIND_SERVER {
		t.Errorf("%v", a)
	}
	if hex.EncodeToString(whole.TraceId) == foreignTrace || len(whole.ParentSpanId) > 0 || len(whole.Links) != 1 || hex.EncodeToString(whole.Links[0].TraceId) != foreignTrace {
		t.Errorf("%v", whole)
	}
	for _, name := range []string{"make answer", "write answer"} {
		part := r.named(t, name)
		if string(part.TraceId) != string(whole.TraceId) || string(part.ParentSpanId) != string(whole.SpanId) || part.EndTimeUnixNano > whole.EndTimeUnixNano {
			t.Errorf("%s: %v", name, part)
		}
	}
	tile := attributesOf(r.named(t, "GET /tiles/{layers}/{z}/{x}/{y}.mvt"))
	if tile["qingshan.snapshot"] == "" || tile["http.response.status_code"] != "204" {
		t.Errorf("%v", tile)
	}
	if s := attributesOf(r.named(t, "_OTHER none")); s["http.response.status_code"] != "404" {
		t.Errorf("%v", s)
	}
	if n := len(r.spans); n != 6 {
		t.Errorf("%d spans", n)
	}
	for _, secret := range []string{"geheim", "990001", "李四", "u-chief"} {
		if strings.Contains(fmt.Sprint(r.spans), secret) {
			t.Errorf("a span has %q", secret)
		}
	}
	if !strings.Contains(r.about, "qingshan") || !strings.Contains(r.about, "v1") {
		t.Errorf("%s", r.about)
	}

	taken := traced(t, true).named(t, "GET /api/coverage")
	if hex.EncodeToString(taken.TraceId) != foreignTrace || hex.EncodeToString(taken.ParentSpanId) != foreignSpan || len(taken.Links) != 0 {
		t.Errorf("%v", taken)
	}
}
