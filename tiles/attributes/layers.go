package attributes

// Layers, in a pyramid's order.
const (
	ZonesLayer = iota
	CellsLayer
	GapsLayer
	OverlapsLayer
	PatchesLayer
	ParcelsLayer
	PointsLayer
	LabelsLayer
	LayerCount
)

// LayerSpec is what is known of a layer whatever the snapshot.
type LayerSpec struct {
	Name, Description string
	Fields            []Field
}

var (
	AreaField  = Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²; whole from 1000 on"}
	CountField = Field{Name: "count", Description: "Number: of those shown as one point, whose areas are added up"}
	zoneField  = Field{Name: "zone", Description: "String: code of the leaf zone", MinZoom: 10}
)

var LayerSpecs = [LayerCount]LayerSpec{
	ZonesLayer: {"zones", "Zones that chiefs answer for 责任区", []Field{
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
	CellsLayer: {"cells", "Cells valid on the snapshot's date 护林网格", []Field{
		{Name: "id", Description: "String"},
		{Name: "ranger", Description: "String: in post on the snapshot's date", MinZoom: 11},
	}},
	GapsLayer: {"gaps", "Uncovered ground 空白区", []Field{
		{Name: "id", Description: "String"},
		zoneField,
		{Name: "first_seen", Description: "String: date", OnRequest: true},
		AreaField,
		CountField,
	}},
	OverlapsLayer: {"overlaps", "Ground in two or more cells 重叠区", []Field{
		{Name: "id", Description: "String"},
		zoneField,
		{Name: "cells", Description: "String: their ids, by commas", MinZoom: 10},
		AreaField,
		CountField,
	}},
	PatchesLayer: {"patches", "Patches of change 变化图斑", []Field{
		{Name: "patch", Description: "String: id"},
		{Name: "rule", Description: "String", MinZoom: 10},
		AreaField,
		{Name: "mean", Description: "Number: mean change", OnRequest: true},
		CountField,
	}},
	ParcelsLayer: {"parcels", "Forest parcels 小班", []Field{
		{Name: "id", Description: "String"},
		{Name: "class", Description: "String"},
		{Name: "category", Description: "String"},
		{Name: "area_m2", Description: "Number: on the ellipsoid, m²; the sum where merged", OnRequest: true},
		{Name: "zone", Description: "String: code of the zone that holds most of it, or of what is merged", OnRequest: true},
		{Name: "merged", Description: "Boolean: true where parcels are shown as one"},
		{Name: "count", Description: "Number: of merged parcels"},
	}},
	PointsLayer: {"points", "Every gap, overlap and patch as a point 空白、重叠与变化点", []Field{
		{Name: "kind", Description: "String: gap, overlap or patch"},
		{Name: "id", Description: "String", MinZoom: 10},
		zoneField,
		AreaField,
		CountField,
	}},
	LabelsLayer: {"labels", "One point a zone, for its name 责任区注记点", []Field{
		{Name: "code", Description: "String"},
		{Name: "name", Description: "String"},
		{Name: "level", Description: "String"},
	}},
}
