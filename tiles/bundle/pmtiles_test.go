package bundle

import "testing"

// TestTileID: the specification's examples, and that each level is a curve without jumps.
func TestTileID(t *testing.T) {
	for _, c := range []struct {
		z    int
		x, y uint32
		id   uint64
	}{{0, 0, 0, 0}, {1, 0, 0, 1}, {1, 0, 1, 2}, {1, 1, 1, 3}, {1, 1, 0, 4}, {2, 0, 0, 5}, {12, 3423, 1763, 19078479}} {
		if got := TileID(c.z, c.x, c.y); got != c.id {
			t.Errorf("%d/%d/%d is %d, want %d", c.z, c.x, c.y, got, c.id)
		}
	}
	const z = 5
	at := map[uint64][2]int{}
	for x := range uint32(1 << z) {
		for y := range uint32(1 << z) {
			at[TileID(z, x, y)] = [2]int{int(x), int(y)}
		}
	}
	first := TileID(z, 0, 0)
	for i := first + 1; i < first+1<<(2*z); i++ {
		a, b := at[i-1], at[i]
		if d := (a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]); d != 1 {
			t.Fatalf("from %v to %v", a, b)
		}
	}
}
