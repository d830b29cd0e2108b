package live

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
)

// smallStore unpacks the small snapshot that the repository keeps into a store and makes it current.
func smallStore(t *testing.T) (d *store.Dir, pack string) {
	t.Helper()
	root := t.TempDir()
	id := oldstore.Write(t, "schema-1", root)
	return store.OpenDir(root), filepath.Join(root, "snapshots", id, "snapshot.qspack")
}

// TestMendedSnapshotIsServed: a snapshot that was damaged when it was tried is told of once, and when it is sound again under the same
// id, this is noticed at the next look.
func TestMendedSnapshotIsServed(t *testing.T) {
	ctx := context.Background()
	d, pack := smallStore(t)
	good, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[len(bad)/2] ^= 1
	if err := os.WriteFile(pack, bad, 0o644); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	h := NewHolder(d, data.Native{}, slog.New(slog.NewTextHandler(&log, nil)))
	for range 3 {
		if err := h.Refresh(ctx); err == nil || h.damage.Load() == nil || !strings.Contains(h.damage.Load().Text, "damaged") {
			t.Fatalf("a damaged snapshot was loaded: %v", err)
		}
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
		t.Errorf("damage was logged %d times:\n%s", n, log.String())
	}
	if err := os.WriteFile(pack, good, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := h.Refresh(ctx); err != nil || h.current.Load() == nil || h.damage.Load() != nil {
		t.Errorf("the mended snapshot is not served: %v", err)
	}
}

// TestSnapshotsAreLetGoByTheLastRequest: what a request was given stays mapped to its end, however often it is asked for and whatever
// is served meanwhile, and not a moment longer.
func TestSnapshotsAreLetGoByTheLastRequest(t *testing.T) {
	ctx := context.Background()
	d, _ := smallStore(t)
	h := NewHolder(d, data.Native{}, slog.New(slog.DiscardHandler))
	if err := h.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	first := h.Now()
	inside, goOn := make(chan *Served), make(chan struct{})
	handler := h.Hold(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s, err := h.Get(r.Context(), "")
		for range 2 {
			if _, again := h.Get(r.Context(), ""); again != nil {
				err = again
			}
		}
		if err != nil {
			t.Error(err)
		}
		inside <- s
		<-goOn
	}))
	var requests sync.WaitGroup
	for range 3 {
		requests.Go(func() { handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) })
		if s := <-inside; s != first {
			t.Fatal("another snapshot was given")
		}
	}
	h.current.Swap(nil).release()
	if first.holders.Load() != 9 || len(first.Mapping().Bytes()) == 0 {
		t.Errorf("%d hold of the snapshot by three requests that asked thrice, %d bytes are mapped", first.holders.Load(), len(first.Mapping().Bytes()))
	}
	close(goOn)
	requests.Wait()
	if first.holders.Load() != 0 || first.Mapping().Bytes() != nil {
		t.Errorf("%d hold of the snapshot after all requests, %d bytes are mapped", first.holders.Load(), len(first.Mapping().Bytes()))
	}
	if first.acquire() {
		t.Error("a snapshot whose files are closed was given out")
	}
	if _, err := h.Get(ctx, first.id()); err != nil {
		t.Errorf("asked for by its id it is loaded anew: %v", err)
	}
}
