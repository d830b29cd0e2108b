package serve

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	orbmvt "github.com/paulmach/orb/encoding/mvt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/hausdorff"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// A layer of lines is two declarations. The first one would be a file of tiles/attributes, named in attributes.Layers.

// declareTracks declares a layer of patrol tracks.
func declareTracks(tracks [][][]float64) *attributes.Layer {
	return &attributes.Layer{
		Name: "tracks", Description: "Patrol tracks 巡护轨迹",
		Fields: []attributes.Field{
			{Name: "id", Description: "String"},
			{Name: "lines", Description: "Number: of the track's lines", OnRequest: true},
		},
		Build: func(t *attributes.Tables, l *attributes.Layer, _ int) (*attributes.Table, error) {
			n := len(tracks)
			return attributes.NewTable(l, attributes.FeatureIDs("tracks", n, trackID), t.ZoneOrder.Members(n, func(int) []int32 { return []int32{0} }),
				mvt.NewUniqueColumn(func(i int) any { return trackID(i) }),
				mvt.NewColumn(n, func(i int) any { return int64(len(tracks[i])) }),
			), nil
		},
	}
}

func trackID(i int) string { return fmt.Sprintf("track-%02d", i) }

// The second one would be a file of tiles/build, named in build.StandardOptions.

// trackLines says what the layer draws.
func trackLines(tracks [][][]float64) build.Lines {
	return build.Lines{Layer: attributes.LayerCount, Features: tracks}
}

// inventTracks walks about a snapshot's zones: some far, some hardly at all, some in several lines, some straight on for kilometres.
func inventTracks(s *snapshot.Snapshot) (tracks [][][]float64) {
	r := rand.New(rand.NewPCG(18, 8))
	box := s.Zones.Shapes.Extent()
	for i := range 24 {
		stride := []float64{0.001, 0.3, 15, 400}[i%4]
		var lines [][]float64
		for range 1 + i%3 {
			x, y := box.MinX+r.Float64()*(box.MaxX-box.MinX), box.MinY+r.Float64()*(box.MaxY-box.MinY)
			course := r.Float64() * 2 * math.Pi
			var line []float64
			for range 2 + r.IntN(60) {
				line = append(line, x, y)
				course += r.NormFloat64() * 0.6
				x, y = x+stride*math.Cos(course), y+stride*math.Sin(course)
			}
			lines = append(lines, line)
		}
		tracks = append(tracks, lines)
	}
	return tracks
}

// withTracks is a snapshot's set of tiles with a layer of lines, of WebMercatorQuad only.
func withTracks(t *testing.T, s *snapshot.Snapshot, tracks [][][]float64) *Set {
	t.Helper()
	tables := attributes.NewTables(s, declareTracks(tracks))
	options := build.StandardOptions()
	options.Lines = []build.Lines{trackLines(tracks)}
	var file bytes.Buffer
	if _, err := build.WritePyramid(context.Background(), tables, tilematrix.Mercator, options, &file, func() {}); err != nil {
		t.Fatal(err)
	}
	p, err := pyramid.Read(file.Bytes(), len(tables.Layers))
	if err != nil {
		t.Fatal(err)
	}
	return newSet(tables, [tilematrix.PlaneCount]*pyramid.Pyramid{tilematrix.Mercator: p})
}

