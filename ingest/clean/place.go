package clean

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
)

// extentOf is where the rows of a layer lie in the working CRS, empty where none has been read.
func (c *Cleaner) extentOf(l *source.Layer) spatial.Box {
	if box, known := c.extents[l]; known {
		return box
	}
	return spatial.EmptyBox()
}

// addExtent notes that rows of a layer lie in a box.
func (c *Cleaner) addExtent(l *source.Layer, box spatial.Box) {
	c.extents[l] = c.extentOf(l).Union(box)
}

// checkPlace refuses sources that lie elsewhere than the zones, and zones that lie elsewhere than those named before them.
func (c *Cleaner) checkPlace(l source.Layers) error {
	elsewhere := func(v *source.Layer, others []*source.Layer, what string) error {
		box := spatial.EmptyBox()
		for _, o := range others {
			box = box.Union(c.extentOf(o))
		}
		place := c.extentOf(v)
		if place.Empty() || box.Empty() || place.Intersects(box) {
			return nil
		}
		return fmt.Errorf("%s, layer %s: it lies nowhere near the %s (%s, these %s in %s); check its CRS %s", v.Source.Path, v.Info.Name, what,
			source.BoxText(place), source.BoxText(box), c.working, v.CRS)
	}
	for i, v := range l.Zones {
		if err := elsewhere(v, l.Zones[:i], "zones before it"); err != nil {
			return err
		}
	}
	for _, v := range l.All()[len(l.Zones):] {
		if err := elsewhere(v, l.Zones, "zones"); err != nil {
			return err
		}
	}
	return nil
}
