package lookup

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// ZoneProfile is what the page shows of one zone.
type ZoneProfile struct {
	Snapshot        snapshot.ID            `json:"snapshot"`
	On              snapshot.Date          `json:"on"`
	AreaMethod      string                 `json:"area_method"`
	Zone            ZoneInfo               `json:"zone"`
	Chain           []snapshot.ChainStep   `json:"chain"`
	Coverage        coverage.Row           `json:"coverage"`
	Children        []coverage.Row         `json:"children"`
	Cells           int                    `json:"cells"` // valid on the date, with ground in the zone
	Gaps            []coverage.FindingInfo `json:"gaps"`
	Overlaps        []coverage.FindingInfo `json:"overlaps"`
	Patches         []change.PatchPart     `json:"patches"`
	UnobservedShare *float64               `json:"unobserved_share"` // by the later scene; null without scenes
	MonitoredShare  *float64               `json:"monitored_share"`  // at both dates
	State           change.State           `json:"state,omitempty"`  // by the first rule: changed, unchanged or unobserved
}

// ZoneInfo is a zone itself.
type ZoneInfo struct {
	Code   string         `json:"code"`
	Name   string         `json:"name"`
	Level  snapshot.Level `json:"level"`
	Parent string         `json:"parent"`
	AreaM2 float64        `json:"area_m2"`
	Bounds [4]float64     `json:"bounds"` // west, south, east, north
}

// ProfileQuery asks for one zone's profile.
type ProfileQuery struct {
	Code   string        `http:"path=code" help:"@code" placeholder:"CODE"`
	On     snapshot.Date `help:"@on" placeholder:"DATE"`
	Demand rules.Demand  `help:"@demand" enum:"all,forest," default:""`
	Planar string        `help:"@planar" placeholder:"EPSG:N"`
}

// Coverage is the coverage of the zone that the profile shows.
func (q ProfileQuery) Coverage() coverage.Query {
	return coverage.Query{Zone: q.Code, On: q.On, Demand: q.Demand, Planar: q.Planar}
}

// Profile answers for one zone. Errors are those of [coverage.Engine.Coverage] and [change.Engine.Patches], or ctx's.
func (e *Engine) Profile(ctx context.Context, asked ProfileQuery) (*ZoneProfile, error) {
	q, code := asked.Coverage(), asked.Code
	cov, err := e.coverage.Coverage(ctx, q)
	if err != nil {
		return nil, err
	}
	z, _ := e.Zones.Find(code)
	pick, err := e.coverage.AreasBy(coverage.ViewKey{Planar: q.Planar})
	if err != nil {
		return nil, err
	}
	out := &ZoneProfile{
		Snapshot: cov.Snapshot, On: cov.On, AreaMethod: cov.AreaMethod, Chain: e.ChainOf(z, cov.On), Children: []coverage.Row{},
		Coverage: cov.Rows[0], Patches: []change.PatchPart{},
		Zone: ZoneInfo{Code: code, Name: e.Zones.Name[z], Level: e.Zones.Level[z], Parent: cov.Rows[0].Parent,
			AreaM2: pick.Of(e.Zones.Shapes, e.Zones.Ellipsoidal, e.Zones.Planar)[z], Bounds: e.LonLatBounds(e.Zones.Shapes.Bounds(int(z)))},
	}
	for _, r := range cov.Rows[1:] {
		if r.Parent == code {
			out.Children = append(out.Children, r)
		}
	}
	within, err := e.Scope(code)
	if err != nil {
		return nil, err
	}
	out.Cells = e.cellsWithin(within, cov.On)
	out.Gaps = e.coverage.FindingList(&cov.Found.Gaps, within, cov.On)
	out.Overlaps = e.coverage.FindingList(&cov.Found.Overlaps, within, cov.On)
	if len(e.Changes) > 0 {
		changes, err := e.change.Patches(ctx, change.PatchesQuery{Zone: code, Planar: q.Planar})
		if err != nil {
			return nil, err
		}
		c, err := e.change.ByRule("")
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
		out.State = change.StateOf(c, changed, monitored)
	}
	return out, nil
}

func (e *Engine) cellsWithin(within func(int32) bool, on snapshot.Date) int {
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
