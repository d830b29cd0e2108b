package snapshot

import (
	"cmp"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
	"github.com/qingshan-gis/qingshan/spatial"
)

// Level is one of the five levels of the forest-chief system.
type Level string

// The levels, from coarse to fine.
const (
	Province Level = "province"
	City     Level = "city"
	County   Level = "county"
	Township Level = "township"
	Village  Level = "village"
)

// Levels are all levels from coarse to fine.
var Levels = []Level{Province, City, County, Township, Village}

// Rank is the level's place in [Levels], -1 for a word that is no level.
func (l Level) Rank() int { return slices.Index(Levels, l) }

// Zones is the tree of zones. Columns run in parallel; a zone is named by its index. Parents come before their children.
type Zones struct {
	Code, Name []string
	Level      []Level
	Parent     []int32 // index, -1 for a root
	// Ellipsoidal and Planar are the areas of Shapes in m², Planar in the working CRS.
	Ellipsoidal, Planar []float64
	Shapes              *spatial.Polygons

	children [][]int32
	byCode   map[string]int32
}

// Len is the number of zones.
func (z *Zones) Len() int { return len(z.Code) }

// BuildIndexes derives children and the code table; call it once after the columns are filled.
func (z *Zones) BuildIndexes() {
	z.children, z.byCode = make([][]int32, z.Len()), make(map[string]int32, z.Len())
	for i := range z.Code {
		z.byCode[z.Code[i]] = int32(i)
		if p := z.Parent[i]; p >= 0 {
			z.children[p] = append(z.children[p], int32(i))
		}
	}
	for _, c := range z.children {
		slices.SortFunc(c, func(a, b int32) int { return cmp.Compare(z.Code[a], z.Code[b]) })
	}
}

// Find returns the zone with the code.
func (z *Zones) Find(code string) (int32, bool) {
	i, ok := z.byCode[code]
	return i, ok
}

// Children are the zones whose parent is i, by code.
func (z *Zones) Children(i int32) []int32 { return z.children[i] }

// Leaf reports whether no zone has i as its parent: its own ground is what is accounted for.
func (z *Zones) Leaf(i int32) bool { return len(z.children[i]) == 0 }

// Roots are the zones without a parent, by code.
func (z *Zones) Roots() []int32 {
	var out []int32
	for i, p := range z.Parent {
		if p < 0 {
			out = append(out, int32(i))
		}
	}
	slices.SortFunc(out, func(a, b int32) int { return cmp.Compare(z.Code[a], z.Code[b]) })
	return out
}

// Subtree lists i (or all roots for -1) and everything below, parents before children, siblings by code.
func (z *Zones) Subtree(i int32) []int32 {
	var out []int32
	var walk func(int32)
	walk = func(i int32) {
		out = append(out, i)
		for _, c := range z.children[i] {
			walk(c)
		}
	}
	if i >= 0 {
		walk(i)
		return out
	}
	for _, r := range z.Roots() {
		walk(r)
	}
	return out
}

// Chain lists zone i and its ancestors upwards.
func (z *Zones) Chain(i int32) []int32 {
	var out []int32
	for ; i >= 0; i = z.Parent[i] {
		out = append(out, i)
	}
	return out
}

// Presents lists the levels that have zones, from coarse to fine.
func (z *Zones) Presents() []Level {
	var out []Level
	for _, l := range Levels {
		if slices.Contains(z.Level, l) {
			out = append(out, l)
		}
	}
	return out
}

// SiblingsAbove are the siblings (or roots) that lead to two zones of which none is above the other; -1 where one is.
func (z *Zones) SiblingsAbove(a, b int32) (int32, int32) {
	up, vp := z.Chain(a), z.Chain(b)
	for len(up) > 0 && len(vp) > 0 && up[len(up)-1] == vp[len(vp)-1] {
		up, vp = up[:len(up)-1], vp[:len(vp)-1]
	}
	if len(up) == 0 || len(vp) == 0 {
		return -1, -1
	}
	return up[len(up)-1], vp[len(vp)-1]
}

// LowestCommon is the lowest zone that both lie in by the tree, -1 for none.
func (z *Zones) LowestCommon(a, b int32) int32 {
	up, vp := z.Chain(a), z.Chain(b)
	common := int32(-1)
	for k := 1; k <= min(len(up), len(vp)) && up[len(up)-k] == vp[len(vp)-k]; k++ {
		common = up[len(up)-k]
	}
	return common
}

// Membership returns a test for whether a zone is one of the given ones.
func Membership(zones []int32) func(int32) bool {
	in := make(map[int32]bool, len(zones))
	for _, z := range zones {
		in[z] = true
	}
	return func(z int32) bool { return in[z] }
}

// zones declares the table.
func (t *Tables) zones() table {
	z := t.Zones
	var levels []string // texts of their own while they are stored
	level := texts("level", &levels)
	store := level.store
	level.store = func(f *columnfile.File, name string) {
		levels = make([]string, len(z.Level))
		for i, l := range z.Level {
			levels[i] = string(l)
		}
		store(f, name)
		if f.Reading() {
			z.Level = make([]Level, len(levels))
			for i, l := range levels {
				z.Level[i] = Level(l)
			}
		}
	}
	level.fits = func(n int) bool { return len(z.Level) == n }
	return table{name: "zones", delivered: true, rows: z.Len, shapes: &z.Shapes,
		columns: []column{
			texts("code", &z.Code), texts("name", &z.Name), level, rowsOf("parent", &z.Parent, -1, z.Len),
			numbers("ellipsoidal", &z.Ellipsoidal), numbers("planar", &z.Planar), polygons(&z.Shapes),
		},
		fields: []Field{
			textsField("code", &z.Code), textsField("name", &z.Name), TextField("level", func(i int) string { return string(z.Level[i]) }),
			TextField("parent", func(i int) string { return t.ZoneCode(z.Parent[i]) }), realsField("area_m2", &z.Ellipsoidal),
		}}
}
