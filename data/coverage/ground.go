package coverage

import (
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// unassignedGround is what a parent accounts for itself, as a layer of one feature.
func (e *Engine) unassignedGround(z int32) (*spatial.Polygons, error) {
	var b spatial.Builder
	if len(e.FacesOf(z)) == 0 {
		b.Add(nil)
		return b.Build(), nil
	}
	rest, err := e.own(z)
	if err != nil {
		return nil, err
	}
	b.Add(rest)
	return b.Build(), nil
}

// own is a parent's own ground. Of a part of a snapshot it is what its faces are drawn on: zones that the parent gives way to may lie
// outside.
func (e *Engine) own(z int32) (*geom.MultiPolygon, error) {
	var a arrange.Arrangement
	if !e.Part {
		return e.Nesting().Own(&a, z)
	}
	var faces []int
	for _, face := range e.FacesOf(z) {
		faces = append(faces, int(face))
	}
	return overlay.Dissolve(&a, e.Facts.Faces, faces)
}
