package pyramid

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestClustersReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 1000
		var want [][]int32
		for range rapid.IntRange(1, 5).Draw(t, "clusters") {
			var b []int32
			for f := range n {
				if rapid.IntRange(0, 99).Draw(t, "in") == 0 {
					b = append(b, int32(f))
				}
			}
			if len(b) > 0 {
				want = append(want, b)
			}
		}
		b := appendClusters(nil, want)
		got, ok := ReadClusters(b, n)
		if len(want) > 0 && (!ok || !slices.EqualFunc(got, want, func(a, b []int32) bool { return slices.Equal(a, b) })) {
			t.Fatalf("%v, not %v", got, want)
		}
		bad := rapid.SliceOf(rapid.Byte()).Draw(t, "bad")
		for _, b := range got {
			for _, f := range b {
				if f < 0 || f >= n {
					t.Fatal(f)
				}
			}
		}
		ReadClusters(bad, n)
	})
}
