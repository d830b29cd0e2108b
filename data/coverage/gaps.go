package coverage

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// GapsQuery asks for the gaps one can act on. The zero value asks for all of them on the snapshot's date.
type GapsQuery struct {
	On     snapshot.Date `help:"@on" placeholder:"DATE"`
	Demand rules.Demand  `help:"@demand" enum:"all,forest," default:""`
	InPost bool          `help:"@in_post"` // only cells with a ranger in post count
	Zone   string        `help:"@gaps_zone" placeholder:"CODE"`
	ID     string        `help:"@gaps_id" placeholder:"ID"`           // with its rank in the zone
	Limit  int           `help:"@gaps_limit" placeholder:"N" min:"1"` // 0 for all
}

// Gap is one gap with what is needed to close it. Areas are ellipsoidal, lengths planar in the working CRS.
type Gap struct {
	Rank         int                  `json:"rank"` // within the answer, by score
	ID           string               `json:"id"`
	Zone         string               `json:"zone"`
	Name         string               `json:"name"`
	AreaM2       float64              `json:"area_m2"`
	ForestM2     float64              `json:"forest_m2"` // in parcels of the forest classes
	ProtectiveM2 float64              `json:"protective_m2"`
	Forest       []CategoryArea       `json:"forest"` // adds up to ForestM2
	Parcels      int                  `json:"parcels"`
	ParcelIDs    []string             `json:"parcel_ids"` // of every class, with ground in the gap
	Chain        []snapshot.ChainStep `json:"chain"`
	Neighbours   []Neighbour          `json:"neighbours"` // longest border first
	Nearest      *NearestCell         `json:"nearest"`    // null where no cell is valid
	FirstSeen    snapshot.Date        `json:"first_seen"` // "" for a gap that the snapshot's own date does not have
	DaysOpen     *int                 `json:"days_open"`
	SplitFrom    string               `json:"split_from"`
	Exceptions   []Exception          `json:"exceptions"` // that do not, or not wholly, excuse the gap
	Score        float64              `json:"score"`      // the sum of the terms' points
	Terms        []Term               `json:"terms"`
	Lon          float64              `json:"lon"`
	Lat          float64              `json:"lat"`
	Bounds       [4]float64           `json:"bounds"`

	spot int
}

// CategoryArea is forest of one category; "" where the parcel states none.
type CategoryArea struct {
	Category string  `json:"category"`
	AreaM2   float64 `json:"area_m2"`
}

// Neighbour is a valid cell that has a stretch of border with a gap.
type Neighbour struct {
	Cell    string  `json:"cell"`
	Ranger  string  `json:"ranger"` // name; "" for nobody
	BorderM float64 `json:"border_m"`
}

// NearestCell is the valid cell nearest to a gap.
type NearestCell struct {
	Cell      string  `json:"cell"`
	DistanceM float64 `json:"distance_m"` // 0 where it touches the gap
}

// GapsTotal sums over all gaps of the scope, whatever the limit. AreaM2 + ResidueM2 is the coverage answer's gap_m2.
type GapsTotal struct {
	Gaps         int     `json:"gaps"`
	AreaM2       float64 `json:"area_m2"`
	ForestM2     float64 `json:"forest_m2"`
	ProtectiveM2 float64 `json:"protective_m2"`
	ResidueM2    float64 `json:"residue_m2"`
	Excepted     int     `json:"excepted"` // gaps with an exception that has expired, not begun or been outgrown
}

// GapsAnswer answers a [GapsQuery].
type GapsAnswer struct {
	Snapshot   snapshot.ID     `json:"snapshot"`
	On         snapshot.Date   `json:"on"`
	Demand     rules.Demand    `json:"demand"`
	InPost     bool            `json:"in_post"`
	AreaMethod string          `json:"area_method"`
	Zone       string          `json:"zone"`
	Limit      int             `json:"limit"`
	Weights    rules.ScoreRule `json:"weights"`
	Rows       []Gap           `json:"rows"` // highest score first
	Total      GapsTotal       `json:"total"`

	Shapes *spatial.Polygons `json:"-"` // of the whole snapshot; see [GapsAnswer.Shape]
}

// Shape is the feature of Shapes that row i is about.
func (g *GapsAnswer) Shape(i int) int { return g.Rows[i].spot }

