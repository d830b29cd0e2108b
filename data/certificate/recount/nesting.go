package recount

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// findJuts cuts every zone by its parent. Snapshots of older rules know of no such ground.
func (r *recounter) findJuts(ctx context.Context) error {
	z := r.s.Zones
	r.juts, r.chain = make([]*geom.MultiPolygon, z.Len()), make([]bool, z.Len())
	if r.s.Manifest.Accounting < 1 {
		return nil
	}
	err := geos.Each(ctx, z.Len(), runtime.NumCPU(), nil, func(w *geos.Worker, i int) error {
		p := z.Parent[i]
		if p < 0 {
			return nil
		}
		pair, err := features(w, z.Shapes, []int32{int32(i), p})
		if err != nil {
			return err
		}
		jut, err := w.Difference(pair[0], pair[1])
		if err != nil || jut.PlanarArea() < overlay.Dust {
			return err
		}
		r.juts[i], err = jut.Multi()
		return err
	})
	for i, p := range z.Parent { // parents come first
		r.chain[i] = r.juts[i] != nil || p >= 0 && r.chain[p]
	}
	return err
}

// giveWay takes off what zone z gives way to zones that stick out of their parents, by the rules of [coverage.Nesting].
func (r *recounter) giveWay(w *geos.Worker, z int32, ground *geos.Shape) (*geos.Shape, error) {
	zones := r.s.Zones
	above := zones.Chain(z)
	for c, mp := range r.juts {
		if mp == nil || ground.Empty() || slices.Contains(above, int32(c)) || zones.Parent[c] == z {
			continue
		}
		jut, err := w.Shape(mp)
		if err != nil {
			return nil, err
		}
		if !jut.Box.Intersects(ground.Box) {
			continue
		}
		if !slices.Contains(zones.Chain(int32(c)), z) { // not from below: only where z lies in all above it
			for _, up := range above[1:] {
				one, err := w.Feature(zones.Shapes, int(up))
				if err != nil {
					return nil, err
				}
				if jut, err = w.Intersection(jut, one); err != nil {
					return nil, err
				}
			}
		}
		if ground, err = w.Difference(ground, jut); err != nil {
			return nil, err
		}
	}
	return ground, nil
}

// own is what a zone accounts for itself.
func (r *recounter) own(w *geos.Worker, z int32) (*geos.Shape, error) {
	ground, err := w.Feature(r.s.Zones.Shapes, int(z))
	if err != nil || r.s.Zones.Leaf(z) {
		return ground, err
	}
	children, err := features(w, r.s.Zones.Shapes, r.s.Zones.Children(z))
	if err != nil {
		return nil, err
	}
	return r.beyondChildren(w, z, ground, children)
}

// disputed is, by the lowest zone above both, the ground that two zones of different parents account for and that no siblings
// above them share.
func (r *recounter) disputed(ctx context.Context, zones []int32) (map[int32]float64, error) {
	z := r.s.Zones
	var pairs [][2]int32
	for k, a := range zones {
		for _, b := range zones[:k] {
			if (r.chain[a] || r.chain[b]) && z.Parent[a] != z.Parent[b] && z.Shapes.Bounds(int(a)).Intersects(z.Shapes.Bounds(int(b))) {
				if x, _ := z.SiblingsAbove(a, b); x >= 0 {
					pairs = append(pairs, [2]int32{a, b})
				}
			}
		}
	}
	out := map[int32]float64{}
	var mu sync.Mutex
	err := geos.Each(ctx, len(pairs), runtime.NumCPU(), nil, func(w *geos.Worker, i int) error {
		a, b := pairs[i][0], pairs[i][1]
		m2, err := r.disputedBy(w, a, b)
		mu.Lock()
		defer mu.Unlock()
		out[z.LowestCommon(a, b)] += m2
		return err
	})
	return out, err
}

func (r *recounter) disputedBy(w *geos.Worker, a, b int32) (float64, error) {
	x, err := r.own(w, a)
	if err != nil {
		return 0, err
	}
	y, err := r.own(w, b)
	if err != nil {
		return 0, err
	}
	both, err := w.Intersection(x, y)
	if err != nil || both.Empty() {
		return 0, err
	}
	up, vp := r.s.Zones.SiblingsAbove(a, b)
	siblings, err := features(w, r.s.Zones.Shapes, []int32{up, vp})
	if err != nil {
		return 0, err
	}
	named, err := w.Intersection(siblings[0], siblings[1])
	if err != nil {
		return 0, err
	}
	if both, err = w.Difference(both, named); err != nil {
		return 0, err
	}
	var m2 float64
	err = r.add(&m2, both, nil)
	return m2, err
}
