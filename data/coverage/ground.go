package coverage

import (
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// unassignedGround is what a parent accounts for itself, as a layer of one feature.
func (e *Engine) unassignedGround(z int32) (*spatial.Polygons, error) {
	var b spatial.Builder
	if len(e.FacesOf(z)) == 0 {
		b.Add(nil)
		return b.Build(), nil
	}
	rest, err := e.Nesting().Own(&arrange.Arrangement{}, z)
	if err != nil {
		return nil, err
	}
	b.Add(rest)
	return b.Build(), nil
}
