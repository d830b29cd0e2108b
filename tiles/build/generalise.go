package build

import (
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// How coarse levels are made, in squares of 1/8192 of a tile. Trial figures on landscape M: docs/decisions/020.
const (
	// simplify is twice the area of the triangles that are cut off.
	simplify = 16
	// simplifyMerged is that for merged parcels, whose borders are no one's.
	simplifyMerged = 128
	// legiblePixels is the median area, in pixels of a 256-pixel tile, from which features are shown one by one.
	legiblePixels = 16
	// collapsePixels is the area in such pixels below which a gap, overlap or patch is shown as a point.
	collapsePixels = 1
	// parcelBytes is what a tile's parcels may take before they are compressed; merged further where they take more.
	parcelBytes = 250_000
	// featureBytes is about what a parcel's attributes add.
	featureBytes = 20
)

// areas are those (twice, in squares of the lattice) of a layer's features that have any.
func areas(m *topology.Polygons, of member) (twice []int64) {
	for f := of.first; f < of.end; f++ {
		if a := m.TwiceArea(f); a > 0 {
			twice = append(twice, a)
		}
	}
	return twice
}

// isLegible tells whether features of these areas (twice, in steps) are shown one by one.
func isLegible(twiceAreas []int64, l pyramid.Lattice) bool {
	if len(twiceAreas) == 0 {
		return false
	}
	sorted := slices.Clone(twiceAreas)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]>>(2*l.Shift) >= 2*legiblePixels*l.PixelArea()
}

// finestShown is the rank of the finest level of zones that is legible; the coarsest there is always is.
func finestShown(byRank [][]int64, l pyramid.Lattice) int {
	shown := -1
	for rank, areas := range byRank {
		if len(areas) > 0 && (shown < 0 || isLegible(areas, l)) {
			shown = rank
		}
	}
	return max(0, shown)
}
