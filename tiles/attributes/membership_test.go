package attributes

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSubtreesAreRanges: a feature has ground in a zone's subtree if one of its zones is that zone or lies below it, by the parents.
func TestSubtreesAreRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parent := make([]int32, rapid.IntRange(1, 12).Draw(t, "zones"))
		for i := range parent {
			parent[i] = rapid.Int32Range(-1, int32(i)-1).Draw(t, "parent") // of those before it, or none
		}
		order := newZoneOrder(parent)
		zones := rapid.SliceOfN(rapid.Int32Range(-1, int32(len(parent))-1), 1, 4).Draw(t, "feature")
		m := joined(order.Members(1, func(int) []int32 { return nil }), order.Members(1, func(int) []int32 { return zones }))
		for z := range parent {
			want := false
			for _, in := range zones {
				for ; in >= 0; in = parent[in] {
					want = want || in == int32(z)
				}
			}
			if m.In(1, order.Subtree(int32(z))) != want || m.In(0, order.Subtree(int32(z))) {
				t.Fatalf("zone %d of %v: feature in %v is said to be %v", z, parent, zones, !want)
			}
		}
	})
}
