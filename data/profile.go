package data

import (
	"context"
	"slices"
)

// ZoneProfile is what the page shows of one zone.
type ZoneProfile struct {
	Snapshot        SnapshotID    `json:"snapshot"`
	On              Date          `json:"on"`
	AreaMethod      string        `json:"area_method"`
	Zone            ZoneInfo      `json:"zone"`
	Chain           []Link        `json:"chain"`
	Coverage        CoverageRow   `json:"coverage"`
	Children        []CoverageRow `json:"children"`
	Cells           int           `json:"cells"` // valid on the date, with ground in the zone
	Gaps            []SpotInfo    `json:"gaps"`
	Overlaps        []SpotInfo    `json:"overlaps"`
	Patches         []ChangePart  `json:"patches"`
	UnobservedShare *float64      `json:"unobserved_share"` // by the later scene; null without scenes
	MonitoredShare  *float64      `json:"monitored_share"`  // at both dates
	State           State         `json:"state,omitempty"`  // by the first rule: changed, unchanged or unobserved
}

// ZoneInfo is a zone itself.
type ZoneInfo struct {
	Code   string     `json:"code"`
	Name   string     `json:"name"`
	Level  Level      `json:"level"`
	Parent string     `json:"parent"`
	AreaM2 float64    `json:"area_m2"`
	Bounds [4]float64 `json:"bounds"` // west, south, east, north
}

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

// ProfileQuery asks for one zone's profile.
type ProfileQuery struct {
	Code   string `http:"path=code" help:"The zone's code." zh:"责任区编码。" placeholder:"CODE"`
	On     Date   `help:"${on}" placeholder:"DATE"`
	Demand Demand `help:"${demand}" enum:"all,forest," default:""`
	Planar string `help:"${planar}" placeholder:"EPSG:N"`
}

// Coverage is the query for all zones whose answer the profile shows one zone of.
func (q ProfileQuery) Coverage() CoverageQuery {
	return CoverageQuery{On: q.On, Demand: q.Demand, Planar: q.Planar}
}

// Profile answers for one zone.
func (s *Snapshot) Profile(ctx context.Context, code string, q CoverageQuery) (*ZoneProfile, error) {
	q.Zone, q.Level = code, ""
	cov, err := s.Coverage(ctx, q)
	if err != nil {
		return nil, err
	}
	z, _ := s.Zones.Find(code)
	pick, err := s.areaPick(viewKey{planar: q.Planar})
	if err != nil {
		return nil, err
	}
	out := &ZoneProfile{
		Snapshot: cov.Snapshot, On: cov.On, AreaMethod: cov.AreaMethod, Chain: s.ChainOf(z, cov.On), Children: []CoverageRow{},
		Coverage: cov.Rows[0], Patches: []ChangePart{},
		Zone: ZoneInfo{Code: code, Name: s.Zones.Name[z], Level: s.Zones.Level[z], Parent: cov.Rows[0].Parent,
			AreaM2: pick.of(s.Zones.Shapes, s.Zones.Ellipsoidal, s.Zones.Planar)[z], Bounds: s.lonLatBounds(s.Zones.Shapes.Bounds(int(z)))},
	}
	for _, r := range cov.Rows[1:] {
		if r.Parent == code {
			out.Children = append(out.Children, r)
		}
	}
	within, err := s.scope(code)
	if err != nil {
		return nil, err
	}
	out.Cells = s.cellsWithin(within, cov.On)
	out.Gaps = s.SpotList(&cov.Found.Gaps, within, cov.On)
	out.Overlaps = s.SpotList(&cov.Found.Overlaps, within, cov.On)
	if len(s.Changes) > 0 {
		changes, err := s.PatchesOf(ChangesQuery{Zone: code, Planar: q.Planar})
		if err != nil {
			return nil, err
		}
		c, err := s.ChangeByRule("")
		if err != nil {
			return nil, err
		}
		monitored := changes.Total.MonitoredShare
		unobserved := changes.Total.UnobservedM2 / out.Zone.AreaM2
		out.Patches, out.UnobservedShare, out.MonitoredShare = changes.Rows, &unobserved, &monitored
		changed := 0.0 // by more than residue
		if changes.Total.Parts > 0 {
			changed = changes.Total.AreaM2
		}
		out.State = c.state(changed, monitored)
	}
	return out, nil
}

func (s *Snapshot) cellsWithin(within func(int32) bool, on Date) int {
	cells := map[int32]bool{}
	for face, zone := range s.Facts.FaceZone {
		if within(zone) {
			for _, c := range s.ValidCells(s.Facts.FaceSet[face], on) {
				cells[c] = true
			}
		}
	}
	return len(cells)
}

// SpotList describes the spots of the zones that within allows, largest first.
func (s *Snapshot) SpotList(spots *Spots, within func(zone int32) bool, on Date) []SpotInfo {
	out := []SpotInfo{}
	for i, z := range spots.Zone {
		if !within(z) {
			continue
		}
		box := spots.Shapes.Bounds(i)
		x, y := spots.Shapes.InnerPoint(i)
		info := SpotInfo{ID: spots.ID[i], Zone: s.zoneCode(z), AreaM2: spots.Area[i], Bounds: s.lonLatBounds(box)}
		info.Lon, info.Lat = s.placeOf(x, y)
		for _, c := range s.ValidCells(spots.Set[i], on) {
			info.Cells = append(info.Cells, s.Cells.ID[c])
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
