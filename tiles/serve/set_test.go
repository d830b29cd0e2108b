package serve

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// fixture is a small snapshot.
func fixture(t *testing.T) *snapshot.Snapshot {
	t.Helper()
	root := t.TempDir()
	id := oldstore.Write(t, "schema-2", root)
	s, err := store.OpenDir(root).Get(context.Background(), snapshot.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestClustersKeepSums: where tiles would be too heavy, points are clustered so that at every level each gap, overlap and patch counts
// once and areas add up; a clustered tile made on request is the finished one; TileJSON says so.
func TestClustersKeepSums(t *testing.T) {
	s := fixture(t)
	scatterGaps(&s.Found.Gaps)
	tb := attributes.NewTables(s)
	few := build.StandardOptions()
	for i := range few.LayerBytes {
		few.LayerBytes[i] = 4000
	}
	var file bytes.Buffer
	if _, err := build.WritePyramid(context.Background(), tb, tilematrix.Mercator, few, &file, func() {}); err != nil {
		t.Fatal(err)
	}
	p, err := pyramid.Read(file.Bytes(), attributes.LayerCount)
	if err != nil {
		t.Fatal(err)
	}
	set := newSet(tb, [tilematrix.PlaneCount]*pyramid.Pyramid{p, p})
	clusteredLayers := 0
	for _, layer := range []int{attributes.GapsLayer, attributes.OverlapsLayer, attributes.PatchesLayer, attributes.PointsLayer} {
		name := tb.Layers[layer].Name
		base, err := tb.At(layer, 0)
		if err != nil {
			t.Fatal(err)
		}
		clusteredLevels, all := 0, 0.0
		for f := range base.IDs {
			all += base.Clusterable.Area(int32(f))
		}
		for z := range pyramid.LevelCount {
			count, sum, drawn := 0, 0.0, map[uint64]bool{}
			places, err := set.Occupied(Request{Layers: []string{name}, Z: z})
			if err != nil {
				t.Fatal(err)
			}
			for at := range places {
				r := Request{Layers: []string{name}, Z: z, X: at.X, Y: at.Y}
				raw, err := set.Tile(r)
				if err != nil {
					t.Fatal(err)
				}
				r.Fields = []string{attributes.AreaField.Name}
				if made, err := set.Tile(r); err != nil || !bytes.Equal(made, raw) {
					t.Fatalf("%s %v: %d bytes made, %d ready, %v", name, at, len(made), len(raw), err)
				}
				decoded, err := strict.Decode(raw)
				if err != nil {
					t.Fatal(err)
				}
				for i := range decoded[0].Features {
					f := &decoded[0].Features[i]
					if drawn[f.ID] {
						if f.Type == strict.PointType {
							t.Errorf("%s %v: point %d twice", name, at, f.ID)
						}
						continue
					}
					drawn[f.ID] = true
					a := decoded[0].Attributes(f)
					sum += number(a[attributes.AreaField.Name])
					if n := number(a[attributes.CountField.Name]); n > 0 {
						count += int(n)
					} else {
						count++
					}
				}
			}
			if count != len(base.IDs) || math.Abs(sum-all) > 0.5*float64(len(base.IDs)) {
				t.Errorf("%s z%d: %d of %d, %.1f of %.1f m²", name, z, count, len(base.IDs), sum, all)
			}
			if len(p.Levels[z][layer].Clusters) > 0 {
				clusteredLevels++
				if len(drawn) >= len(base.IDs) {
					t.Errorf("%s z%d: nothing is clustered", name, z)
				}
			}
		}
		clusteredLayers += min(1, clusteredLevels)
		if rules := set.byName[name].Rules; clusteredLevels > 0 && !slices.ContainsFunc(rules, func(r string) bool { return strings.Contains(r, "count") }) {
			t.Errorf("%s: no rule tells of clusters: %q", name, rules)
		}
	}
	if clusteredLayers != 2 {
		t.Errorf("%d layers are clustered, not gaps and points", clusteredLayers)
	}
}

// scatterGaps makes 400 small gaps around the first one.
func scatterGaps(g *snapshot.FindingTable) {
	x, y := g.Shapes.InnerPoint(0)
	zone, set := g.Zone[0], g.Set[0]
	*g = snapshot.FindingTable{}
	var b spatial.Builder
	for i := range 400 {
		side := 5 + float64(i%37)
		x, y := x+float64(i%20)*90, y+float64(i/20)*70
		b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + side, y, x + side, y + side, x, y + side, x, y}, [][]int{{10}}))
		g.ID = append(g.ID, fmt.Sprintf("gap-%d", i))
		g.Zone, g.Set = append(g.Zone, zone), append(g.Set, set)
		g.Ellipsoidal, g.Planar = append(g.Ellipsoidal, side*side), append(g.Planar, side*side)
		g.FirstSeen, g.SplitFrom = append(g.FirstSeen, 20000), append(g.SplitFrom, "")
	}
	g.Shapes = b.Build()
}

func number(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return 0
}
