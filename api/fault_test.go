package api

import (
	"context"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// faulty is a store whose snapshots, all the same but for the id, cannot be loaded while it is broken.
type faulty struct {
	variants
	broken atomic.Bool
}

func (f *faulty) Open(ctx context.Context, id snapshot.ID) (*store.Opened, error) {
	if f.broken.Load() {
		time.Sleep(20 * time.Millisecond) // until others wait
		panic("a page that the disk cannot give")
	}
	return f.variants.Open(ctx, id)
}

// TestMendedFaultsAreForgotten: a question that ran into a fault, with others waiting for its answer, ends for all of them, and is
// answered when the fault is mended: views, ranked gaps and older snapshots.
func TestMendedFaultsAreForgotten(t *testing.T) {
	dir, _ := fixtureStore(t)
	base, err := dir.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	st := &faulty{variants: variants{Store: store.Store(dir), base: base}}
	s := New(Config{Store: st})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	now := s.holder.Now().Snapshot
	ask := func(path string) int {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code
	}
	areas, from := now.Facts.Ellipsoidal, now.Cells.ValidFrom
	ask("/api/coverage") // the view that ranked gaps are drawn from
	for _, c := range []struct {
		what, path   string
		damage, mend func()
	}{
		{"a view", "/api/coverage?in_post=true", func() { now.Facts.Ellipsoidal = nil }, func() { now.Facts.Ellipsoidal = areas }},
		{"ranked gaps", "/api/gaps", func() { now.Cells.ValidFrom = nil }, func() { now.Cells.ValidFrom = from }},
		{"an older snapshot", "/api/coverage?snapshot=" + string(variantID(1)), func() { st.broken.Store(true) }, func() { st.broken.Store(false) }},
	} {
		c.damage()
		codes := make(chan int, 8)
		for range cap(codes) {
			go func() { codes <- ask(c.path) }()
		}
		for range cap(codes) {
			select {
			case code := <-codes:
				if code != 500 {
					t.Errorf("%s with a fault: %d", c.what, code)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: a request hangs", c.what)
			}
		}
		c.mend()
		if code := ask(c.path); code != 200 {
			t.Errorf("%s, mended: %d", c.what, code)
		}
	}
}
