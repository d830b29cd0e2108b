package snapshot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/spatial"
)

// PatchSeriesOf is what patches are numbered in: a rule and a later date.
func PatchSeriesOf(c *Change) string {
	return fmt.Sprintf("%s-%s", c.Rule.Name, strings.ReplaceAll(c.T1.Date.String(), "-", ""))
}

// PatchID is the id of a patch by its series, see [PatchSeriesOf], and its number in it.
func PatchID(series string, number int) string { return fmt.Sprintf("%s-%d", series, number) }

// Patches are connected regions of change. Mean and Extreme are in the measure of the rule, areas in m², Planar and Shapes in the
// working CRS.
type Patches struct {
	// ID lasts as long as the ground does, see package lineage. FirstSeen and LastSeen are the dates of the first and
	// the last later scene that show it; Recorded is the date of the snapshot that first had it; SplitFrom is the patch that its
	// ground was a part of before.
	ID                            []string
	FirstSeen, LastSeen, Recorded []Date
	SplitFrom                     []string

	Pixels      []int64
	Mean        []float64 // mean change
	Extreme     []float64 // the largest drop, or rise
	Ellipsoidal []float64
	Planar      []float64
	Shapes      *spatial.Polygons
}

// Parts are patches cut at the borders of zones, cells and parcels. Areas are in m², Planar and Shapes in the working CRS.
type Parts struct {
	Patch       []int32
	Zone        []int32 // -1: outside all zones
	Set         []int32 // the covers it lies in; -1: outside all zones
	Parcel      []int32 // -1: in none
	Ellipsoidal []float64
	Planar      []float64
	Shapes      *spatial.Polygons
}

// patches declares the table. Ids that last came with version 3; before, a patch was a number of its scene pair and as old as its
// later scene.
func (c *Change) patches() table {
	p := &c.Patches
	n := func() int { return len(p.Pixels) }
	later := func(dates *[]Date) func() {
		return func() { *dates = slices.Repeat([]Date{c.T1.Date}, n()) }
	}
	number := func() {
		p.ID = make([]string, n())
		for i := range p.ID {
			p.ID[i] = PatchID(PatchSeriesOf(c), i+1)
		}
	}
	return table{name: "patches", rows: n, columns: []column{
		numbers("pixels", &p.Pixels), numbers("mean", &p.Mean), numbers("extreme", &p.Extreme), numbers("ellipsoidal", &p.Ellipsoidal), numbers("planar", &p.Planar), polygons(&p.Shapes),
		texts("id", &p.ID).after(3, number),
		numbers("first_seen", &p.FirstSeen).after(3, later(&p.FirstSeen)), numbers("last_seen", &p.LastSeen).after(3, later(&p.LastSeen)),
		numbers("recorded", &p.Recorded).after(3, later(&p.Recorded)),
		texts("split_from", &p.SplitFrom).after(3, func() { p.SplitFrom = make([]string, n()) }),
	}}
}

// parts declares the table.
func (c *Change) parts(t *Tables) table {
	q := &c.Parts
	return table{name: "parts", rows: func() int { return len(q.Patch) }, columns: []column{
		rowsOf("patch", &q.Patch, 0, func() int { return len(c.Patches.Pixels) }), rowsOf("zone", &q.Zone, -1, t.Zones.Len), rowsOf("set", &q.Set, -1, t.setCount),
		rowsOf("parcel", &q.Parcel, -1, t.Parcels.Len), numbers("ellipsoidal", &q.Ellipsoidal), numbers("planar", &q.Planar), polygons(&q.Shapes),
	}}
}
