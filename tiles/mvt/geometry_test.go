package mvt

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// paths draws some paths of at least so many points each.
func paths(t *rapid.T, least int) (out [][]topology.Point) {
	for range rapid.IntRange(1, 4).Draw(t, "paths") {
		var path []topology.Point
		for range rapid.IntRange(least, 8).Draw(t, "points") {
			path = append(path, topology.Point{X: rapid.Int32Range(-1<<20, 1<<20).Draw(t, "x"), Y: rapid.Int32Range(-1<<20, 1<<20).Draw(t, "y")})
		}
		out = append(out, path)
	}
	return out
}

// TestGeometryReadsBack: what is appended is read back, moved by the corner and enlarged by the shift; rings are no lines.
func TestGeometryReadsBack(t *testing.T) {
	equal := func(a, b [][]topology.Point) bool {
		return slices.EqualFunc(a, b, func(a, b []topology.Point) bool { return slices.Equal(a, b) })
	}
	rapid.Check(t, func(t *rapid.T) {
		corner := topology.Point{X: rapid.Int32Range(-999, 999).Draw(t, "cx"), Y: rapid.Int32Range(-999, 999).Draw(t, "cy")}
		shift := rapid.UintRange(0, 3).Draw(t, "shift")
		want := paths(t, 3)
		rings, lines := AppendRings(nil, want, corner, shift), AppendLines(nil, want, corner, shift)
		for _, path := range want {
			for i := range path {
				path[i] = topology.Point{X: (path[i].X - corner.X) << shift, Y: (path[i].Y - corner.Y) << shift}
			}
		}
		if got, ok := ReadRings(rings); !ok || !equal(got, want) {
			t.Fatalf("rings %v, want %v", got, want)
		}
		if got, ok := ReadLines(lines); !ok || !equal(got, want) {
			t.Fatalf("lines %v, want %v", got, want)
		}
		if _, ok := ReadRings(lines); ok {
			t.Fatal("lines are read as rings")
		}
		if _, ok := ReadLines(rings); ok {
			t.Fatal("rings are read as lines")
		}
		x, y := rapid.Int64Range(-1<<30, 1<<30).Draw(t, "x"), rapid.Int64Range(-1<<30, 1<<30).Draw(t, "y")
		if gx, gy, ok := ReadPoint(AppendPoint(nil, x, y)); !ok || gx != x || gy != y {
			t.Fatalf("point %d, %d, want %d, %d", gx, gy, x, y)
		}
	})
}

// FuzzGeometry: whatever the bytes, reading them ends, and says whether they are whole.
func FuzzGeometry(f *testing.F) {
	f.Add(AppendRings(nil, [][]topology.Point{{{X: 1, Y: 1}, {X: 5, Y: 1}, {X: 3, Y: 4}}}, topology.Point{}, 0))
	f.Add(AppendLines(nil, [][]topology.Point{{{X: 1, Y: 1}, {X: 5, Y: 1}}}, topology.Point{}, 0))
	f.Add(AppendPoint(nil, 3, -4))
	f.Add([]byte{3<<3 | 2, 4, 2<<3 | 2, 2, 3<<3 | 2, 0}) // a feature whose type is no number
	f.Fuzz(func(t *testing.T, b []byte) {
		ReadRings(b)
		ReadLines(b)
		ReadPoint(b)
		_ = EachFeature(b, func(uint64, GeomType, []byte) {})
	})
}
