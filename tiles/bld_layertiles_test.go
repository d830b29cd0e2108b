package tiles

import (
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// TestTooBigIsTold: a polygon that spans millions of tiles of a level is left out there, and the report says so; one level up it
// is shown.
func TestTooBigIsTold(t *testing.T) {
	const wide = 1 << 27 // 2,048 tiles of level 16, and their buffers
	b := topology.NewBuilder(3)
	b.Ring([]topology.Point{{X: 0, Y: 0}, {X: wide, Y: 0}, {X: wide, Y: wide}}, true)
	b.Feature()
	m := b.Build()
	g := &grower{out: newPyramidWriter(&strings.Builder{})}
	for _, at := range []struct {
		level   int
		leftOut bool
	}{{fullLevel, true}, {8, false}} {
		l := latticeAt(at.level)
		w := sectionWriter{tiling: l.tiling()}
		w.polygons(m.Coarsen(l.shift), 0, 0)
		if (w.leftOut == 1) != at.leftOut || (len(w.parts) == 0) != at.leftOut {
			t.Errorf("z%d: %d left out, %d parts", at.level, w.leftOut, len(w.parts))
		}
		if at.leftOut {
			g.section(zonesLayer, at.level, 0, &w, nil)
		}
	}
	if g.err != nil || len(g.notes) != 1 || !strings.Contains(g.notes[0], "zones z16: 1 features") {
		t.Errorf("notes %q, %v", g.notes, g.err)
	}
}
