//go:build cgo

package serve_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/cutout"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// zonesOf lists the codes of the zones of a level.
func zonesOf(s *snapshot.Snapshot, level snapshot.Level) (codes []string) {
	for i, l := range s.Zones.Level {
		if l == level {
			codes = append(codes, s.Zones.Code[i])
		}
	}
	return codes
}

// names are the texts that tell of a snapshot's rows.
func names(s *snapshot.Snapshot) map[string]bool {
	out := map[string]bool{}
	for _, list := range [][]string{s.Zones.Code, s.Zones.Name, s.Cells.ID, s.Parcels.ID, s.Found.Gaps.ID, s.Found.Overlaps.ID} {
		for _, name := range list {
			out[name] = true
		}
	}
	for i := range s.Cells.Len() {
		out[s.Registry.Name(s.RangerOf(i, s.Manifest.On))] = true
	}
	for _, c := range s.Changes {
		for _, id := range c.Patches.ID {
			out[id] = true
		}
	}
	delete(out, "")
	return out
}

// within is a set of a part, with what is needed to find what it must not show.
type within struct {
	part    *snapshot.Snapshot
	set     *serve.Set
	outside map[string]bool // names that the whole has and the part has not
	roots   []*spatial.Border
	border  [][]float64 // rings of the roots

	vertices int // that were looked at
}

func newWithin(t *testing.T, c *county, part *snapshot.Snapshot) *within {
	t.Helper()
	set, err := c.set.Within(context.Background(), part)
	if err != nil {
		t.Fatal(err)
	}
	w := &within{part: part, set: set, outside: names(c.snap)}
	for name := range names(part) {
		delete(w.outside, name)
	}
	for _, r := range part.Zones.Roots() {
		w.roots = append(w.roots, spatial.NewBorder(part.Zones.Shapes, int(r)))
		part.Zones.Shapes.EachRing(int(r), func(_, _ int, xy []float64) { w.border = append(w.border, xy) })
	}
	return w
}

// astray is how far in metres a place of the working CRS lies from the part's ground.
func (w *within) astray(x, y float64) float64 {
	for _, r := range w.roots {
		if r.Covers(x, y) {
			return 0
		}
	}
	best := math.Inf(1)
	for _, xy := range w.border {
		for i := 0; i+3 < len(xy); i += 2 {
			dx, dy := xy[i+2]-xy[i], xy[i+3]-xy[i+1]
			along := 0.0
			if l := dx*dx + dy*dy; l > 0 {
				along = max(0, min(1, ((x-xy[i])*dx+(y-xy[i+1])*dy)/l))
			}
			best = min(best, math.Hypot(x-xy[i]-along*dx, y-xy[i+1]-along*dy))
		}
	}
	return best
}

// How far beyond the border a vertex may lie, in units of its tile. At full level it is rounded, and its place is rounded again by less
// than a unit per axis; at coarser ones an edge may cut across a bay of the border, by no more than what simplification takes off, and
// be cut there by the tile's side.
const (
	strayFull   = 3
	strayCoarse = 32
)

// inspect complains of whatever a tile shows of ground outside.
func (w *within) inspect(m *tilematrix.TileMatrixSet, tile *tile, bad *complaints) {
	place := func(x, y float64) (float64, float64) {
		return w.part.Manifest.FromLonLat.At(m.LonLat(tile.place.Z, float64(tile.place.X)+x, float64(tile.place.Y)+y))
	}
	for i := range tile.layers {
		l := &tile.layers[i]
		n := float64(l.Extent)
		x0, y0 := place(0, 0)
		x1, y1 := place(1/n, 1/n)
		stray := math.Hypot(x1-x0, y1-y0) * strayCoarse
		if tile.place.Z+m.LevelOffset >= pyramid.FullLevel {
			stray = math.Hypot(x1-x0, y1-y0) * strayFull
		}
		for k := range l.Features {
			f := &l.Features[k]
			for name, v := range l.Attributes(f) {
				if text, ok := v.(string); ok && (w.outside[text] || slices.ContainsFunc(strings.Split(text, ","), func(one string) bool { return w.outside[one] })) {
					bad.add("%s %v: %s shows %s=%q", m.ID, tile, l.Name, name, text)
				}
			}
			for _, part := range f.Parts {
				for _, p := range part {
					w.vertices++
					if off := w.astray(place(float64(p.X)/n, float64(p.Y)/n)); off > stray {
						bad.add("%s %v: %s has a vertex %.2f m beyond the border, of at most %.2f", m.ID, tile, l.Name, off, stray)
					}
				}
			}
		}
	}
}

