package tiles

import "fmt"

// Layers, in a pyramid's order.
const (
	zonesLayer = iota
	cellsLayer
	gapsLayer
	overlapsLayer
	patchesLayer
	parcelsLayer
	pointsLayer
	labelsLayer
	layerCount
)

// kind is what is known of a layer whatever the snapshot.
type kind struct {
	name, description string
	fields            []Field
}

const spotRule = "不足 1 像素（256 像素图块）的以点表示，不会消失 What is smaller than a pixel of a 256-pixel tile is a point; nothing vanishes"

var (
	areaField  = Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²; whole from 1000 on"}
	countField = Field{Name: "count", Description: "Number: of those shown as one point, whose areas are added up"}
	zoneField  = Field{Name: "zone", Description: "String: code of the leaf zone", MinZoom: 10}
)

var kinds = [layerCount]kind{
	zonesLayer: {"zones", "Zones that chiefs answer for 责任区", []Field{
		{Name: "code", Description: "String"},
		{Name: "name", Description: "String"},
		{Name: "level", Description: "String: province, city, county, township or village"},
		{Name: "parent", Description: "String: the code of the zone above"},
		{Name: "leaf", Description: "Boolean: no zone lies below"},
		{Name: "finest", Description: "Boolean: no zone below is shown at this zoom"},
		{Name: "gap_m2", Description: "Number: uncovered ground, m²; whole from 1000 on"},
		{Name: "gap_share", Description: "Number: of its demand, as 32-bit float"},
		{Name: "demand_m2", Description: "Number: ground that is to be covered, m²", OnRequest: true},
		{Name: "covered_m2", Description: "Number: m²", OnRequest: true},
		{Name: "area_m2", Description: "Number: on the ellipsoid, m²", OnRequest: true},
	}},
	cellsLayer: {"cells", "Cells valid on the snapshot's date 护林网格", []Field{
		{Name: "id", Description: "String"},
		{Name: "ranger", Description: "String: in post on the snapshot's date", MinZoom: 11},
	}},
	gapsLayer: {"gaps", "Uncovered ground 空白区", []Field{
		{Name: "id", Description: "String"},
		zoneField,
		{Name: "first_seen", Description: "String: date", OnRequest: true},
		areaField,
		countField,
	}},
	overlapsLayer: {"overlaps", "Ground in two or more cells 重叠区", []Field{
		{Name: "id", Description: "String"},
		zoneField,
		{Name: "cells", Description: "String: their ids, by commas", MinZoom: 10},
		areaField,
		countField,
	}},
	patchesLayer: {"patches", "Patches of change 变化图斑", []Field{
		{Name: "patch", Description: "String: id"},
		{Name: "rule", Description: "String", MinZoom: 10},
		areaField,
		{Name: "mean", Description: "Number: mean change", OnRequest: true},
		countField,
	}},
	parcelsLayer: {"parcels", "Forest parcels 小班", []Field{
		{Name: "id", Description: "String"},
		{Name: "class", Description: "String"},
		{Name: "category", Description: "String"},
		{Name: "area_m2", Description: "Number: on the ellipsoid, m²; the sum where merged", OnRequest: true},
		{Name: "zone", Description: "String: code of the zone that holds most of it, or of what is merged", OnRequest: true},
		{Name: "merged", Description: "Boolean: true where parcels are shown as one"},
		{Name: "count", Description: "Number: of merged parcels"},
	}},
	pointsLayer: {"points", "Every gap, overlap and patch as a point 空白、重叠与变化点", []Field{
		{Name: "kind", Description: "String: gap, overlap or patch"},
		{Name: "id", Description: "String", MinZoom: 10},
		zoneField,
		areaField,
		countField,
	}},
	labelsLayer: {"labels", "One point a zone, for its name 责任区注记点", []Field{
		{Name: "code", Description: "String"},
		{Name: "name", Description: "String"},
		{Name: "level", Description: "String"},
	}},
}

// Field describes an attribute.
type Field struct {
	Name, Description string
	// MinZoom is the level (of the pyramid) from which tiles carry it; on request they do at all levels.
	MinZoom int
	// OnRequest fields are carried only where `fields=` names them.
	OnRequest bool
}

// carried tells whether tiles of a level have the field without being asked.
func (f Field) carried(level int) bool { return !f.OnRequest && level >= f.MinZoom }

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

// bunchRules say at which levels points are bunched.
func bunchRules(p *pyramid, layer int) (rules []string) {
	for z := range levels {
		if len(p.levels[z][layer].bunches) > 0 && (z == levels-1 || len(p.levels[z+1][layer].bunches) == 0) {
			rules = append(rules, fmt.Sprintf("z%d 及以下：单个图块过重时，相邻的点合为一点，count 为个数，area_m2 为合计 At z%d and below: where a tile would be too heavy, points close together are shown as one, with their number and the sum of their areas", z, z))
		}
	}
	return rules
}
