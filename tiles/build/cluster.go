package build

import (
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// A cluster is looked for within squares of these widths in units of [pyramid.Extent], as shifts: an eighth of a pixel of a 256-pixel tile, or
// as much more as is needed.
const (
	minClusterShift = 2
	maxClusterShift = 13
)

// pointFeature is a feature that a level shows as a point.
type pointFeature struct {
	feature int32
	at      topology.Point // on the level's lattice
}

// points adds features as points, clustered as far as limit bytes a tile ask for; t is their table.
func (w *layerTiles) points(list []pointFeature, t *attributes.Table, limit int) (clusters [][]int32) {
	add := func() {
		for _, s := range list {
			w.point(s.at, s.feature)
		}
	}
	if add(); w.heaviest() <= limit {
		return nil
	}
	all := list
	for shift := minClusterShift; shift <= maxClusterShift; shift++ {
		list, clusters = clustered(all, t, shift)
		w.dropPoints()
		if add(); w.heaviest() <= limit {
			break
		}
	}
	return clusters
}

// clustered joins points of one class in one square. A cluster lies where its largest member does.
func clustered(all []pointFeature, t *attributes.Table, shift int) (list []pointFeature, clusters [][]int32) {
	type square struct {
		x, y  int32
		class string
	}
	members := map[square][]int{}
	var order []square
	for i, s := range all {
		k := square{s.at.X >> shift, s.at.Y >> shift, t.Clusterable.Class(s.feature)}
		if members[k] == nil {
			order = append(order, k)
		}
		members[k] = append(members[k], i)
	}
	for _, k := range order {
		if len(members[k]) == 1 {
			list = append(list, all[members[k][0]])
			continue
		}
		var cluster []int32
		for _, i := range members[k] {
			cluster = append(cluster, all[i].feature)
		}
		slices.Sort(cluster)
		largest := t.Clusterable.Largest(cluster)
		at := all[members[k][slices.IndexFunc(members[k], func(i int) bool { return all[i].feature == largest })]].at
		list = append(list, pointFeature{int32(len(t.IDs) + len(clusters)), at})
		clusters = append(clusters, cluster)
	}
	return list, clusters
}
