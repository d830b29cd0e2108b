package serve

import (
	"fmt"

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

// layersOf describes what a pyramid holds.
func layersOf(p *pyramid.Pyramid) []*Layer {
	var out []*Layer
	for i, k := range attributes.LayerSpecs {
		l := &Layer{Name: k.Name, Description: k.Description, Fields: k.Fields, index: i}
		for l.MinZoom < pyramid.FullLevel && p.Levels[l.MinZoom][i].Len() == 0 {
			l.MinZoom++
		}
		switch i {
		case attributes.ZonesLayer:
			l.Rules = zoneRules(p)
		case attributes.CellsLayer:
			l.Rules = []string{fmt.Sprintf("z%d 起显示：面积中位数不足 %d 像素时不显示 From z%d; left out where their median area is below %d pixels of a 256-pixel tile", l.MinZoom, build.LegiblePixels, l.MinZoom, build.LegiblePixels)}
		case attributes.GapsLayer, attributes.OverlapsLayer, attributes.PatchesLayer:
			l.Rules = append([]string{collapseRule}, clusterRules(p, i)...)
		case attributes.PointsLayer:
			l.Rules = clusterRules(p, i)
		case attributes.ParcelsLayer:
			l.Rules = parcelRules(p)
		case attributes.LabelsLayer:
			l.Rules = []string{"与责任区同级显示 Shown where zones of their level are"}
		}
		out = append(out, l)
	}
	return out
}
