package telemetry

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func TestNewIDs(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		id := NewID()
		if len(id) != 16 || strings.Trim(id, "0123456789abcdef") != "" || seen[id] {
			t.Fatal(id)
		}
		seen[id] = true
	}
}

type idKey struct{}

// TestLinesHaveTheRequest: a line that is logged with a request's context has its id, in both forms, behind groups and attributes too.
func TestLinesHaveTheRequest(t *testing.T) {
	of := func(ctx context.Context) string { id, _ := ctx.Value(idKey{}).(string); return id }
	ctx := context.WithValue(t.Context(), idKey{}, "abc")
	for json, want := range map[bool]string{false: "request=abc", true: `"request":"abc"`} {
		var text bytes.Buffer
		log := NewLogger(&text, json, slog.LevelInfo, of)
		log.InfoContext(ctx, "one")
		log.With("a", 1).WarnContext(ctx, "two")
		log.DebugContext(ctx, "below the level")
		log.Info("of no request")
		lines := strings.Split(strings.TrimSpace(text.String()), "\n")
		if len(lines) != 3 || !strings.Contains(lines[0], want) || !strings.Contains(lines[1], want) || strings.Contains(lines[2], "request\":") || strings.Contains(lines[2], "request=") {
			t.Errorf("%s", text.String())
		}
	}
}

func TestTracedByTheEnvironment(t *testing.T) {
	for _, name := range []string{"OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} {
		t.Setenv(name, "")
	}
	if Traced("") || !Traced("http://127.0.0.1:4318") {
		t.Error("without the environment")
	}
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
	if !Traced("") {
		t.Error("with an endpoint there")
	}
	t.Setenv("OTEL_SDK_DISABLED", "true")
	if Traced("") || Traced("http://127.0.0.1:4318") {
		t.Error("disabled there")
	}
}

func TestCheckEndpoint(t *testing.T) {
	for text, good := range map[string]bool{"http://127.0.0.1:4318": true, "https://otel.example.cn/base": true, "": false, "127.0.0.1:4318": false, "grpc://a:1": false, "http://": false,
		"http://u:p@a": false, "http://a?x=y": false, "http://a\n": false} {
		if err := CheckEndpoint(text); (err == nil) != good || err != nil && !errors.Is(err, ErrEndpoint) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestCollectorAway: a collector that does not take traces costs a line of the log when that begins and one when it ends, and nobody waits.
func TestCollectorAway(t *testing.T) {
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
	var away atomic.Bool
	var asked atomic.Int32
	away.Store(true)
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		if away.Load() {
			http.Error(w, "no", http.StatusBadRequest) // which is not tried again
		}
	}))
	defer collector.Close()
	var text bytes.Buffer
	traces, err := NewTraces(t.Context(), TraceOptions{Endpoint: collector.URL, Log: slog.New(slog.NewTextHandler(&text, nil))})
	if err != nil {
		t.Fatal(err)
	}
	request := func() {
		_, span := traces.Request(t.Context(), httptest.NewRequest("GET", "/", nil))
		span.Ended("/", "GET", 200, "", "", "x")
		if err := traces.provider.ForceFlush(t.Context()); err != nil {
			t.Error(err)
		}
	}
	for range 3 {
		request()
	}
	away.Store(false)
	for range 2 {
		request()
	}
	if err := traces.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if n := strings.Count(text.String(), "\n"); n != 2 || asked.Load() < 5 || !strings.Contains(text.String(), "takes no traces") || !strings.Contains(text.String(), "again") {
		t.Errorf("%d asked, %s", asked.Load(), text.String())
	}
}

func TestCheckLoopback(t *testing.T) {
	for address, good := range map[string]bool{"127.0.0.1:6060": true, "[::1]:6060": true, "localhost:0": true, "127.8.9.1:1": true, "[::ffff:127.0.0.1]:1": true,
		"0.0.0.0:6060": false, ":6060": false, "[::]:1": false, "10.1.2.3:1": false, "example.cn:1": false, "127.0.0.1": false, "localhost.example.cn:1": false, "": false} {
		if err := CheckLoopback(address); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
		if stop, err := ServeProfiles(address, slog.New(slog.DiscardHandler)); !good && err == nil {
			stop()
			t.Errorf("%s is served", address)
		}
	}
}

// TestProfilesAnswerThisMachine: profiles are given to requests that name this machine, by any of its names.
func TestProfilesAnswerThisMachine(t *testing.T) {
	for host, want := range map[string]int{"127.0.0.1:6060": 200, "localhost": 200, "[::1]:6060": 200, "LOCALHOST:1": 200, "evil.example": 421, "127.0.0.1.evil.example": 421, "10.1.2.3": 421, "": 421} {
		r := httptest.NewRequest("GET", "/debug/pprof/heap", nil)
		r.Host = host
		w := httptest.NewRecorder()
		Profiles().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: %d", host, w.Code)
		}
	}
}

// BenchmarkStepOff is what a part of a request costs where nothing is traced.
func BenchmarkStepOff(b *testing.B) {
	ctx := context.WithValue(context.Background(), idKey{}, "x")
	for b.Loop() {
		_, end := Step(ctx, "part")
		end()
	}
}
