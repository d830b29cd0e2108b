//go:build cgo

package serve_test

import (
	"bytes"
	"compress/gzip"
	"slices"
	"testing"

	orbmvt "github.com/paulmach/orb/encoding/mvt"

	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// shown is how many complaints of one kind a test writes down; it counts all.
const shown = 5

type complaints struct {
	t     *testing.T
	about string
	n     int
}

func (c *complaints) add(format string, args ...any) {
	if c.n++; c.n <= shown {
		c.t.Errorf(format, args...)
	}
}

func (c *complaints) sum() {
	if c.n > shown {
		c.t.Errorf("%s: %d in all", c.about, c.n)
	}
}

// heaviest is how many bytes a tile may have compressed.
const heaviest = 500_000

// TestStrict: in all matrix sets every tile of the sample keeps to MVT 2.1 to the letter, is read by orb, and stays below 500 kB
// compressed; layers one by one are the layers together.
//
//testrun:plain
func TestStrict(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := sampleCounty(t)
	bad := complaints{t: t, about: "breaches"}
	defer bad.sum()
	for _, m := range tilematrix.All() {
		for z := m.MinZoom; z <= 17; z++ {
			total, largest, at := 0, 0, ""
			n := c.eachOf(t, m, z, layers, nil, func(tile *tile) {
				for _, p := range strict.Validate(tile.layers) {
					bad.add("%s %v: %v", m.ID, tile, p)
				}
				if _, err := orbmvt.Unmarshal(tile.raw); err != nil {
					bad.add("%s %v: orb: %v", m.ID, tile, err)
				}
				if size := len(tile.raw); size > largest {
					largest, at = size, tile.String()
				}
				// A tile that is light as it is cannot be too heavy compressed.
				if len(tile.raw) > heaviest-heaviest/10 {
					if size := zipped(t, tile.raw); size > heaviest {
						t.Errorf("%s %v: %d bytes compressed", m.ID, tile, size)
					}
				}
				total += len(tile.raw)
				if z > 12 && tile.place.X%8 > 0 {
					return
				}
				var parts []byte
				for _, name := range layers {
					one, err := c.set.Tile(serve.Request{Layers: []string{name}, TileMatrixSet: m, Z: z, X: tile.place.X, Y: tile.place.Y})
					if err != nil {
						t.Fatal(err)
					}
					parts = append(parts, one...)
				}
				if !bytes.Equal(parts, tile.raw) {
					t.Errorf("%s %v: the layers one by one are not the layers together", m.ID, tile)
				}
			})
			if n == 0 {
				t.Errorf("%s z%d: no tile", m.ID, z)
				continue
			}
			t.Logf("%s z%d: %d tiles, %d bytes on average, the largest %d (%s)", m.ID, z, n, total/n, largest, at)
		}
	}
}

func zipped(t *testing.T, raw []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// TestFindingsAtEveryZoom: the gaps, overlaps and patches of the tiles are those of the snapshot at every zoom, each under one
// feature id, in their own layers as among the points.
//
//testrun:plain
func TestFindingsAtEveryZoom(t *testing.T) {
	c := sampleCounty(t)
	var patches []string
	for _, change := range c.snap.Changes {
		for i := range change.Patches.Pixels {
			patches = append(patches, change.PatchID(int32(i)))
		}
	}
	want := map[string][]string{"gaps": c.snap.Found.Gaps.ID, "overlaps": c.snap.Found.Overlaps.ID, "patches": patches}
	for name, ids := range want {
		if len(ids) == 0 {
			t.Fatalf("the sample has no %s", name)
		}
		idOf, featureOf := map[uint64]string{}, map[string]uint64{}
		for z := range 17 {
			found := map[string]bool{}
			c.each(t, z, []string{name}, nil, func(tile *tile) {
				for _, l := range tile.layers {
					for i := range l.Features {
						f := &l.Features[i]
						a := l.Attributes(f)
						id, _ := a["id"].(string)
						if name == "patches" {
							id, _ = a["patch"].(string)
						}
						if f.Type != strict.PolygonType && f.Type != strict.PointType {
							t.Errorf("%v: %s %s has the type %d", tile, name, id, f.Type)
						}
						if m2, _ := a["area_m2"].(float64); m2 <= 0 && a["area_m2"] == nil {
							t.Errorf("%v: %s %s has no area", tile, name, id)
						}
						if was, ok := idOf[f.ID]; !f.HasID || ok && was != id {
							t.Errorf("%v: feature %d is %s, and elsewhere %s", tile, f.ID, id, was)
						}
						if was, ok := featureOf[id]; ok && was != f.ID {
							t.Errorf("%v: %s is feature %d, and elsewhere %d", tile, id, f.ID, was)
						}
						idOf[f.ID], featureOf[id], found[id] = id, f.ID, true
					}
				}
			})
			for _, id := range ids {
				if !found[id] {
					t.Errorf("z%d: %s lacks %s", z, name, id)
				}
				delete(found, id)
			}
			for id := range found {
				t.Errorf("z%d: %s has %q, which the snapshot has not", z, name, id)
			}
		}
	}
	for z := range 17 {
		var got []uint64
		c.each(t, z, []string{"points"}, nil, func(tile *tile) {
			for _, f := range tile.layers[0].Features {
				got = append(got, f.ID)
			}
		})
		slices.Sort(got)
		all := len(patches) + len(want["gaps"]) + len(want["overlaps"])
		if n := len(slices.Compact(slices.Clone(got))); n != all || len(got) != all {
			t.Errorf("z%d: %d points, %d different, of %d", z, len(got), n, all)
		}
	}
}
