package live

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"sync"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// viewHolder serves the small snapshot that the repository keeps.
func viewHolder(t *testing.T) *Holder {
	t.Helper()
	d, _ := smallStore(t)
	h := NewHolder(d, data.Native{}, slog.New(slog.DiscardHandler))
	if err := h.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return h
}

// asked runs do as a request does: what it is given is held to its end.
func asked(h *Holder, do func(ctx context.Context)) {
	h.Hold(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { do(r.Context()) })).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

// TestViewsAreMadeOnce: all who ask for a part at a time get the same one, scopes that show as much of a snapshot share it, and others
// have others, with keys and tags of their own; who may see all gets the snapshot itself.
func TestViewsAreMadeOnce(t *testing.T) {
	h := viewHolder(t)
	code := h.Now().Zones.Code[0]
	whole, part := scope.Everything(), scope.Of(scope.Part{Zone: code, Groups: scope.ShownInFull})
	if !h.HasView("", whole) || h.HasView("", part) {
		t.Errorf("before anybody asked: the whole %v, a part %v", h.HasView("", whole), h.HasView("", part))
	}
	get := func(sc scope.Scope) (v *View) {
		asked(h, func(ctx context.Context) {
			var err error
			if v, err = h.View(ctx, "", sc); err != nil {
				t.Error(err)
			}
		})
		return v
	}
	if v := get(whole); v.Snapshot != h.Now().Snapshot || v.Tag != "" || !v.HasTiles() || !v.HasRasters() {
		t.Errorf("the whole: tag %q, tiles %v", v.Tag, v.HasTiles())
	}
	views := make([]*View, 8)
	var all sync.WaitGroup
	for i := range views {
		all.Go(func() { views[i] = get(part) })
	}
	all.Wait()
	for _, v := range views {
		if v != views[0] {
			t.Fatal("the part was cut twice")
		}
	}
	if !h.HasView("", part) {
		t.Error("the part is not kept")
	}
	if v := get(scope.Of(scope.Part{Zone: code, Groups: scope.AllGroups})); v != views[0] {
		t.Error("groups of fields that no table has make another part")
	}
	public := get(scope.Of(scope.Part{Zone: code, Groups: scope.Public}))
	if public == views[0] || public.Tag == views[0].Tag || public.Key("a") == views[0].Key("a") || get(whole).Key("a") == public.Key("a") {
		t.Errorf("the public's part has the tag %q, the officer's %q", public.Tag, views[0].Tag)
	}
	asked(h, func(ctx context.Context) {
		set, err := views[0].Tiles(ctx)
		again, _ := views[0].Tiles(ctx)
		if err != nil || set == nil || set != again || !views[0].HasTiles() {
			t.Errorf("tiles of a part: %v", err)
		}
		if _, err := views[0].Rasters(ctx); err != nil || !views[0].HasRasters() {
			t.Errorf("scenes of a part: %v", err)
		}
	})
}

// TestWorkOnAPartOutlastsWhoAsked: who leaves while a part is cut, or its tiles are made, leaves it made for the next.
func TestWorkOnAPartOutlastsWhoAsked(t *testing.T) {
	h := viewHolder(t)
	part := scope.Of(scope.Part{Zone: h.Now().Zones.Code[0], Groups: scope.ShownInFull})
	gone, leave := context.WithCancel(context.Background())
	leave()
	v, err := h.View(gone, "", part)
	if err != nil || !h.HasView("", part) {
		t.Fatalf("the part is kept: %v, %v", h.HasView("", part), err)
	}
	if _, err := v.Tiles(gone); err != nil || !v.HasTiles() {
		t.Errorf("its tiles are kept: %v, %v", v.HasTiles(), err)
	}
}

// TestPartsFitIntoMemory: the parts of all snapshots that are kept together take a quarter of the program's memory at most, and on a large
// machine no more than [DefaultPartBytes] each.
func TestPartsFitIntoMemory(t *testing.T) {
	for _, memory := range []int64{1 << 30, 2400 << 20, 8 << 30, 1 << 40, math.MaxInt64} {
		each := int64(partBytes(memory))
		if all := each * (1 + maxOlder); all > memory/4 || each > DefaultPartBytes || each < min(DefaultPartBytes, memory/16) {
			t.Errorf("of %d MiB each snapshot's parts have %d", memory>>20, each>>20)
		}
	}
	was := debug.SetMemoryLimit(1200 << 20)
	defer debug.SetMemoryLimit(was)
	if h := viewHolder(t); h.Now().parts.Limit != 100<<20 {
		t.Errorf("of 1200 MiB the parts have %d", h.Now().parts.Limit>>20)
	}
}

// TestPartsThatAreKeptAreBounded: with a bound of next to nothing one part is kept, the one asked for last; with the usual one not more than
// maxParts are, however small they be.
func TestPartsThatAreKeptAreBounded(t *testing.T) {
	d, _ := smallStore(t)
	h := NewHolder(d, data.Native{}, slog.New(slog.DiscardHandler))
	h.PartBytes = 1
	if err := h.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	of := func(zone string) scope.Scope { return scope.Of(scope.Part{Zone: zone, Groups: scope.Public}) }
	view := func(h *Holder, sc scope.Scope) {
		asked(h, func(ctx context.Context) {
			if _, err := h.View(ctx, "", sc); err != nil {
				t.Error(err)
			}
		})
	}
	code := h.Now().Zones.Code[0]
	view(h, of(code))
	view(h, of("nowhere"))
	if h.HasView("", of(code)) || !h.HasView("", of("nowhere")) {
		t.Errorf("kept: the first %v, the last %v", h.HasView("", of(code)), h.HasView("", of("nowhere")))
	}
	h = viewHolder(t)
	kept := 0
	zone := func(i int) scope.Scope { return of(string(rune('a'+i%26)) + string(rune('a'+i/26))) }
	for i := range 2 * maxParts {
		view(h, zone(i))
	}
	for i := range 2 * maxParts {
		if h.HasView("", zone(i)) {
			kept++
		}
	}
	if kept == 0 || kept > maxParts {
		t.Errorf("%d parts are kept, at most %d may be", kept, maxParts)
	}
}
