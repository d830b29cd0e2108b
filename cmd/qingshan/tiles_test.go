package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	orbmvt "github.com/paulmach/orb/encoding/mvt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/tiles"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// sampleTiles is the sample county's snapshot and its tiles.
func sampleTiles(t *testing.T) (*data.Snapshot, *tiles.Set) {
	t.Helper()
	dir := t.TempDir()
	must(t, "sample", "--scale", "S", dir)
	p, err := ingest.LoadProject(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := ingest.Run(context.Background(), p, ingest.Options{Tiles: tiles.Write})
	if err != nil {
		t.Fatal(err)
	}
	set, err := tiles.Load(context.Background(), r.Snapshot, filepath.Join(p.StorePath(), "snapshots", string(r.ID)))
	if err != nil {
		t.Fatal(err)
	}
	return r.Snapshot, set
}

func layerNames(s *tiles.Set) (names []string) {
	for _, l := range s.Layers() {
		names = append(names, l.Name)
	}
	return names
}

// eachTile calls visit for every occupied tile of a level with what it holds.
func eachTile(t *testing.T, s *tiles.Set, m *tiles.Matrix, z int, visit func(p tiles.Place, raw []byte, layers []mvt.Layer)) {
	t.Helper()
	r := tiles.Request{Layers: layerNames(s), Matrix: m, Z: z}
	places, err := s.Occupied(r)
	if err != nil {
		t.Fatal(err)
	}
	for p := range places {
		r.X, r.Y = p.X, p.Y
		raw, err := s.Tile(r)
		if err != nil {
			t.Fatal(err)
		}
		layers, err := mvt.Decode(raw)
		if err != nil {
			t.Fatalf("%s %d/%d/%d: %v", m.ID, p.Z, p.X, p.Y, err)
		}
		visit(p, raw, layers)
	}
}

// TestTilesAreStrict: every tile of the sample keeps MVT 2.1 to the letter, in all matrix sets, is read by orb, and is light.
func TestTilesAreStrict(t *testing.T) {
	_, set := sampleTiles(t)
	for _, m := range tiles.Matrices() {
		for z := m.MinZoom; z <= 17; z++ {
			n, most := 0, 0
			eachTile(t, set, m, z, func(p tiles.Place, raw []byte, layers []mvt.Layer) {
				if len(raw) == 0 {
					return // a part of an occupied tile of level 16
				}
				n++
				if problems := mvt.Validate(layers); len(problems) > 0 {
					t.Fatalf("%s %d/%d/%d: %d problems, the first %v", m.ID, p.Z, p.X, p.Y, len(problems), problems[0])
				}
				if _, err := orbmvt.Unmarshal(raw); err != nil {
					t.Fatalf("%s %d/%d/%d: orb: %v", m.ID, p.Z, p.X, p.Y, err)
				}
				var b bytes.Buffer
				w := gzip.NewWriter(&b)
				_, err := w.Write(raw)
				if err := errors.Join(err, w.Close()); err != nil {
					t.Fatal(err)
				}
				most = max(most, b.Len())
			})
			if most > 500_000 {
				t.Errorf("%s z%d: a tile of %d bytes gzip", m.ID, z, most)
			}
			if n == 0 {
				t.Errorf("%s z%d: no tile", m.ID, z)
			}
			t.Logf("%s z%d: %d tiles, at most %d bytes gzip", m.ID, z, n, most)
		}
	}
}

// TestNoFindingVanishes: at every level the tiles hold exactly the gaps, overlaps and patches there are, each under one id.
func TestNoFindingVanishes(t *testing.T) {
	s, set := sampleTiles(t)
	want := map[string][]string{"gaps": s.Found.Gaps.ID, "overlaps": s.Found.Overlaps.ID}
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			want["patches"] = append(want["patches"], c.PatchID(int32(i)))
		}
	}
	ids := map[string]uint64{}
	for z := range 17 {
		got := map[string]map[string]bool{"gaps": {}, "overlaps": {}, "patches": {}}
		eachTile(t, set, tiles.WebMercatorQuad(), z, func(_ tiles.Place, _ []byte, layers []mvt.Layer) {
			for _, l := range layers {
				if got[l.Name] == nil {
					continue
				}
				for _, f := range l.Features {
					id, _ := l.Attributes(&f)["id"].(string)
					if l.Name == "patches" {
						id, _ = l.Attributes(&f)["patch"].(string)
					}
					got[l.Name][id] = true
					k := l.Name + "\x00" + id
					if was, known := ids[k]; known && was != f.ID {
						t.Fatalf("z%d: %s %s is feature %d, and was %d", z, l.Name, id, f.ID, was)
					}
					ids[k] = f.ID
				}
			}
		})
		for name, all := range want {
			if list := slices.Sorted(maps.Keys(got[name])); !slices.Equal(list, slices.Sorted(slices.Values(all))) {
				t.Errorf("z%d: %d of %d %s", z, len(list), len(all), name)
			}
		}
	}
}

// TestNeighboursStayTogether: inside a tile every border of a zone is the border of exactly one other zone of its level, run the
// other way, or of none, and then it is the parent's border too.
func TestNeighboursStayTogether(t *testing.T) {
	_, set := sampleTiles(t)
	type edge struct{ a, b mvt.Point }
	checked := 0
	for z := 5; z <= 15; z++ {
		eachTile(t, set, tiles.WebMercatorQuad(), z, func(p tiles.Place, _ []byte, layers []mvt.Layer) {
			for _, l := range layers {
				if l.Name != "zones" {
					continue
				}
				edges := map[string]map[edge]int{}
				for _, f := range l.Features {
					level := l.Attributes(&f)["level"].(string)
					if edges[level] == nil {
						edges[level] = map[edge]int{}
					}
					for _, ring := range f.Parts {
						for i, a := range ring {
							edges[level][edge{a, ring[(i+1)%len(ring)]}]++
						}
					}
				}
				outer := edges["county"]
				inside := func(q mvt.Point) bool { return q.X > 0 && q.Y > 0 && q.X < int64(l.Extent) && q.Y < int64(l.Extent) }
				for level, set := range edges {
					for e, n := range set {
						if !inside(e.a) || !inside(e.b) {
							continue
						}
						checked++
						if n != 1 || set[edge{e.b, e.a}] != 1 && outer[e] != 1 {
							t.Fatalf("%d/%d/%d: the border %v of a %s is run %d times, and %d times back", p.Z, p.X, p.Y, e, level, n, set[edge{e.b, e.a}])
						}
					}
				}
			}
		})
	}
	if checked < 10000 {
		t.Errorf("only %d borders were looked at", checked)
	}
}

func TestTileRequestsAreChecked(t *testing.T) {
	_, set := sampleTiles(t)
	for want, r := range map[error]tiles.Request{
		tiles.ErrNoLayer:   {Layers: []string{"hills"}},
		tiles.ErrTileRange: {Layers: []string{"zones"}, Z: 31},
		tiles.ErrNoField:   {Layers: []string{"zones"}, Fields: []string{"height"}},
		tiles.ErrNoZone:    {Layers: []string{"zones"}, Zone: "nowhere"},
	} {
		if _, err := set.Tile(r); !errors.Is(err, want) {
			t.Errorf("%+v: %v", r, err)
		}
	}
}