// TestPartShowsNothingOutside: in both planes, at all zooms, the tiles of a part have no name and no vertex of what is outside, and
// its documents no bounds.
//
//testrun:plain
func TestPartShowsNothingOutside(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := sampleCounty(t)
	townships, villages := zonesOf(c.snap, snapshot.Township), zonesOf(c.snap, snapshot.Village)
	bad := complaints{t: t, about: "what is outside"}
	defer bad.sum()
	for _, codes := range [][]string{{townships[0]}, {townships[1], townships[len(townships)-1]}, {villages[len(villages)/2]}} {
		w := newWithin(t, c, cutout.Of(c.snap, codes...))
		if len(w.outside) < len(names(w.part)) {
			t.Fatalf("%d names are outside of %v", len(w.outside), codes)
		}
		for _, m := range []*tilematrix.TileMatrixSet{tilematrix.WebMercatorQuad(), tilematrix.CGCS2000Quad()} {
			for z := m.MinZoom; z <= 17; z++ {
				(&county{w.part, w.set}).eachOf(t, m, z, layers, nil, func(tile *tile) { w.inspect(m, tile, &bad) })
			}
		}
		if w.vertices < 10_000 {
			t.Errorf("%v: only %d vertices were looked at", codes, w.vertices)
		}
		doc, err := w.set.Describe(serve.Request{Layers: layers}, "")
		if err != nil {
			t.Fatal(err)
		}
		if doc.Bounds != w.part.Bounds() || doc.Bounds == c.snap.Bounds() {
			t.Errorf("%v: bounds %v", codes, doc.Bounds)
		}
		outside := c.snap.Zones.Code[slices.IndexFunc(c.snap.Zones.Code, func(code string) bool { return w.outside[code] })]
		for _, r := range []serve.Request{{Layers: layers, Z: 14, Zone: outside}, {Layers: layers, Z: 14, Zone: "nowhere"}} {
			_, err := w.set.Tile(r)
			if !errors.Is(err, serve.ErrNoZone) || strings.ReplaceAll(err.Error(), r.Zone, "") != serve.ErrNoZone.Error()+`: ""` {
				t.Errorf("zone %s: %v", r.Zone, err)
			}
		}
	}
}

