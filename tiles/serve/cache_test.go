package serve

import (
	"context"
	"testing"
)

// TestCacheCountsWhatTilesCost: keys and a share for each entry count beside the bytes, so that empty tiles are bounded too.
func TestCacheCountsWhatTilesCost(t *testing.T) {
	c := NewCache(10 * (overhead + 1))
	ask := func(key rune) (hit bool) {
		_, hit, err := c.Get(context.Background(), string(key), func() ([]byte, error) { return nil, nil })
		if err != nil {
			t.Fatal(err)
		}
		return hit
	}
	for i := range rune(11) {
		ask('a' + i)
	}
	if ask('k') != true || ask('a') != false || ask('c') != true {
		t.Error("of eleven empty tiles the first one went, the others stay")
	}
}
