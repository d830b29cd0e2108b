package serve

import (
	"fmt"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Check opens the pyramids in a snapshot's folder as [Load] does, but builds none: each must be there, of this version, with
// every tile's layer and every cluster where its directory says.
func Check(dir string) error {
	layers := attributes.Layers()
	for p := range tilematrix.PlaneCount {
		path := filepath.Join(dir, pyramid.FileName(p))
		out, err := pyramid.Open(path, len(layers))
		if err != nil {
			return fmt.Errorf("tiles: %w", err)
		}
		defer out.Close()
		for z := range out.Levels {
			for layer, l := range out.Levels[z] {
				if err := l.Check(); err != nil {
					return fmt.Errorf("tiles: %s: %s z%d: %w", path, layers[layer].Name, z, err)
				}
			}
		}
	}
	return nil
}