// alone is the set of a snapshot whose tiles were written to a folder, as at ingest.
func alone(t *testing.T, s *snapshot.Snapshot) *serve.Set {
	t.Helper()
	dir := t.TempDir()
	if _, err := build.Write(context.Background(), s, dir, func(int) {}, func() {}); err != nil {
		t.Fatal(err)
	}
	set, err := serve.Load(context.Background(), s, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	return set
}

// sameTiles compares all tiles of two sets, made and ready, byte for byte.
func sameTiles(t *testing.T, got, want *serve.Set, finest int) (n int) {
	t.Helper()
	for _, m := range tilematrix.All() {
		for z := m.MinZoom; z <= finest; z++ {
			r := serve.Request{Layers: layers, TileMatrixSet: m, Z: z}
			places := func(s *serve.Set) []tilematrix.TileCoord {
				found, err := s.Occupied(r)
				if err != nil {
					t.Fatal(err)
				}
				return slices.Collect(found)
			}
			all := places(want)
			if !slices.Equal(places(got), all) {
				t.Fatalf("%s z%d: other tiles are occupied", m.ID, z)
			}
			for _, p := range all {
				r.X, r.Y = p.X, p.Y
				expected, err := want.Tile(r)
				if err != nil {
					t.Fatal(err)
				}
				raw, err := got.Tile(r)
				if err != nil || !bytes.Equal(raw, expected) {
					t.Fatalf("%s %v: %d bytes, want %d, %v", m.ID, p, len(raw), len(expected), err)
				}
				if gz, ready, err := got.AppendReady(nil, r); err != nil || ready && !bytes.Equal(unzipped(t, gz), expected) || ready != (z+m.LevelOffset <= pyramid.FullLevel) {
					t.Fatalf("%s %v: ready %v, %v: the tile is another", m.ID, p, ready, err)
				}
				n++
			}
		}
	}
	return n
}

func unzipped(t *testing.T, gz []byte) []byte {
	t.Helper()
	if len(gz) == 0 {
		return nil
	}
	r, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestPartIsWhatItWouldBeAlone: the tiles of a part are those of a snapshot that never had more; and at full level, where nothing is
// simplified, what does not meet the border is drawn as in the whole, to a unit.
//
//testrun:plain
func TestPartIsWhatItWouldBeAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := sampleCounty(t)
	part := cutout.Of(c.snap, zonesOf(c.snap, snapshot.Township)[:2]...)
	w := newWithin(t, c, part)
	later := serve.Request{Layers: layers, TileMatrixSet: tilematrix.WorldCRS84Quad(), Z: 1}
	if _, ready, err := w.set.AppendReady(nil, later); ready || err != nil {
		t.Errorf("a tile in degrees is said to be ready before they are built: %v", err)
	}
	if n := sameTiles(t, w.set, alone(t, part), 17); n < 500 {
		t.Errorf("only %d tiles", n)
	}
	compared := 0
	(&county{part, w.set}).each(t, 16, layers, nil, func(own *tile) {
		raw, err := c.set.Tile(serve.Request{Layers: layers, Z: 16, X: own.place.X, Y: own.place.Y})
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := strict.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		other := &tile{place: own.place, layers: decoded}
		for i := range own.layers {
			l, whole := &own.layers[i], other.layer(own.layers[i].Name)
			if whole == nil {
				t.Fatalf("%v: the whole has no %s", own, l.Name)
			}
			for k := range l.Features {
				f := &l.Features[k]
				at := slices.IndexFunc(whole.Features, func(g strict.Feature) bool { return g.ID == f.ID })
				if at < 0 {
					t.Fatalf("%v: the whole has no feature %d of %s", own, f.ID, l.Name)
				}
				if f.Type == strict.PolygonType && !w.inner(own, l, f) {
					continue
				}
				compared++
				if g := &whole.Features[at]; f.Type != g.Type || apart(f, g) > 1.5 || apart(g, f) > 1.5 {
					t.Errorf("%v: %s %v is drawn otherwise than in the whole:\n%v\n%v", own, l.Name, l.Attributes(f), f.Parts, g.Parts)
				}
			}
		}
	})
	if compared < 1000 {
		t.Errorf("only %d features were compared", compared)
	}
}

// apart is how far in units a corner of a feature lies from the corners and edges of another. Where a neighbour is cut, or an edge is that
// goes on over the border, an edge has a corner more, which is rounded.
func apart(f, g *strict.Feature) (most float64) {
	for _, part := range f.Parts {
		for _, p := range part {
			best := math.Inf(1)
			for _, ring := range g.Parts {
				for i, a := range ring {
					b := ring[(i+1)%len(ring)]
					dx, dy, x, y := float64(b.X-a.X), float64(b.Y-a.Y), float64(p.X-a.X), float64(p.Y-a.Y)
					along := 0.0
					if l := dx*dx + dy*dy; l > 0 {
						along = max(0, min(1, (x*dx+y*dy)/l))
					}
					best = min(best, math.Hypot(x-along*dx, y-along*dy))
				}
			}
			most = max(most, best)
		}
	}
	return most
}

// inner tells whether all corners of a feature in a tile are more than a metre within the border, and so what is cut elsewhere is not
// cut here.
func (w *within) inner(tile *tile, l *strict.Layer, f *strict.Feature) bool {
	m, n := tilematrix.WebMercatorQuad(), float64(l.Extent)
	for _, part := range f.Parts {
		for _, p := range part {
			x, y := w.part.Manifest.FromLonLat.At(m.LonLat(tile.place.Z, float64(tile.place.X)+float64(p.X)/n, float64(tile.place.Y)+float64(p.Y)/n))
			for _, d := range [4][2]float64{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
				if w.astray(x+d[0], y+d[1]) > 0 {
					return false
				}
			}
		}
	}
	return true
}

// TestPartThatTellsLess: where a part has all ground and only fewer fields, its tiles are those that it would have alone, and all layers
// but the changed one are the whole's bytes.
//
//testrun:plain
func TestPartThatTellsLess(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	c := sampleCounty(t)
	public, err := scope.Cut(context.Background(), c.snap, scope.Of(scope.Part{Groups: scope.Public}))
	if err != nil {
		t.Fatal(err)
	}
	if set, err := c.set.Within(context.Background(), public); err != nil || set.Held() > 0 {
		t.Errorf("what the public sees of all zones: pyramids were built, or %v", err)
	}
	part := cutout.Nameless(c.snap)
	set, err := c.set.Within(context.Background(), part)
	if err != nil {
		t.Fatal(err)
	}
	if set.Held() > 0 {
		t.Errorf("it holds %d bytes: pyramids were built", set.Held())
	}
	sameTiles(t, set, alone(t, part), 17)
	named := 0
	for _, z := range []int{10, 12, 14} {
		c.each(t, z, layers, nil, func(tile *tile) {
			for _, name := range layers {
				r := serve.Request{Layers: []string{name}, Z: z, X: tile.place.X, Y: tile.place.Y}
				own, _, err := set.AppendReady(nil, r)
				if err != nil {
					t.Fatal(err)
				}
				whole, _, err := c.set.AppendReady(nil, r)
				if err != nil {
					t.Fatal(err)
				}
				if name != "cells" || z < 11 {
					if !bytes.Equal(own, whole) {
						t.Errorf("%v: %s is not the whole's", tile, name)
					}
					continue
				}
				if bytes.Contains(unzipped(t, own), []byte("ranger")) && bytes.Contains(unzipped(t, whole), []byte("ranger")) {
					decoded, err := strict.Decode(unzipped(t, own))
					if err != nil {
						t.Fatal(err)
					}
					for i := range decoded[0].Features {
						if v, ok := decoded[0].Attributes(&decoded[0].Features[i])["ranger"]; ok {
							t.Errorf("%v: a cell's ranger is %v", tile, v)
						}
					}
					named++
				}
			}
		})
	}
	if named == 0 {
		t.Error("no tile of the whole names a ranger")
	}
}

// TestPartOfNothing: who may see no zone of a snapshot gets empty tiles.
//
//testrun:plain
func TestPartOfNothing(t *testing.T) {
	c := sampleCounty(t)
	set, err := c.set.Within(context.Background(), cutout.Of(c.snap))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range tilematrix.All() {
		for z := m.MinZoom; z <= 17; z++ {
			if n := (&county{c.snap, set}).eachOf(t, m, z, layers, nil, func(*tile) {}); n > 0 {
				t.Errorf("%s z%d: %d tiles", m.ID, z, n)
			}
		}
	}
	if raw, err := set.Tile(serve.Request{Layers: layers}); err != nil || len(raw) > 0 {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
	if doc, err := set.Describe(serve.Request{Layers: layers}, ""); err != nil || doc.Bounds != [4]float64{} {
		t.Errorf("%+v, %v", doc, err)
	}
}

// TestRandomScopes: whatever zones of whatever county somebody may see, with or without the names of rangers, his tiles are those that
// the part would have alone, and show no name and no vertex of what is outside.
//
//testrun:plain
func TestRandomScopes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		snap := randomCounties(r)
		whole, err := serve.Load(context.Background(), snap, "")
		if err != nil {
			t.Fatal(err)
		}
		c := &county{snap, whole}
		var codes []string
		taken := map[int32]bool{}
		for _, z := range rapid.SliceOfN(rapid.IntRange(0, snap.Zones.Len()-1), 1, 3).Draw(r, "zones") {
			free := true
			for k := range snap.Zones.Len() {
				related := slices.Contains(snap.Zones.Chain(int32(z)), int32(k)) || slices.Contains(snap.Zones.Chain(int32(k)), int32(z))
				free = free && !(related && taken[int32(k)])
			}
			if free {
				taken[int32(z)] = true
				codes = append(codes, snap.Zones.Code[z])
			}
		}
		part, everywhere := cutout.Of(snap, codes...), rapid.Bool().Draw(r, "everywhere")
		if everywhere {
			part = snap
		}
		if everywhere || rapid.Bool().Draw(r, "nameless") {
			part = cutout.Nameless(part, rapid.SliceOfDistinct(rapid.SampledFrom(snap.Cells.ID), rapid.ID).Draw(r, "named")...)
		}
		w := newWithin(t, c, part)
		if everywhere != (w.set.Held() == 0) {
			r.Fatalf("everywhere: %v, %d bytes are held", everywhere, w.set.Held())
		}
		bad := complaints{t: t, about: "what is outside"}
		ref, err := serve.Load(context.Background(), part, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, z := range []int{0, 9, 13, 15, 16, 17} {
			for _, place := range occupiedBy(t, ref, w.set, c.set, z) {
				req := serve.Request{Layers: layers, Z: z, X: place.X, Y: place.Y}
				raw, err := w.set.Tile(req)
				if err != nil {
					t.Fatal(err)
				}
				if want, err := ref.Tile(req); err != nil || !bytes.Equal(raw, want) {
					r.Fatalf("%v of %v: %d bytes, alone %d, %v", place, codes, len(raw), len(want), err)
				}
				if gz, ready, err := w.set.AppendReady(nil, req); err != nil || ready && !bytes.Equal(unzipped(t, gz), raw) {
					r.Fatalf("%v of %v: what is ready is another tile, %v", place, codes, err)
				}
				decoded, err := strict.Decode(raw)
				if err != nil {
					t.Fatal(err)
				}
				if !everywhere { // what lies in no zone is shown, too
					w.inspect(tilematrix.WebMercatorQuad(), &tile{place, raw, decoded}, &bad)
				}
			}
		}
		if bad.n > 0 {
			r.Fatalf("%d complaints of %v", bad.n, codes)
		}
	})
}

