package live

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
)

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
