package geos

import (
	"runtime"
	"sync/atomic"
)

// garbageLimit is about how many bytes GEOS may hold in shapes that nobody uses any more. They are freed by Go's collector,
// which does not see their size and so would wait until memory is full.
const garbageLimit = 128 << 20

// perVertex is about how many bytes GEOS holds for each vertex: three ordinates, rings, and the indexes of prepared shapes.
const perVertex = 96

// garbage counts what shapes have been given to GEOS since the last collection. Shared by the workers of one run.
type garbage struct{ bytes atomic.Int64 }

func (g *garbage) add(vertices int) {
	if g.bytes.Add(int64(vertices)*perVertex) < garbageLimit {
		return
	}
	g.bytes.Store(0)
	runtime.GC()
}
