package tiles

import (
	"testing"

	"pgregory.net/rapid"
)

// TestPointsLieInOneTileOfALevel: each tile's stretch of the curve holds exactly the points that lie in the tile.
func TestPointsLieInOneTileOfALevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xy := rapid.SliceOfN(rapid.Uint32(), 2, 40).Draw(t, "xy")
		n := len(xy) / 2
		p := newPoints(n, func(i int) (x, y uint32) { return xy[2*i], xy[2*i+1] })
		z := rapid.IntRange(0, MaxZoom).Draw(t, "z")
		for i := range n {
			x, y := xy[2*i], xy[2*i+1]
			if z == 0 {
				x, y = 0, 0
			} else {
				x, y = x>>(32-z), y>>(32-z)
			}
			from, to := p.in(z, x, y)
			found := 0
			for _, f := range p.feature[from:to] {
				if int(f) == i {
					found++
				}
				if z > 0 && (xy[2*f]>>(32-z) != x || xy[2*f+1]>>(32-z) != y) {
					t.Fatalf("point %d is no part of %d/%d/%d", f, z, x, y)
				}
			}
			if found != 1 {
				t.Fatalf("point %d is %d times in %d/%d/%d", i, found, z, x, y)
			}
		}
	})
}

// TestFeatureIDsHangOnKeysAlone: taking features away or reordering them leaves the others' ids.
func TestFeatureIDsHangOnKeysAlone(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	ids := featureIDs("zones", len(names), func(i int) string { return names[i] })
	back := featureIDs("zones", 2, func(i int) string { return names[3-i] })
	if back[0] != ids[3] || back[1] != ids[2] {
		t.Errorf("%v, then %v", ids, back)
	}
	if ids[0] == featureIDs("cells", 1, func(int) string { return "a" })[0] {
		t.Error("two layers give one id")
	}
}