// course is a track's lines in tiles of level 0, by small steps: what is straight in the working CRS is not in a tile.
func course(s *snapshot.Snapshot, track [][]float64) (lines []orb.LineString) {
	m := tilematrix.WebMercatorQuad()
	for _, xy := range track {
		var line orb.LineString
		for i := 0; i+3 < len(xy); i += 2 {
			const steps = 20
			for k := range steps + 1 {
				share := float64(k) / steps
				lon, lat := s.LonLat(xy[i]+(xy[i+2]-xy[i])*share, xy[i+1]+(xy[i+3]-xy[i+1])*share)
				u, v := m.Fraction(0, lon, lat)
				line = append(line, orb.Point{u, v})
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// inTile are lines in the units of a tile.
func inTile(lines []orb.LineString, at tilematrix.TileCoord, extent float64) []orb.LineString {
	n := math.Exp2(float64(at.Z))
	out := make([]orb.LineString, len(lines))
	for i, l := range lines {
		for _, p := range l {
			out[i] = append(out[i], orb.Point{(p[0]*n - float64(at.X)) * extent, (p[1]*n - float64(at.Y)) * extent})
		}
	}
	return out
}

// clipped is what orb leaves of lines in a box.
func clipped(lines []orb.LineString, box orb.Bound) (out []orb.LineString) {
	for _, l := range lines {
		out = append(out, clip.LineString(box, l)...)
	}
	return out
}

// shown decodes the tracks of a tile by orb, in the tile's units, by the track's id; the tile must be valid MVT.
func shown(t *testing.T, set *Set, at tilematrix.TileCoord) (tracks map[string][]orb.LineString, extent float64) {
	t.Helper()
	raw, err := set.Tile(Request{Layers: []string{"tracks"}, Z: at.Z, X: at.X, Y: at.Y})
	if err != nil {
		t.Fatal(err)
	}
	tracks, extent = map[string][]orb.LineString{}, float64(pyramid.ExtentAt(at.Z))
	if len(raw) == 0 {
		return tracks, extent
	}
	checked, err := strict.Decode(raw)
	if err != nil {
		t.Fatalf("%v: %v", at, err)
	}
	for _, why := range strict.Validate(checked) {
		t.Errorf("%v: %v", at, why)
	}
	layers, err := orbmvt.Unmarshal(raw)
	if err != nil {
		t.Fatalf("%v: %v", at, err)
	}
	if extent != float64(layers[0].Extent) {
		t.Fatalf("%v: extent %d", at, layers[0].Extent)
	}
	for _, f := range layers[0].Features {
		id := f.Properties["id"].(string)
		if tracks[id] != nil {
			t.Errorf("%v: %s twice", at, id)
		}
		switch g := f.Geometry.(type) {
		case orb.LineString:
			tracks[id] = []orb.LineString{g}
		case orb.MultiLineString:
			tracks[id] = g
		default:
			t.Fatalf("%v: %s is a %s", at, id, g.GeoJSONType())
		}
	}
	return tracks, extent
}

// tolerance is how many units of a tile a line may lie from its course: rounded, cut, and at coarse levels simplified by an eighth of a
// pixel; beyond the pyramid's levels as much as at its finest.
func tolerance(z int, extent float64) float64 {
	if z < pyramid.FullLevel {
		return 4 + 1.5
	}
	return 1.75 * math.Max(1, extent*math.Exp2(float64(z-32)))
}

// TestLinesAreTheirClippedCourse: at all zooms, beyond the pyramid's levels too, each tile shows of each track what orb's clip leaves of
// its course, within a unit or so, and where it shows nothing clip leaves nothing.
//
//testrun:plain
func TestLinesAreTheirClippedCourse(t *testing.T) {
	s := fixture(t)
	tracks := inventTracks(s)
	set := withTracks(t, s, tracks)
	courses := make([][]orb.LineString, len(tracks))
	for i := range tracks {
		courses[i] = course(s, tracks[i])
	}
	zooms := []int{0, 5, 9, 11, 13, 14, 15, 16, 17, 19, 22}
	if testing.Short() {
		zooms = []int{0, 13, 16, 22}
	}
	for _, z := range zooms {
		compared := 0
		for _, at := range tilesOf(courses, z) {
			got, extent := shown(t, set, at)
			pad := extent * pyramid.Buffer / pyramid.Extent
			box := orb.Bound{Min: orb.Point{-pad, -pad}, Max: orb.Point{extent + pad, extent + pad}}
			within := tolerance(z, extent)
			for i := range tracks {
				id := trackID(i)
				whole := inTile(courses[i], at, extent)
				if d := hausdorff.Directed(got[id], clipped(whole, box.Pad(within)), extent/512); d > within {
					t.Errorf("%v shows %s %.2f units off", at, id, d)
				}
				if d := hausdorff.Directed(clipped(whole, box.Pad(-within)), got[id], extent/512); d > within {
					t.Errorf("%v lacks some of %s: %.2f units from what is shown", at, id, d)
				}
				if got[id] != nil {
					compared++
				}
			}
		}
		if compared < len(tracks) {
			t.Errorf("z%d: only %d tracks were compared", z, compared)
		}
	}
}

// tilesOf are tiles that courses go through at a level, and one to the right of each line's beginning; of fine levels only some.
func tilesOf(courses [][]orb.LineString, z int) (out []tilematrix.TileCoord) {
	n := math.Exp2(float64(z))
	some := 1 + max(0, z-pyramid.FullLevel)*97 + max(0, z-12)*7
	seen := map[tilematrix.TileCoord]bool{}
	k := 0
	for _, lines := range courses {
		for _, line := range lines {
			for i, p := range line {
				if k++; k%some != 0 && i > 0 {
					continue
				}
				at := tilematrix.TileCoord{Z: z, X: uint32(p[0] * n), Y: uint32(p[1] * n)}
				if beside := (tilematrix.TileCoord{Z: z, X: at.X + 1, Y: at.Y}); beside.X < uint32(n) && i == 0 {
					seen[beside] = true
				}
				seen[at] = true
			}
		}
	}
	for at := range seen {
		out = append(out, at)
	}
	slices.SortFunc(out, func(a, b tilematrix.TileCoord) int { return int(pyramid.Key(a.X, a.Y)) - int(pyramid.Key(b.X, b.Y)) })
	return out
}

// TestNeighbouringLinesJoin: where the buffers of two tiles side by side overlap both show the same, within the rounding of a cut; every
// track is shown at every level, by its id.
//
//testrun:plain
func TestNeighbouringLinesJoin(t *testing.T) {
	s := fixture(t)
	tracks := inventTracks(s)
	set := withTracks(t, s, tracks)
	for z := range pyramid.LevelCount {
		tiles, err := set.Occupied(Request{Layers: []string{"tracks"}, Z: z})
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for at := range tiles {
			got, extent := shown(t, set, at)
			for id := range got {
				ids[id] = true
			}
			if at.X+1 == 1<<z {
				continue
			}
			right, _ := shown(t, set, tilematrix.TileCoord{Z: z, X: at.X + 1, Y: at.Y})
			pad := extent * pyramid.Buffer / pyramid.Extent
			common := orb.Bound{Min: orb.Point{extent - pad, -pad}, Max: orb.Point{extent + pad, extent + pad}}.Pad(-1)
			for id, lines := range got {
				moved := make([]orb.LineString, 0, len(right[id]))
				for _, l := range right[id] {
					var m orb.LineString
					for _, p := range l {
						m = append(m, orb.Point{p[0] + extent, p[1]})
					}
					moved = append(moved, m)
				}
				if d := hausdorff.Directed(clipped(lines, common), moved, extent/2048); d > 1 {
					t.Errorf("%v: %s lies %.2f units from the tile to the right", at, id, d)
				}
			}
		}
		if len(ids) != len(tracks) {
			t.Errorf("z%d: %d of %d tracks are shown", z, len(ids), len(tracks))
		}
	}
}

// TestLinesMadeOnRequest: a tile of lines that is made with a field is the ready one with that field.
//
//testrun:plain
func TestLinesMadeOnRequest(t *testing.T) {
	s := fixture(t)
	tracks := inventTracks(s)
	set := withTracks(t, s, tracks)
	tiles, err := set.Occupied(Request{Layers: []string{"tracks"}, Z: 12})
	if err != nil {
		t.Fatal(err)
	}
	for at := range tiles {
		r := Request{Layers: []string{"tracks"}, Z: at.Z, X: at.X, Y: at.Y}
		ready, err := set.Tile(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Fields = []string{"id"}
		if made, err := set.Tile(r); err != nil || !bytes.Equal(made, ready) {
			t.Errorf("%v: %d bytes made, %d ready: %v", at, len(made), len(ready), err)
		}
		r.Fields = []string{"lines"}
		made, err := set.Tile(r)
		if err != nil {
			t.Fatal(err)
		}
		layers, err := orbmvt.Unmarshal(made)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range layers[0].Features {
			var i int
			if _, err := fmt.Sscanf(f.Properties["id"].(string), "track-%d", &i); err != nil || f.Properties["lines"] != float64(len(tracks[i])) {
				t.Errorf("%v: %v", at, f.Properties)
			}
		}
	}
}