// occupiedBy lists the tiles of a level that any of some sets has.
func occupiedBy(t *testing.T, a, b, c *serve.Set, z int) (out []tilematrix.TileCoord) {
	t.Helper()
	seen := map[tilematrix.TileCoord]bool{}
	for _, s := range []*serve.Set{a, b, c} {
		found, err := s.Occupied(serve.Request{Layers: layers, Z: z})
		if err != nil {
			t.Fatal(err)
		}
		for p := range found {
			if !seen[p] {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// randomCounties are two counties side by side, of villages in strips, with cells and parcels across all borders.
func randomCounties(r *rapid.T) *snapshot.Snapshot {
	p := landscape.NewPlane()
	at := func(label string) float64 { return float64(rapid.IntRange(-5, 4005).Draw(r, label)) / 10 }
	middle := float64(rapid.IntRange(1000, 3000).Draw(r, "middle")) / 10
	for k, side := range [2][2]float64{{0, middle}, {middle, 400}} {
		code := fmt.Sprintf("99000%d", k+1)
		up := int32(len(p.Tables.Zones.Code))
		p.Zone(code, "县"+code, snapshot.County, -1, "", landscape.Rectangle(side[0], 0, side[1], 400))
		y := 0.0
		for n := range rapid.IntRange(1, 3).Draw(r, "villages") {
			next := y + float64(rapid.IntRange(200, 1300).Draw(r, "village"))/10
			p.Zone(fmt.Sprintf("%s%03d", code, n), "村"+code+fmt.Sprint(n), snapshot.Village, up, "", landscape.Rectangle(side[0], y, side[1], next))
			y = next
		}
	}
	for n := range rapid.IntRange(2, 8).Draw(r, "cells") {
		x, y := at("x"), at("y")
		p.Cell(fmt.Sprint("ranger", n), snapshot.NoDate, landscape.Rectangle(x, y, x+1+at("w")/2, y+1+at("h")/2))
	}
	for range rapid.IntRange(2, 12).Draw(r, "parcels") {
		x, y := at("x"), at("y")
		p.Parcel(rapid.SampledFrom([]string{"0111", "0200"}).Draw(r, "class"), landscape.Rectangle(x, y, x+1+at("w")/4, y+1+at("h")/4))
	}
	return p.Build()
}
