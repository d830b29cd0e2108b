package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/bench"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// partClients is how many ask for the tiles of parts at once.
const partClients = 8

// visible is what somebody may see.
type visible struct {
	name  string
	scope scope.Scope
}

// parts measures the tiles of parts of the snapshot beside the whole's, ready and made, in one process and by one handler, without any
// cache: how long it takes to make a part's set, what it holds, and how many tiles a second it answers.
func (s *subject) parts(ctx context.Context) error {
	dir := store.OpenDir(s.store)
	snap, _, err := store.GetCurrent(ctx, dir)
	if err != nil {
		return err
	}
	folder, err := dir.Folder(snap.Manifest.ID)
	if err != nil {
		return err
	}
	whole, err := serve.Load(ctx, snap, folder)
	if err != nil {
		return err
	}
	defer whole.Close()
	rows := [][]string{{"who sees", "zones", "parcels", "cut", "tiles made", "processor", "of degrees", "held, MiB", "tiles/s", "p50", "p99", "kB"}}
	row := func(name string, part *snapshot.Snapshot, made []string, set *serve.Set, template string) error {
		r, err := s.answer(ctx, name, set, part.Bounds(), template)
		rows = append(rows, append(append([]string{name, strconv.Itoa(part.Zones.Len()), strconv.Itoa(part.Parcels.Len())}, made...),
			fmt.Sprintf("%.0f", r.rate), millis(r.p50), millis(r.p99), fmt.Sprintf("%.1f", r.bytes/1000)))
		return err
	}
	none := make([]string, 5)
	for _, way := range []struct{ name, template string }{{"all, ready", ourTemplate}, {"all, made on request", madeTemplate}} {
		if err := row(way.name, snap, none, whole, way.template); err != nil {
			return err
		}
	}
	for _, v := range views(snap) {
		start := time.Now()
		part, err := scope.Cut(ctx, snap, v.scope)
		if err != nil {
			return err
		}
		made := []string{bench.Ms(time.Since(start))}
		before, busy := heap(), processor()
		start = time.Now()
		set, err := whole.Within(ctx, part)
		if err != nil {
			return err
		}
		made = append(made, bench.Ms(time.Since(start)), bench.Ms(processor()-busy))
		start = time.Now()
		if _, err := set.Tile(serve.Request{Layers: []string{"zones"}, TileMatrixSet: tilematrix.WorldCRS84Quad(), Z: 9, X: 1, Y: 1}); err != nil {
			return err
		}
		made = append(made, bench.Ms(time.Since(start)), fmt.Sprintf("%.0f", mib(heap()-before)))
		if err := row(v.name, part, made, set, ourTemplate); err != nil {
			return err
		}
		if v.scope.Everywhere() {
			if err := row(v.name+", with cells", part, none, set, strings.Replace(ourTemplate, "zones,", "zones,cells,", 1)); err != nil {
				return err
			}
		}
	}
	bench.Table(rows...)
	return nil
}

// views are parts of every size: a township and a county in the middle of their lists, half of all townships, and all zones as a public
// map shows them.
func views(s *snapshot.Snapshot) []visible {
	of := func(level snapshot.Level) (parts []scope.Part) {
		for i, l := range s.Zones.Level {
			if l == level {
				parts = append(parts, scope.Part{Zone: s.Zones.Code[i], Groups: scope.ShownInFull})
			}
		}
		return parts
	}
	townships, counties := of(snapshot.Township), of(snapshot.County)
	return []visible{
		{"a township", scope.Of(townships[len(townships)/2])},
		{"a county", scope.Of(counties[len(counties)/2])},
		{"half of the townships", scope.Of(townships[:len(townships)/2]...)},
		{"the public", scope.Of(scope.Part{Groups: scope.Public})},
	}
}

// processor is how long this process has been busy, whatever else runs on the machine.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// heap is how many bytes are in use.
func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// answer lets wrk ask a set for random tiles within bounds, each once before it counts, so that no page of a file is read for the first
// time.
func (s *subject) answer(ctx context.Context, name string, set *serve.Set, bounds [4]float64, template string) (result, error) {
	srv := httptest.NewServer(handler(set))
	defer srv.Close()
	l := draw("z12–15", 12, 15, s.listed, bounds)
	if err := check(ctx, name, &bench.Server{URL: srv.URL}, l, template); err != nil {
		return result{}, err
	}
	return s.hit(ctx, name, &bench.Server{URL: srv.URL}, l, template, partClients, s.seconds)
}

// handler answers as the server does, without its checks, metrics and cache.
func handler(set *serve.Set) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /tiles/{layers}/{z}/{x}/{y}", func(w http.ResponseWriter, r *http.Request) {
		number := func(name string) int {
			n, _ := strconv.Atoi(strings.TrimSuffix(r.PathValue(name), ".mvt")) // a tile that is not there is refused
			return n
		}
		q := serve.Request{Layers: strings.Split(r.PathValue("layers"), ","), Z: number("z"), X: uint32(number("x")), Y: uint32(number("y"))}
		if fields := r.URL.Query().Get("fields"); fields != "" {
			q.Fields = strings.Split(fields, ",")
		}
		body, ready, err := set.AppendReady(nil, q)
		if err == nil && !ready {
			body, err = zipped(set.Tile(q))
		}
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		case len(body) == 0:
			w.WriteHeader(http.StatusNoContent)
		default:
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body)
		}
	})
	return mux
}

// zipped compresses as the server does what is made on request.
func zipped(raw []byte, err error) ([]byte, error) {
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	var out strings.Builder
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(w, strings.NewReader(string(raw))); err != nil {
		return nil, err
	}
	err = w.Close()
	return []byte(out.String()), err
}
