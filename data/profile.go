package data

import (
	"context"
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
func (e *LookupEngine) Profile(ctx context.Context, code string, q CoverageQuery) (*ZoneProfile, error) {
	q.Zone, q.Level = code, ""
	cov, err := e.coverage.Coverage(ctx, q)
	if err != nil {
		return nil, err
	}
	z, _ := e.Zones.Find(code)
	pick, err := e.coverage.areaPick(viewKey{planar: q.Planar})
	if err != nil {
		return nil, err
	}
	out := &ZoneProfile{
		Snapshot: cov.Snapshot, On: cov.On, AreaMethod: cov.AreaMethod, Chain: e.ChainOf(z, cov.On), Children: []CoverageRow{},
		Coverage: cov.Rows[0], Patches: []ChangePart{},
		Zone: ZoneInfo{Code: code, Name: e.Zones.Name[z], Level: e.Zones.Level[z], Parent: cov.Rows[0].Parent,
			AreaM2: pick.of(e.Zones.Shapes, e.Zones.Ellipsoidal, e.Zones.Planar)[z], Bounds: e.lonLatBounds(e.Zones.Shapes.Bounds(int(z)))},
	}
	for _, r := range cov.Rows[1:] {
		if r.Parent == code {
			out.Children = append(out.Children, r)
		}
	}
	within, err := e.scope(code)
	if err != nil {
		return nil, err
	}
	out.Cells = e.cellsWithin(within, cov.On)
	out.Gaps = e.coverage.SpotList(&cov.Found.Gaps, within, cov.On)
	out.Overlaps = e.coverage.SpotList(&cov.Found.Overlaps, within, cov.On)
	if len(e.Changes) > 0 {
		changes, err := e.change.PatchesOf(ChangesQuery{Zone: code, Planar: q.Planar})
		if err != nil {
			return nil, err
		}
		c, err := e.change.ChangeByRule("")
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
		out.State = stateOf(c, changed, monitored)
	}
	return out, nil
}

func (e *LookupEngine) cellsWithin(within func(int32) bool, on Date) int {
	cells := map[int32]bool{}
	for face, zone := range e.Facts.FaceZone {
		if within(zone) {
			for _, c := range e.ValidCells(e.Facts.FaceSet[face], on) {
				cells[c] = true
			}
		}
	}
	return len(cells)
}
