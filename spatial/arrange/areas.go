package arrange

import (
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// Areas returns, by label, the ground of the faces with that label in m². wanted (nil: all) marks the labels that matter;
// others may come out as anything, as does label 0, whose ground has no bound. What an edge adds to one side it takes from
// the other to the last bit, and sums keep every bit, so that labels add up to the ground that they make up together.
func (a *Arrangement) Areas(m area.Measure, wanted []bool) []float64 {
	p, s := &a.vertices, &a.edges
	local := m.Local(a.Window(), metres(a.ox), metres(a.oy))
	sums := make([]area.Sum, a.Labels())
	for e := range s.len() {
		l, r := a.sides(e)
		if l == r || wanted != nil && !wanted[l] && !wanted[r] {
			continue
		}
		u, v := s.a[e], s.b[e]
		share := local.Edge(metres(p.x[u]), metres(p.y[u]), metres(p.x[v]), metres(p.y[v]))
		sums[l].Add(share)
		sums[r].Add(-share)
	}
	out := make([]float64, len(sums))
	for l := range sums {
		out[l] = sums[l].Value()
	}
	return out
}

// sides are the labels on the left and right of an edge, seen from its vertex a to b.
func (a *Arrangement) sides(e int) (l, r int32) {
	return a.faces.label[a.halfEdges.cycle[2*e]], a.faces.label[a.halfEdges.cycle[2*e+1]]
}

// Window is the window in metres.
func (a *Arrangement) Window() spatial.Box {
	w := &a.window
	return spatial.Box{MinX: metres(w.minX + a.ox), MinY: metres(w.minY + a.oy), MaxX: metres(w.maxX + a.ox), MaxY: metres(w.maxY + a.oy)}
}
