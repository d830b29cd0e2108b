package tiles

import (
	"fmt"
	"path/filepath"
)

// Check opens the pyramids in a snapshot's folder as [Load] does, but builds none: each must be there, of this version, with
// every tile's layer and every bunch where its directory says.
func Check(dir string) error {
	for p := range planes {
		path := filepath.Join(dir, fileName(p))
		out, err := mapPyramid(path, layerCount)
		if err != nil {
			return fmt.Errorf("tiles: %w", err)
		}
		for z := range out.levels {
			for layer, l := range out.levels[z] {
				if err := l.check(); err != nil {
					return fmt.Errorf("tiles: %s: %s z%d: %w", path, kinds[layer].name, z, err)
				}
			}
		}
	}
	return nil
}