// Gaps answers which gaps there are, what lies in them and beside them, and in which order to close them. Errors are a
// [*snapshot.UnknownZoneError], a [*snapshot.QueryError] for a gap that is not there or a limit below 0, or ctx's.
func (e *Engine) Gaps(ctx context.Context, q GapsQuery) (*GapsAnswer, error) {
	if q.On == snapshot.NoDate {
		q.On = e.Manifest.On
	}
	if q.Limit < 0 {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("limit %d: give a number of rows, or 0 for all", q.Limit)}
	}
	q.Demand = cmp.Or(q.Demand, e.Manifest.Rules.Coverage.Demand)
	within, err := e.Scope(q.Zone)
	if err != nil {
		return nil, err
	}
	key := ViewKey{On: q.On, Demand: q.Demand, InPost: q.InPost}
	view, err := e.View(ctx, key)
	if err != nil {
		return nil, err
	}
	all, err := e.rankedGaps(ctx, key, q.Zone, view)
	if err != nil {
		return nil, err
	}
	out := &GapsAnswer{Snapshot: e.Manifest.ID, On: q.On, Demand: q.Demand, InPost: q.InPost, AreaMethod: view.Method, Zone: q.Zone, Limit: q.Limit,
		Weights: e.Manifest.Rules.Coverage.Score, Rows: []Gap{}, Shapes: view.Found.Gaps.Shapes}
	for _, g := range all {
		out.Total.add(g)
		if (q.ID == "" || q.ID == g.ID) && (q.Limit == 0 || len(out.Rows) < q.Limit) {
			g.Rank = out.Total.Gaps
			out.Rows = append(out.Rows, g)
		}
	}
	if q.ID != "" && len(out.Rows) == 0 {
		return nil, &snapshot.QueryError{Reason: fmt.Sprintf("gap %q: there is no such gap on %s in what was asked for; leave `id` out for all", q.ID, q.On)}
	}
	for i, z := range view.Found.Residue.Zone {
		if within(z) && view.Found.Residue.Set[i] < 0 {
			out.Total.ResidueM2 += view.Found.Residue.Ellipsoidal[i]
		}
	}
	return out, nil
}

func (t *GapsTotal) add(g Gap) {
	t.Gaps++
	t.AreaM2 += g.AreaM2
	t.ForestM2 += g.ForestM2
	t.ProtectiveM2 += g.ProtectiveM2
	if len(g.Exceptions) > 0 {
		t.Excepted++
	}
}

// gapScope is what gaps are worked out for: their days open, chain and rangers depend on the very day.
type gapScope struct {
	ViewKey
	zone string // this zone's subtree; "" for all
}

// maxRanked bounds the bytes of the ranked gaps kept per snapshot, over all views and scopes: whoever asks for every zone on every date
// fills no more.
const maxRanked = 64 << 20

// rankedCost is about how many bytes ranked gaps hold.
func rankedCost(_ gapScope, gaps []Gap) int {
	const overhead, gap = 500, 1500
	return overhead + gap*len(gaps)
}

// rankedGaps is what was worked out about a view's gaps in a zone, by falling score.
func (e *Engine) rankedGaps(ctx context.Context, k ViewKey, zone string, view *View) ([]Gap, error) {
	gaps, _, err := e.ranked.Get(ctx, gapScope{k, zone}, func(ctx context.Context) ([]Gap, error) {
		within, err := e.Scope(zone)
		if err != nil {
			return nil, err
		}
		spots := &view.Found.Gaps
		which := []int{}
		for i, z := range spots.Zone {
			if within(z) {
				which = append(which, i)
			}
		}
		gaps, err := e.describeGaps(ctx, k, spots, which)
		slices.SortStableFunc(gaps, func(a, b Gap) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.AreaM2, a.AreaM2), cmp.Compare(a.ID, b.ID))
		})
		return gaps, err
	})
	return gaps, err
}

// describeGaps works out some gaps of a view, in the order given.
func (e *Engine) describeGaps(ctx context.Context, k ViewKey, spots *snapshot.FindingTable, which []int) ([]Gap, error) {
	contents, err := e.contents(ctx, spots.Shapes, which)
	if err != nil {
		return nil, err
	}
	cells := e.cellsInForce(k)
	out := make([]Gap, len(which))
	err = parallel.Do(ctx, len(out), runtime.NumCPU(), func(i int) error {
		out[i] = e.describeGap(k, spots, which[i], contents[i], cells)
		return nil
	})
	return out, err
}

