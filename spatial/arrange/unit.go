package arrange

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
)

// unitsPerMetre divides the intake grid of 1 mm by 8192, so that grid vertices stay exact and crossings are rounded to
// about a tenth of a micrometre: at 100 m of border that is 6e-6 m². Products of edges up to 500 m still fit an int64.
const unitsPerMetre = 8192 / spatial.GridStep

// Unit is the resolution of an arrangement in metres.
const Unit = 1 / unitsPerMetre

// units returns the whole number of units nearest to v metres. A coordinate made by [metres] comes back as it was, as
// long as float64 resolves half a unit there: up to 2e9 m.
func units(v float64) float64 { return math.RoundToEven(v * unitsPerMetre) }

// metres returns the float64 nearest to v units. For vertices of the intake grid that is the very number that
// [spatial.SnapToGrid] gives, since both are the float64 nearest to the same rational.
func metres(v float64) float64 { return v / unitsPerMetre }
