package landscape

import (
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// The lattice of a [Landscape].
const (
	Units    = 10   // squares along a side of the landscape
	UnitSide = 10.0 // metres along a side of a square
	UnitM2   = UnitSide * UnitSide
)

// Rect is the ground of the squares X0 ≤ x < X1, Y0 ≤ y < Y1.
type Rect struct{ X0, Y0, X1, Y1 int }

// Holds tells whether the square lies in the rectangle.
func (r Rect) Holds(x, y int) bool { return r.X0 <= x && x < r.X1 && r.Y0 <= y && y < r.Y1 }

// Shape is the rectangle in metres of the working plane.
func (r Rect) Shape() *geom.MultiPolygon {
	x0, y0, x1, y1 := UnitSide*float64(r.X0), UnitSide*float64(r.Y0), UnitSide*float64(r.X1), UnitSide*float64(r.Y1)
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

// Feature is a row of any layer of a landscape. From and To are the first and the last day on which it is valid; NoDate is open.
type Feature struct {
	ID       string
	Ground   Rect
	Parent   string        // of a zone
	From, To snapshot.Date // of a cell or an exception
	Ranger   string        // of a cell
	Class    string        // of a parcel
}

// Landscape is one night's delivery. Zones come parents first; "county" is the root, villages do not overlap.
type Landscape struct {
	Zones, Cells, Accepted, Parcels []Feature
	On                              snapshot.Date
	Demand                          rules.Demand
	Forest                          []string // classes of parcels that are forest
	Turn                            float64  // radians by which the lattice is turned around its middle
	Accounting                      int      // the version of the rules of its snapshots, see [coverage.Accounting]
	OlderForest                     bool     // ground in several parcels is forest by the rule of version 0
}

// Zone is the zone with the id; it panics if there is none.
func (l *Landscape) Zone(id string) Feature {
	return l.Zones[slices.IndexFunc(l.Zones, func(z Feature) bool { return z.ID == id })]
}

// Ancestors lists the zones above one by the tree, its parent first.
func (l *Landscape) Ancestors(z Feature) []Feature {
	var out []Feature
	for z.Parent != "" {
		z = l.Zone(z.Parent)
		out = append(out, z)
	}
	return out
}
