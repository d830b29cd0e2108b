package api

import (
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
)

func address(n byte) netip.Addr { return netip.AddrFrom4([4]byte{203, 0, 113, n}) }

// waitFor is a generous limit for what must happen at all.
const waitFor = 20 * time.Second

// until waits for a state of the gate.
func until(t *testing.T, g *limit.Gate, working, waiting int) {
	t.Helper()
	for end := time.Now().Add(waitFor); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if w, q := g.Load(); w == working && q == waiting {
			return
		}
	}
	w, q := g.Load()
	t.Fatalf("%d work and %d wait, not %d and %d", w, q, working, waiting)
}

// fixtureStore unpacks the small snapshot that the repository keeps into a store and makes it current.
func fixtureStore(t testing.TB) (d *store.Dir, pack string) {
	t.Helper()
	root := t.TempDir()
	id := oldstore.Write(t, "schema-1", root)
	return store.OpenDir(root), filepath.Join(root, "snapshots", id, "snapshot.qspack")
}
