package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// variants is a store whose snapshots differ from one another in the zones' names only.
type variants struct {
	store.Store
	base snapshot.ID
	now  atomic.Int32
}

const variantCount = 3

func variantID(i int32) snapshot.ID { return snapshot.ID(fmt.Sprintf("variant-%d", i)) }

func (v *variants) Current(context.Context) (snapshot.ID, error) {
	return variantID(v.now.Load()), nil
}

func (v *variants) Look(snapshot.ID) (store.Look, error) { return v.Store.Look(v.base) }

func (v *variants) Open(ctx context.Context, id snapshot.ID) (*store.Opened, error) {
	s, err := v.Store.Open(ctx, v.base)
	if err != nil {
		return nil, err
	}
	s.Manifest.ID = id
	s.Zones.Name = slices.Clone(s.Zones.Name)
	for i := range s.Zones.Name {
		s.Zones.Name[i] = string(id)
	}
	return s, nil
}

// TestTilesUnderSwaps: 64 clients ask for current and named tiles while snapshots are swapped; each answer is the tile of the
// snapshot that it names, and of the one that was asked for.
func TestTilesUnderSwaps(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	ctx := context.Background()
	dir, _ := fixtureStore(t)
	base, err := dir.Current(ctx)
	if err != nil {
		t.Fatal(err)
	}
	st := &variants{Store: dir, base: base}
	s := New(Config{Store: st})
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	b := s.holder.Now().Bounds()
	x, y := uint32((b[0]+b[2])/2/360*1024+512), uint32(0)
	srv := httptest.NewServer(s)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	ask := func(query string) (id string, body []byte, err error) {
		r, err := client.Get(fmt.Sprintf("%s/tiles/zones/10/%d/%d.mvt%s", srv.URL, x, y, query))
		if err != nil {
			return "", nil, err
		}
		defer r.Body.Close()
		if body, err = io.ReadAll(r.Body); err == nil && r.StatusCode != http.StatusOK {
			err = fmt.Errorf("status %d: %.200s", r.StatusCode, body)
		}
		return r.Header.Get("X-Qingshan-Snapshot"), body, err
	}
	want := map[string][]byte{}
	for y = 300; y < 500 && len(want) == 0; y++ { // the row that holds the fixture
		if _, body, err := ask(""); err == nil {
			want[string(variantID(0))] = body
			y--
		}
	}
	for i := range int32(variantCount) {
		id, body, err := ask("?snapshot=" + string(variantID(i)))
		if err != nil || id != string(variantID(i)) || !bytes.Contains(body, []byte(id)) {
			t.Fatalf("%s: answered by %q, %v", variantID(i), id, err)
		}
		want[id] = body
	}
	var wg sync.WaitGroup
	done := make(chan struct{})
	var answers atomic.Int64
	for c := range 64 {
		wg.Go(func() {
			for n := c; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				named, query := "", ""
				if n%2 == 0 {
					named = string(variantID(int32(n / 2 % variantCount)))
					query = "?snapshot=" + named
				}
				id, body, err := ask(query)
				if err != nil || named != "" && id != named || !bytes.Equal(body, want[id]) {
					t.Errorf("asked for %q, answered by %q: %v, %d bytes", named, id, err, len(body))
					return
				}
				answers.Add(1)
			}
		})
	}
	for i := range int32(40) {
		st.now.Store((i + 1) % variantCount)
		if err := s.Refresh(ctx); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wg.Wait()
	if answers.Load() == 0 {
		t.Error("nothing was asked meanwhile")
	}
	t.Logf("%d answers", answers.Load())
}
