package attributes

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// ClusterFacts is what is to be known of a layer's features so that they can be clustered.
type ClusterFacts struct {
	Area  func(f int32) float64 // m², on the ellipsoid
	Class func(f int32) string  // of one class are those that may be shown as one
}

// Largest is the member with the largest area, the first of equals.
func (s *ClusterFacts) Largest(b []int32) int32 {
	best := b[0]
	for _, f := range b[1:] {
		if s.Area(f) > s.Area(best) {
			best = f
		}
	}
	return best
}

// WithClusters is the table with a level's clusters behind its features: of each the number and the sum of areas, and what all of a
// class have in common. Its id depends on the largest member alone.
func (t *Table) WithClusters(clusters [][]int32) *Table {
	n := len(t.IDs)
	largest, sums := make([]int32, len(clusters)), make([]float64, len(clusters))
	zones := Membership{start: []int32{0}}
	for k, b := range clusters {
		largest[k] = t.Clusterable.Largest(b)
		var in []int32
		for _, f := range b {
			sums[k] += t.Clusterable.Area(f)
			in = append(in, t.Zones.positions[t.Zones.start[f]:t.Zones.start[f+1]]...)
		}
		slices.Sort(in)
		zones.positions = append(zones.positions, slices.Compact(in)...)
		zones.start = append(zones.start, int32(len(zones.positions)))
	}
	taken := map[uint64]bool{}
	for _, id := range t.IDs {
		taken[id] = true
	}
	ids := slices.Clone(t.IDs)
	// The key's prefix is as old as the ids.
	for _, id := range FeatureIDs(t.layer.Name, len(clusters), func(k int) string { return fmt.Sprintf("bunch\x00%d", t.IDs[largest[k]]) }) {
		for taken[id] {
			id++
		}
		taken[id] = true
		ids = append(ids, id)
	}
	columns := make([]*mvt.Column, len(t.columns))
	for i, c := range t.columns {
		switch c.Name {
		case AreaField.Name:
			columns[i] = c.Extended(n, func(k int) []byte { return mvt.EncodeValue(legibleArea(sums[k])) })
		case CountField.Name:
			columns[i] = c.Extended(n, func(k int) []byte { return mvt.EncodeValue(int64(len(clusters[k]))) })
		case "kind", "rule": // coded, and what makes the class
			columns[i] = c.ExtendedLike(largest)
		default:
			columns[i] = c.Extended(n, func(int) []byte { return nil })
		}
	}
	out := NewTable(t.layer, ids, joined(t.Zones, zones), columns...)
	out.Clusterable = t.Clusterable
	return out
}
