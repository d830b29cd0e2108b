package build

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
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
		return []string{chineseFirst(texts.Of("tile_rules.cells", "z", minZoom, "pixels", legiblePixels))}
	case attributes.GapsLayer, attributes.OverlapsLayer, attributes.PatchesLayer:
		return append([]string{chineseFirst(texts.Of("tile_rules.collapsed"))}, clusterRules(p, layer)...)
	case attributes.PointsLayer:
		return clusterRules(p, layer)
	case attributes.ParcelsLayer:
		return parcelRules(p)
	case attributes.LabelsLayer:
		return []string{chineseFirst(texts.Of("tile_rules.labels"))}
	}
	return nil
}

// chineseFirst is a text in both languages on one line.
func chineseFirst(t texts.Text) string { return t.ZH + " " + t.EN }

// clusterRules say at which levels points are clustered.
func clusterRules(p *pyramid.Pyramid, layer int) (rules []string) {
	for z := range pyramid.LevelCount {
		if len(p.Levels[z][layer].Clusters) > 0 && (z == pyramid.LevelCount-1 || len(p.Levels[z+1][layer].Clusters) == 0) {
			rules = append(rules, chineseFirst(texts.Of("tile_rules.clusters", "z", z)))
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
		return chineseFirst(texts.Of("tile_rules.parcels", "z", level))
	case attributes.ByLeafZone:
		return chineseFirst(texts.Of("tile_rules.parcels_by_leaf", "z", level))
	case attributes.NotShown:
		return chineseFirst(texts.Of("tile_rules.parcels_not_shown", "z", level))
	}
	return chineseFirst(texts.Of("tile_rules.parcels_by_ancestor", "z", level, "levels", aggregation-attributes.ByLeafZone))
}

// zoneRules say from which level on which zones are shown.
func zoneRules(p *pyramid.Pyramid) (rules []string) {
	was := -1
	for level := range pyramid.LevelCount {
		rank := p.Levels[level][attributes.ZonesLayer].Aggregation
		if rank != was && was >= 0 && rank < len(snapshot.Levels) {
			rules = append(rules, chineseFirst(texts.Of("tile_rules.zones", "z", level, "level", texts.In("levels", string(snapshot.Levels[rank])))))
		}
		was = rank
	}
	if len(rules) > 0 {
		rules = append(rules, chineseFirst(texts.Of("tile_rules.zones_small", "pixels", legiblePixels)))
	}
	return rules
}
