package strict_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
)

// FuzzDecode: whatever the bytes, neither decoding nor validating panics, and what is kept stays in proportion.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	// A layer of one polygon with an attribute.
	f.Add([]byte("\x1a\x2d\x0a\x01a\x12\x1a\x08\x01\x12\x02\x00\x00\x18\x03\x22\x10\x09\x00\x00\x1a\x14\x00\x00\x14\x13\x00\x0f\x00\x00\x00\x00\x00\x1a\x01k\x22\x03\x0a\x01v\x78\x02"))
	root := os.Getenv("QINGSHAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	seeds, _ := filepath.Glob(filepath.Join(root, "data", "mvt_fixtures", "fixtures", "*", "tile.mvt")) // better seeds, where they are
	for _, path := range seeds {
		if b, err := os.ReadFile(path); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		layers, err := strict.Decode(b)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20+200*uint64(len(b)) {
			t.Fatalf("%d bytes allocated for %d", got, len(b))
		}
		if err == nil {
			strict.Validate(layers)
			for i := range layers {
				for j := range layers[i].Features {
					layers[i].Attributes(&layers[i].Features[j])
					layers[i].Features[j].Polygons()
				}
			}
		}
	})
}
