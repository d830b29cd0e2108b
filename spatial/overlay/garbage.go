package overlay

import (
	"runtime"
	"sync/atomic"
)

// garbageLimit is about how many bytes GEOS may hold in shapes that nobody uses any more. They are freed by Go's collector,
// which does not see their size and so would wait until memory is full.
const garbageLimit = 512 << 20

// perByte is what GEOS holds for each byte of WKB read: coordinates with a third dimension, rings, and the indexes of
// prepared shapes and overlays.
const perByte = 4

// garbage counts what shapes have been given to GEOS since the last collection. Shared by the workers of one run.
type garbage struct{ bytes atomic.Int64 }

func (g *garbage) add(wkb int) {
	if g.bytes.Add(int64(wkb)*perByte) < garbageLimit {
		return
	}
	g.bytes.Store(0)
	runtime.GC()
}