func (e *Engine) describeGap(k ViewKey, spots *snapshot.FindingTable, i int, in gapContents, cells *cellsInForce) Gap {
	z, rule := spots.Zone[i], e.Manifest.Rules.Coverage.Score
	g := Gap{ID: spots.ID[i], Zone: e.Zones.Code[z], Name: e.Zones.Name[z], AreaM2: spots.Ellipsoidal[i], Chain: e.ChainOf(z, k.On),
		FirstSeen: spots.FirstSeen[i], SplitFrom: spots.SplitFrom[i], Forest: in.forest, ParcelIDs: in.parcels, Parcels: len(in.parcels), spot: i}
	for _, c := range in.forest {
		g.ForestM2 += c.AreaM2
		if rule.Protects(c.Category) {
			g.ProtectiveM2 += c.AreaM2
		}
	}
	border := spatial.NewBorder(spots.Shapes, i)
	g.Neighbours = cells.neighbours(border, spots.Shapes.Bounds(i))
	g.Nearest = cells.nearest(border, spots.Shapes.Bounds(i), g.Neighbours)
	g.Exceptions = e.exceptions(border, spots, i, k.On, in.excepted)
	days, km := 0.0, 0.0
	if g.FirstSeen != snapshot.NoDate {
		open := max(0, int(k.On-g.FirstSeen))
		g.DaysOpen, days = &open, float64(open)
	}
	if g.Nearest != nil {
		km = g.Nearest.DistanceM / 1000
	}
	g.Terms, g.Score = scoreOf(rule, area.M2(g.AreaM2).Mu(), area.M2(g.ForestM2).Mu(), area.M2(g.ProtectiveM2).Mu(), days, km)
	g.Lon, g.Lat = e.PlaceOf(spots.Shapes.InnerPoint(i))
	g.Bounds = e.LonLatBounds(spots.Shapes.Bounds(i))
	return g
}

// gapContents is what lies in one gap.
type gapContents struct {
	forest   []CategoryArea  // by category
	parcels  []string        // ascending
	excepted map[int]float64 // m² by exception; none of them is valid, or it would be no gap
}

// contents cuts some features of a layer of gaps by parcels and exceptions, as the facts are cut: ground in several parcels is of
// the category of the first that is forest.
func (e *Engine) contents(ctx context.Context, layer *spatial.Polygons, which []int) ([]gapContents, error) {
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: layer, Only: which, AreasOnly: true, Covers: e.Accepted.Shapes, CoverIndex: e.AcceptedIndex(),
		Parcels: e.Parcels.Shapes, ParcelIndex: e.ParcelIndex(), Measures: []area.Measure{e.Manifest.Ellipsoid}}, overlay.Options{Workers: runtime.NumCPU()})
	if err != nil {
		return nil, fmt.Errorf("gaps, parcels and exceptions: %w", err)
	}
	forest := e.ForestParcels()
	out := make([]gapContents, len(which))
	byCategory := make([]map[string]float64, len(which))
	at := make(map[int32]int, len(which))
	for i, g := range which {
		at[int32(g)] = i
		out[i] = gapContents{forest: []CategoryArea{}, parcels: []string{}, excepted: map[int]float64{}}
		byCategory[i] = map[string]float64{}
	}
	for _, f := range a.Facts {
		gap := at[a.Faces[f.Face].Ground]
		for _, c := range a.Faces[f.Face].Covers {
			out[gap].excepted[int(c)] += f.Areas[0]
		}
		if f.Parcel < 0 {
			continue
		}
		in := []int32{f.Parcel}
		if e.Manifest.Accounting > 0 {
			in = append(in, f.Also...)
		}
		for _, p := range in {
			out[gap].parcels = append(out[gap].parcels, e.Parcels.ID[p])
		}
		if p := firstForest(&e.Tables, forest, in); p >= 0 {
			byCategory[gap][e.Parcels.Category[p]] += f.Areas[0]
		}
	}
	for i, areas := range byCategory {
		for category, m2 := range areas {
			out[i].forest = append(out[i].forest, CategoryArea{category, m2})
		}
		slices.SortFunc(out[i].forest, func(a, b CategoryArea) int { return cmp.Compare(a.Category, b.Category) })
		slices.Sort(out[i].parcels)
		out[i].parcels = slices.Clip(slices.Compact(out[i].parcels))
	}
	return out, nil
}
