package data

import (
	"slices"
)

// SpotInfo is a gap or an overlap in a list.
type SpotInfo struct {
	ID     string     `json:"id"`
	Zone   string     `json:"zone"`
	Cells  []string   `json:"cells,omitempty"`
	AreaM2 float64    `json:"area_m2"`
	Lon    float64    `json:"lon"`
	Lat    float64    `json:"lat"`
	Bounds [4]float64 `json:"bounds"`
}

// SpotList describes the spots of the zones that within allows, largest first.
func (e *CoverageEngine) SpotList(spots *Spots, within func(zone int32) bool, on Date) []SpotInfo {
	out := []SpotInfo{}
	for i, z := range spots.Zone {
		if !within(z) {
			continue
		}
		box := spots.Shapes.Bounds(i)
		x, y := spots.Shapes.InnerPoint(i)
		info := SpotInfo{ID: spots.ID[i], Zone: e.zoneCode(z), AreaM2: spots.Area[i], Bounds: e.lonLatBounds(box)}
		info.Lon, info.Lat = e.placeOf(x, y)
		for _, c := range e.ValidCells(spots.Set[i], on) {
			info.Cells = append(info.Cells, e.Cells.ID[c])
		}
		out = append(out, info)
	}
	slices.SortStableFunc(out, func(a, b SpotInfo) int {
		switch {
		case a.AreaM2 > b.AreaM2:
			return -1
		case a.AreaM2 < b.AreaM2:
			return 1
		}
		return 0
	})
	return out
}
