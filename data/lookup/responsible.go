package lookup

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// Responsible says who answers for one point on a date.
type Responsible struct {
	Snapshot snapshot.ID            `json:"snapshot"`
	On       snapshot.Date          `json:"on"`
	Lon      float64                `json:"lon"`
	Lat      float64                `json:"lat"`
	Chain    []snapshot.ChainStep   `json:"chain"` // from the leaf zone upwards; empty outside all zones
	Also     [][]snapshot.ChainStep `json:"also"`  // further chains where zones contest the ground
	Cells    []CellAtPoint          `json:"cells"`
	Parcel   *ParcelAtPoint         `json:"parcel"`
	Gap      *GapAtPoint            `json:"gap"`
	Accepted bool                   `json:"accepted"`
	Patches  []PatchAtPoint         `json:"patches"`
}

// CellAtPoint is a cell valid on the date.
type CellAtPoint struct {
	Cell       string        `json:"cell"`
	Ranger     string        `json:"ranger"`
	RangerName string        `json:"ranger_name"`
	ValidFrom  snapshot.Date `json:"valid_from"`
	ValidTo    snapshot.Date `json:"valid_to"`
}

// ParcelAtPoint is the parcel at a point.
type ParcelAtPoint struct {
	ID       string `json:"id"`
	Class    string `json:"class"`
	Category string `json:"category"`
}

// GapAtPoint is the gap at a point. It has no ID where the point is uncovered on the asked date, but not on the snapshot's.
type GapAtPoint struct {
	ID        string        `json:"id"`
	AreaM2    float64       `json:"area_m2"`
	FirstSeen snapshot.Date `json:"first_seen"`
	DaysOpen  int           `json:"days_open"`
}

// PatchAtPoint is a patch of change at a point.
type PatchAtPoint struct {
	Patch   string        `json:"patch"`
	Rule    string        `json:"rule"`
	PatchM2 float64       `json:"patch_m2"`
	T0      snapshot.Date `json:"t0"`
	T1      snapshot.Date `json:"t1"`
}

// ResponsibleQuery asks who answers for a place.
type ResponsibleQuery struct {
	Lon float64       `help:"@lon" required:""`
	Lat float64       `help:"@lat" required:""`
	On  snapshot.Date `help:"@on" placeholder:"DATE"`
}

// Responsible answers for a point in CGCS2000 degrees; [snapshot.NoDate] is the snapshot's date. A point that is nowhere on Earth is a
// [*snapshot.QueryError]; one outside of the county is answered with nobody.
func (e *Engine) Responsible(_ context.Context, q ResponsibleQuery) (*Responsible, error) {
	lon, lat, on := q.Lon, q.Lat, q.On
	if on == snapshot.NoDate {
		on = e.Manifest.On
	}
	if math.IsNaN(lon) || math.IsNaN(lat) || math.Abs(lon) > 180 || math.Abs(lat) > 90 {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("lon=%v lat=%v is no place; longitude comes first, in degrees", lon, lat)}
	}
	out := &Responsible{
		Snapshot: e.Manifest.ID, On: on, Lon: lon, Lat: lat,
		Chain: []snapshot.ChainStep{}, Also: [][]snapshot.ChainStep{}, Cells: []CellAtPoint{}, Patches: []PatchAtPoint{},
	}
	if !e.Manifest.FromLonLat.Box.Contains(lon, lat) {
		return out, nil
	}
	x, y := e.Manifest.FromLonLat.At(lon, lat)
	zones := e.deepestAt(x, y)
	for i, z := range zones {
		if i == 0 {
			out.Chain = e.ChainOf(z, on)
		} else {
			out.Also = append(out.Also, e.ChainOf(z, on))
		}
	}
	for _, c := range at(e.CellIndex(), e.Cells.Shapes, x, y) {
		if on.Within(e.Cells.ValidFrom[c], e.Cells.ValidTo[c]) {
			ranger := e.RangerOf(c, on)
			out.Cells = append(out.Cells, CellAtPoint{e.Cells.ID[c], ranger, e.Registry.Name(ranger), e.Cells.ValidFrom[c], e.Cells.ValidTo[c]})
		}
	}
	for _, p := range at(e.ParcelIndex(), e.Parcels.Shapes, x, y) {
		out.Parcel = &ParcelAtPoint{e.Parcels.ID[p], e.Parcels.Class[p], e.Parcels.Category[p]}
		break
	}
	e.gapAt(out, x, y, len(zones) > 0)
	for i, c := range e.Changes {
		for _, p := range at(e.PatchIndex(i), c.Patches.Shapes, x, y) {
			out.Patches = append(out.Patches, PatchAtPoint{c.PatchID(int32(p)), c.Rule.Name, c.Patches.Ellipsoidal[p], c.T0.Date, c.T1.Date})
		}
	}
	return out, nil
}

func (e *Engine) gapAt(out *Responsible, x, y float64, inZone bool) {
	for i := range e.Accepted.Len() {
		if out.On.Within(e.Accepted.ValidFrom[i], e.Accepted.ValidTo[i]) && e.Accepted.Shapes.Covers(i, x, y) {
			out.Accepted = true
		}
	}
	if !inZone || len(out.Cells) > 0 || out.Accepted {
		return
	}
	out.Gap = &GapAtPoint{}
	for _, g := range at(e.GapIndex(), e.Found.Gaps.Shapes, x, y) {
		seen := e.Found.Gaps.FirstSeen[g]
		out.Gap = &GapAtPoint{e.Found.Gaps.ID[g], e.Found.Gaps.Ellipsoidal[g], seen, max(0, int(out.On-seen))}
		break
	}
}

// deepestAt lists the zones that account for a point: those that hold it and none of whose children does.
func (e *Engine) deepestAt(x, y float64) []int32 {
	holding := map[int32]bool{}
	hits := at(e.ZoneIndex(), e.Zones.Shapes, x, y)
	for _, z := range hits {
		holding[int32(z)] = true
	}
	var out []int32
	for _, z := range hits {
		deepest := true
		for _, c := range e.Zones.Children(int32(z)) {
			deepest = deepest && !holding[c]
		}
		if deepest {
			out = append(out, int32(z))
		}
	}
	return out
}

func at(ix *spatial.Index, p *spatial.Polygons, x, y float64) []int {
	var out []int
	for _, f := range ix.Query(spatial.Box{MinX: x, MinY: y, MaxX: x, MaxY: y}) {
		if p.Covers(f, x, y) {
			out = append(out, f)
		}
	}
	return out
}
