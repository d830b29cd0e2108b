package coverage

import (
	"context"
	"fmt"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Accounting is the version of the rules by which ground is accounted for; a snapshot answers by its own (see
// [snapshot.Manifest.Accounting]).
//
//	0  a parent accounts for all that no child of its own holds; ground in several parcels is the first one's
//	1  ground that sticks out of its parent counts once, see [Nesting]; ground in several parcels is forest where one of
//	   them is, and changed in each of them; parts of patches below the tolerance are residue
const Accounting = 1

// Nesting tells what each zone accounts for itself: a leaf for all its ground, a parent for what no child holds. Where all
// zones lie in their parents, that is each place once. Where a zone c sticks out of its parent, the place counts for c, or
// for what is below c, and a parent p in whose unassigned ground it lies gives way there
//
//  1. if p is above c, or
//  2. if p lies in all zones above itself there.
//
// No place is lost: a zone below c that accounts for it sticks out there as c does, so that by 2 it gives way to nothing
// and by 1 to zones still deeper. What two zones account for nevertheless is contested: siblings that share ground name
// it, as do two zones of different parents ([Nesting.Disputed]).
type Nesting struct {
	z     *snapshot.Zones
	out   []int32 // zones with ground outside their parents
	index *spatial.Index
	chain []bool // by zone: it or a zone above it is one of them
}

// NewNesting prepares the rules for zones of which the given ones have ground outside their parents.
func NewNesting(z *snapshot.Zones, stickOut []int32) *Nesting {
	n := &Nesting{z: z, out: stickOut, chain: make([]bool, z.Len())}
	which := make([]int, len(stickOut))
	for k, c := range stickOut {
		which[k], n.chain[c] = int(c), true
	}
	n.index = spatial.NewIndexOf(z.Shapes, which)
	for i, p := range z.Parent { // parents come first
		n.chain[i] = n.chain[i] || p >= 0 && n.chain[p]
	}
	return n
}

// Outside is, by zone, its planar ground in m² outside of its parent. It returns an error that names the parent if its children
// cannot be cut, or ctx's.
func Outside(ctx context.Context, z *snapshot.Zones, o overlay.Options) ([]float64, error) {
	outside := make([]float64, z.Len())
	err := overlay.Each(ctx, z.Len(), o, func(a *arrange.Arrangement, parent int) error {
		children := z.Children(int32(parent))
		if len(children) == 0 {
			return nil
		}
		which := make([]int, len(children))
		for k, c := range children {
			which[k] = int(c)
		}
		areas, err := overlay.Beyond(a, z.Shapes, parent, z.Shapes, which)
		if err != nil {
			return fmt.Errorf("children of zone %s: %w", z.Code[parent], err)
		}
		for k, c := range which {
			outside[c] = areas[k]
		}
		return nil
	})
	return outside, err
}

// StickingOut lists the zones with ground outside their parents that is more than dust.
func StickingOut(outside []float64) []int32 {
	var out []int32
	for z, m2 := range outside {
		if m2 >= overlay.Dust {
			out = append(out, int32(z))
		}
	}
	return out
}

// Nested tells that no zone has ground outside its parent.
func (n *Nesting) Nested() bool { return len(n.out) == 0 }

// Own is the ground that zone p accounts for itself, for a parent; nil where it is dust. It returns an error that names the zone
// if its ground cannot be cut.
func (n *Nesting) Own(a *arrange.Arrangement, p int32) (*geom.MultiPolygon, error) {
	shapes, children := n.z.Shapes, n.z.Children(p)
	which := make([]int, len(children))
	for k, c := range children {
		which[k] = int(c)
	}
	rivals := n.Rivals(p)
	if len(rivals) > 0 {
		shape, gaveWay, err := n.ownBeside(a, p, which, rivals)
		if err != nil || gaveWay {
			return shape, n.named(err, p)
		}
	}
	shape, err := overlay.Remainder(a, shapes, int(p), shapes, which)
	return shape, n.named(err, p)
}

func (n *Nesting) named(err error, p int32) error {
	if err != nil {
		return fmt.Errorf("unassigned ground of zone %s: %w", n.z.Code[p], err)
	}
	return nil
}

// Rivals are zones that stick out of their parents and to which p may give way.
func (n *Nesting) Rivals(p int32) []int32 {
	var out []int32
	above := n.z.Chain(p)
	for _, c := range n.index.Query(n.z.Shapes.Bounds(int(p))) {
		if !slices.Contains(above, int32(c)) && n.z.Parent[c] != p {
			out = append(out, int32(c))
		}
	}
	return out
}

// ownBeside is p's own ground where it has rivals, and whether it gave any of it.
func (n *Nesting) ownBeside(a *arrange.Arrangement, p int32, which []int, rivals []int32) (*geom.MultiPolygon, bool, error) {
	children := len(which)
	place := map[int32]int{p: 0} // polygons by zone; children but those that are added again go by their number
	for k, c := range which {
		place[int32(c)] = k + 1
	}
	add := func(z int32) int {
		at, known := place[z]
		if !known {
			which = append(which, int(z))
			at = len(which)
			place[z] = at
		}
		return at
	}
	type rival struct {
		at, parent int
		below      bool // it lies below p in the tree
	}
	var list []rival
	for _, c := range rivals {
		list = append(list, rival{add(c), add(n.z.Parent[c]), slices.Contains(n.z.Chain(c), p)})
	}
	var above []int
	for _, up := range n.z.Chain(p)[1:] {
		above = append(above, add(up))
	}
	bare := func(set []int32) bool { // in no child
		return set[0] == 0 && (len(set) == 1 || int(set[1]) > children)
	}
	gives := func(set []int32) bool {
		whole := !slices.ContainsFunc(above, func(up int) bool { return !overlay.Holds(set, up) })
		return slices.ContainsFunc(list, func(r rival) bool {
			return (r.below || whole) && overlay.Holds(set, r.at) && !overlay.Holds(set, r.parent)
		})
	}
	shapes := n.z.Shapes
	given, err := overlay.Where(a, shapes, int(p), shapes, which, func(set []int32) bool { return bare(set) && gives(set) })
	if err != nil || given == nil {
		return nil, false, err
	}
	own, err := overlay.Where(a, shapes, int(p), shapes, which, func(set []int32) bool { return bare(set) && !gives(set) })
	return own, true, err
}

// Grounds is, by zone, what it accounts for itself; that of parents which skip names is left empty. Errors are those of
// [Nesting.Own], or ctx's.
func (n *Nesting) Grounds(ctx context.Context, skip func(zone int32) bool, o overlay.Options) (*spatial.Polygons, error) {
	z := n.z
	own := make([]*geom.MultiPolygon, z.Len())
	err := overlay.Each(ctx, z.Len(), o, func(a *arrange.Arrangement, i int) (err error) {
		if !z.Leaf(int32(i)) && (skip == nil || !skip(int32(i))) {
			own[i], err = n.Own(a, int32(i))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var out spatial.Builder
	for i := range own {
		if z.Leaf(int32(i)) {
			out.AddFrom(z.Shapes, i)
		} else {
			out.Add(own[i])
		}
	}
	return out.Build(), nil
}

// Disputed lists the ground that two zones of different parents both account for and no sibling zones above them share; the
// grounds are those of [Nesting.Grounds]. Only zones that stick out, or lie in one that does, can have any: where two zones lie in
// all that is above them, the siblings above them share the place. It returns an error that names the zones if they cannot be cut,
// or ctx's.
func (n *Nesting) Disputed(ctx context.Context, grounds *spatial.Polygons, o overlay.Options) ([]overlay.Pair, error) {
	if n.Nested() {
		return nil, nil
	}
	z := n.z
	comparable := func(a, b int) bool { return z.Parent[a] != z.Parent[b] && (n.chain[a] || n.chain[b]) }
	pairs, err := overlay.Pairs(ctx, grounds, comparable, nil, o)
	if err != nil {
		return nil, err
	}
	named := make([]*geom.MultiPolygon, len(pairs))
	err = overlay.Each(ctx, len(pairs), overlay.Options{Workers: o.Workers, Name: func(i int) string { return "zones " + z.Code[pairs[i].A] + " and " + z.Code[pairs[i].B] }}, func(a *arrange.Arrangement, i int) (err error) {
		p := pairs[i]
		named[i], err = n.unnamed(a, p)
		return err
	})
	var out []overlay.Pair
	for i, p := range pairs {
		if named[i] != nil {
			out = append(out, overlay.Pair{A: p.A, B: p.B, Shape: named[i]})
		}
	}
	return out, err
}

// unnamed is the part of a pair's ground that the siblings above the two do not share.
func (n *Nesting) unnamed(a *arrange.Arrangement, p overlay.Pair) (*geom.MultiPolygon, error) {
	x, y := n.z.SiblingsAbove(p.A, p.B)
	if x < 0 {
		return p.Shape, nil
	}
	var shape spatial.Builder
	shape.Add(p.Shape)
	both := []int{int(x), int(y)}
	if box := spatial.BoxOf(p.Shape.FlatCoords()); !box.Intersects(n.z.Shapes.Bounds(both[0])) || !box.Intersects(n.z.Shapes.Bounds(both[1])) {
		return p.Shape, nil
	}
	shared := false
	left, err := overlay.Where(a, shape.Build(), 0, n.z.Shapes, both, func(set []int32) bool {
		if set[0] == 0 && len(set) == 3 {
			shared = true
		}
		return set[0] == 0 && len(set) < 3
	})
	if !shared {
		return p.Shape, err
	}
	return left, err
}

// nestingOf is that of a snapshot, by its own rules.
func nestingOf(s *snapshot.Snapshot) *Nesting {
	out := make([]int32, 0, len(s.Manifest.StickOut))
	for _, code := range s.Manifest.StickOut {
		if z, ok := s.Zones.Find(code); ok {
			out = append(out, z)
		}
	}
	return NewNesting(s.Zones, out)
}
