package serve

import (
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
)

// Layer describes a layer of a snapshot's tiles. Immutable.
type Layer struct {
	Name, Description string
	// MinZoom is the first level, of WebMercatorQuad, at which tiles carry it.
	MinZoom int
	Fields  []attributes.Field
	// Rules say in words, Chinese and English, what is left out, merged or shown otherwise at low zooms.
	Rules []string

	index int // in a pyramid
}

// layersOf describes the declared layers as a pyramid holds them.
func layersOf(declared []*attributes.Layer, p *pyramid.Pyramid) []*Layer {
	var out []*Layer
	for i, k := range declared {
		l := &Layer{Name: k.Name, Description: k.Description, Fields: k.Fields, index: i}
		for l.MinZoom < pyramid.FullLevel && p.Levels[l.MinZoom][i].Len() == 0 {
			l.MinZoom++
		}
		l.Rules = build.Rules(p, i, l.MinZoom)
		out = append(out, l)
	}
	return out
}
