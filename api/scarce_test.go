package api

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// starving is a store whose snapshots cannot be opened while memory is short.
type starving struct {
	store.Store
	short atomic.Bool
}

func (s *starving) Open(ctx context.Context, id snapshot.ID) (*store.Opened, error) {
	if s.short.Load() {
		return nil, fmt.Errorf("snapshot %s: %w", id, store.ErrScarce)
	}
	return s.Store.Open(ctx, id)
}

// TestWantOfMemoryIsToldAsSuch: a server that cannot open its snapshot for want of memory says so, and does not call it damaged; it
// serves it when there is memory again.
func TestWantOfMemoryIsToldAsSuch(t *testing.T) {
	dir, _ := fixtureStore(t)
	st := &starving{Store: dir}
	st.short.Store(true)
	s := New(Config{Store: st})
	ready := func() (int, string) {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		return w.Code, w.Body.String()
	}
	_ = s.Refresh(context.Background())
	if code, said := ready(); code != 503 || !strings.Contains(said, "no memory") || strings.Contains(said, "damaged") {
		t.Errorf("%d %s", code, said)
	}
	st.short.Store(false)
	s.holder.RetryPause = 0
	_ = s.Refresh(context.Background())
	if code, said := ready(); code != 200 {
		t.Errorf("with memory: %d %s", code, said)
	}
}
