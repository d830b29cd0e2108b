package coverage

import (
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// FindingInfo is a gap or an overlap in a list.
type FindingInfo struct {
	ID     string     `json:"id"`
	Zone   string     `json:"zone"`
	Cells  []string   `json:"cells,omitempty"`
	AreaM2 float64    `json:"area_m2"`
	Lon    float64    `json:"lon"`
	Lat    float64    `json:"lat"`
	Bounds [4]float64 `json:"bounds"`
}

// FindingList describes the findings of the zones that within allows, largest first. Areas are those of findings.Area.
func (e *Engine) FindingList(spots *snapshot.FindingTable, within func(zone int32) bool, on snapshot.Date) []FindingInfo {
	out := []FindingInfo{}
	for i, z := range spots.Zone {
		if !within(z) {
			continue
		}
		box := spots.Shapes.Bounds(i)
		x, y := spots.Shapes.InnerPoint(i)
		info := FindingInfo{ID: spots.ID[i], Zone: e.ZoneCode(z), AreaM2: spots.Area[i], Bounds: e.LonLatBounds(box)}
		info.Lon, info.Lat = e.PlaceOf(x, y)
		for _, c := range e.ValidCells(spots.Set[i], on) {
			info.Cells = append(info.Cells, e.Cells.ID[c])
		}
		out = append(out, info)
	}
	slices.SortStableFunc(out, func(a, b FindingInfo) int {
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
