package build

import (
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
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
	g := &builder{tables: &attributes.Tables{Layers: attributes.Layers()}, out: pyramid.NewWriter(&strings.Builder{})}
	for _, at := range []struct {
		level   int
		leftOut bool
	}{{pyramid.FullLevel, true}, {8, false}} {
		l := pyramid.LatticeOf(at.level)
		w := layerTiles{tiling: l.Tiling()}
		w.polygons(m.Coarsen(l.Shift), 0, 0)
		if (w.leftOut == 1) != at.leftOut || (len(w.shapes) == 0) != at.leftOut {
			t.Errorf("z%d: %d left out, %d parts", at.level, w.leftOut, len(w.shapes))
		}
		if at.leftOut {
			g.section(attributes.ZonesLayer, at.level, 0, &w, nil)
		}
	}
	if g.err != nil || len(g.notes) != 1 || !strings.Contains(g.notes[0], "zones z16: 1 features") {
		t.Errorf("notes %q, %v", g.notes, g.err)
	}
}
