package build

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
)

// Rules say in words, Chinese and English, what a pyramid leaves out of a layer, merges or shows otherwise at coarse levels; minZoom
// is the first level of WebMercatorQuad that shows any of it.
func Rules(p *pyramid.Pyramid, layer, minZoom int) []string {
	switch layer {
	case attributes.ZonesLayer:
		return zoneRules(p)
	case attributes.CellsLayer:
		return []string{fmt.Sprintf("z%d 起显示：面积中位数不足 %d 像素时不显示 From z%d; left out where their median area is below %d pixels of a 256-pixel tile", minZoom, legiblePixels, minZoom, legiblePixels)}
	case attributes.GapsLayer, attributes.OverlapsLayer, attributes.PatchesLayer:
		return append([]string{collapseRule}, clusterRules(p, layer)...)
	case attributes.PointsLayer:
		return clusterRules(p, layer)
	case attributes.ParcelsLayer:
		return parcelRules(p)
	case attributes.LabelsLayer:
		return []string{"与责任区同级显示 Shown where zones of their level are"}
	}
	return nil
}

const collapseRule = "不足 1 像素（256 像素图块）的以点表示，不会消失 What is smaller than a pixel of a 256-pixel tile is a point; nothing vanishes"

// clusterRules say at which levels points are clustered.
func clusterRules(p *pyramid.Pyramid, layer int) (rules []string) {
	for z := range pyramid.LevelCount {
		if len(p.Levels[z][layer].Clusters) > 0 && (z == pyramid.LevelCount-1 || len(p.Levels[z+1][layer].Clusters) == 0) {
			rules = append(rules, fmt.Sprintf("z%d 及以下：单个图块过重时，相邻的点合为一点，count 为个数，area_m2 为合计 At z%d and below: where a tile would be too heavy, points close together are shown as one, with their number and the sum of their areas", z, z))
		}
	}
	return rules
}

// parcelRules say at which levels parcels are merged.
func parcelRules(p *pyramid.Pyramid) (rules []string) {
	was := -1
	for level := range pyramid.LevelCount {
		if aggregation := p.Levels[level][attributes.ParcelsLayer].Aggregation; aggregation != was {
			rules, was = append(rules, parcelRule(level, aggregation)), aggregation
		}
	}
	return rules
}

func parcelRule(level, aggregation int) string {
	switch aggregation {
	case attributes.Unmerged:
		return fmt.Sprintf("z%d 起逐个显示 From z%d: one by one", level, level)
	case attributes.ByLeafZone:
		return fmt.Sprintf("z%d 起按末级责任区、地类、类别合并，不足 1 像素的略去 From z%d: merged by leaf zone, class and category; what is below a pixel is left out", level, level)
	case attributes.NotShown:
		return fmt.Sprintf("z%d 起不显示 From z%d: not shown", level, level)
	}
	return fmt.Sprintf("z%d 起按末级责任区上 %d 级与地类合并，不足 1 像素的略去 From z%d: merged by class and the zone %d above the leaf; what is below a pixel is left out",
		level, aggregation-attributes.ByLeafZone, level, aggregation-attributes.ByLeafZone)
}

var levelNames = [...]string{"省级", "市级", "县级", "乡级", "村级"}

// zoneRules say from which level on which zones are shown.
func zoneRules(p *pyramid.Pyramid) (rules []string) {
	was := -1
	for level := range pyramid.LevelCount {
		rank := p.Levels[level][attributes.ZonesLayer].Aggregation
		if rank != was && was >= 0 && rank < len(levelNames) {
			rules = append(rules, fmt.Sprintf("z%d 起显示%s From z%d: zones of level %s", level, levelNames[rank], level, snapshot.Levels[rank]))
		}
		was = rank
	}
	if len(rules) > 0 {
		rules = append(rules, fmt.Sprintf("一级责任区面积中位数不足 %d 像素（256 像素图块）时不显示 A level of zones is left out where their median area is below %d pixels of a 256-pixel tile", legiblePixels, legiblePixels))
	}
	return rules
}
