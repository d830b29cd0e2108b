package tiles

import (
	"fmt"
)

// Layer describes a layer of a snapshot's tiles. Immutable.
type Layer struct {
	Name, Description string
	// MinZoom is the first level, of WebMercatorQuad, at which tiles carry it.
	MinZoom int
	Fields  []Field
	// Rules say in words, Chinese and English, what is left out, merged or shown otherwise at low zooms.
	Rules []string

	index int // in a pyramid
}

// layersOf describes what a pyramid holds.
func layersOf(p *pyramid) []*Layer {
	var out []*Layer
	for i, k := range kinds {
		l := &Layer{Name: k.name, Description: k.description, Fields: k.fields, index: i}
		for l.MinZoom < fullLevel && p.levels[l.MinZoom][i].len() == 0 {
			l.MinZoom++
		}
		switch i {
		case zonesLayer:
			l.Rules = zoneRules(p)
		case cellsLayer:
			l.Rules = []string{fmt.Sprintf("z%d 起显示：面积中位数不足 %d 像素时不显示 From z%d; left out where their median area is below %d pixels of a 256-pixel tile", l.MinZoom, legible, l.MinZoom, legible)}
		case gapsLayer, overlapsLayer, patchesLayer:
			l.Rules = append([]string{spotRule}, bunchRules(p, i)...)
		case pointsLayer:
			l.Rules = bunchRules(p, i)
		case parcelsLayer:
			l.Rules = parcelRules(p)
		case labelsLayer:
			l.Rules = []string{"与责任区同级显示 Shown where zones of their level are"}
		}
		out = append(out, l)
	}
	return out
}
