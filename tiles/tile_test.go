package tiles

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/planar"
	"github.com/twpayne/go-geom"
	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/mend"
)

// flatEarth places tile units of tile 10/500/500 on the world, so that tests can draw in them.
func flatEarth(x, y float64) (lon, lat float64) {
	const size = 1 << 22
	wx, wy := 500*size+x*size/Extent, 500*size+y*size/Extent
	return LonLat(uint32(wx), uint32(wy))
}

func layerOf(name string, rings ...[][]float64) *Layer {
	var b spatial.Builder
	for _, polygon := range rings {
		var flat []float64
		var ends []int
		for _, r := range polygon {
			flat = append(flat, r...)
			ends = append(ends, len(flat))
		}
		b.Add(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{ends}))
	}
	p := b.Build()
	return polygonLayer(Layer{Name: name, Fields: []Field{{"id", "Number"}, {"name", "String"}}}, p, flatEarth, func(i int) []any { return []any{int64(i), "同名"} })
}

func decode(t interface{ Fatal(...any) }, raw []byte) mvt.Layers {
	layers, err := mvt.Unmarshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

func polygonsOf(t interface{ Fatal(...any) }, g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	t.Fatal("not a polygon")
	return nil
}

// TestClipMeetsGEOS: what a decoded tile covers is the rounded polygon inside the buffered tile.
func TestClipMeetsGEOS(t *testing.T) {
	worker := mend.NewWorker()
	tileBox, err := worker.Shape(geom.NewMultiPolygonFlat(geom.XY, []float64{low, low, high, low, high, high, low, high, low, low}, [][]int{{10}}))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 14).Draw(t, "corners")
		cx, cy := rapid.Float64Range(-2000, 6000).Draw(t, "x"), rapid.Float64Range(-2000, 6000).Draw(t, "y")
		var ring []float64
		for i := range n {
			r := rapid.Float64Range(50, 5000).Draw(t, "radius")
			a := 2 * math.Pi * float64(i) / float64(n)
			ring = append(ring, math.Round(cx+r*math.Cos(a)), math.Round(cy+r*math.Sin(a)))
		}
		ring = append(ring, ring[0], ring[1])
		whole, err := worker.Shape(geom.NewMultiPolygonFlat(geom.XY, ring, [][]int{{len(ring)}}))
		if err != nil {
			t.Fatal(err)
		}
		if why, _ := worker.Invalid(geom.NewMultiPolygonFlat(geom.XY, ring, [][]int{{len(ring)}})); why != "" {
			t.Skip("rounding crossed the ring")
		}
		want, err := worker.Intersection(whole, tileBox)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := NewSet(layerOf("a", [][]float64{ring})).Tile(Request{Layers: []string{"a"}, Z: 10, X: 500, Y: 500})
		if err != nil {
			t.Fatal(err)
		}
		got := 0.0
		for _, l := range decode(t, raw) {
			for _, f := range l.Features {
				for _, p := range polygonsOf(t, f.Geometry) {
					got += math.Abs(planar.Area(p))
				}
			}
		}
		// Clipped corners are rounded to the lattice: half a unit along each cut.
		if tolerance := 4*(high-low)/2.0 + 1; math.Abs(got-want.PlanarArea()) > tolerance {
			t.Fatalf("covers %v, want %v of %v", got, want.PlanarArea(), ring)
		}
	})
}

// TestRingsAreStrict: closed, at least three corners, no zero area, wound by role.
func TestRingsAreStrict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-9000, 12000)
		var polygons [][][]float64
		for range rapid.IntRange(1, 4).Draw(t, "polygons") {
			var ring []float64
			for range rapid.IntRange(3, 9).Draw(t, "corners") { // crossing itself or not
				ring = append(ring, coordinate.Draw(t, "x"), coordinate.Draw(t, "y"))
			}
			polygons = append(polygons, [][]float64{append(ring, ring[0], ring[1])})
		}
		set := NewSet(layerOf("a", polygons...))
		for z, at := range map[int]uint32{6: 31, 10: 500, 13: 4003} {
			raw, err := set.Tile(Request{Layers: []string{"a"}, Z: z, X: at, Y: at})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range decode(t, raw) {
				for _, f := range l.Features {
					for _, p := range polygonsOf(t, f.Geometry) {
						for i, r := range p {
							a := planar.Area(r)
							if len(r) < 4 || r[0] != r[len(r)-1] || a == 0 || (r.Orientation() == orb.CCW) != (i == 0) {
								t.Fatalf("ring %d: %v, area %v, %v", i, r, a, r.Orientation())
							}
						}
					}
				}
			}
		}
	})
}

// TestNeighboursStayTogether: a row of polygons that share fractal borders covers every sampled point exactly once.
func TestNeighboursStayTogether(t *testing.T) {
	border := func(x float64) []float64 {
		var out []float64
		for i := 0; i <= 64; i++ {
			y := float64(i) * 64
			out = append(out, x+37*math.Sin(y/51)+11.3*math.Sin(y/7.7), y)
		}
		out[0], out[len(out)-2] = x, x
		return out
	}
	var polygons [][][]float64
	for k := range 8 {
		left, right := border(float64(k)*512), border(float64(k+1)*512)
		spatial.Reverse(left)
		ring := append(append([]float64{}, right...), left...)
		polygons = append(polygons, [][]float64{append(ring, ring[0], ring[1])})
	}
	set := NewSet(layerOf("a", polygons...))
	// The outermost borders wave too, so samples keep away from them.
	for _, z := range []struct {
		z    int
		x, y uint32
	}{{10, 500, 500}, {8, 125, 125}, {6, 31, 31}, {12, 2001, 2001}} {
		raw, err := set.Tile(Request{Layers: []string{"a"}, Z: z.z, X: z.x, Y: z.y})
		if err != nil {
			t.Fatal(err)
		}
		var all []orb.MultiPolygon
		bound := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
		for _, l := range decode(t, raw) {
			for _, f := range l.Features {
				m := polygonsOf(t, f.Geometry)
				all = append(all, m)
				bound = bound.Union(m.Bound())
			}
		}
		for i := range 60 {
			for j := range 60 {
				p := orb.Point{bound.Min[0] + (bound.Max[0]-bound.Min[0])*(0.03+0.94*(float64(i)+0.437)/60), bound.Min[1] + (bound.Max[1]-bound.Min[1])*(float64(j)+0.581)/60}
				n := 0
				for _, m := range all {
					if planar.MultiPolygonContains(m, p) {
						n++
					}
				}
				if n != 1 {
					t.Fatalf("z%d: %v is in %d polygons", z.z, p, n)
				}
			}
		}
	}
}

func TestPointsShowAtEveryZoomExactlyOnce(t *testing.T) {
	x, y := Mercator(119.7, 30.5)
	set := NewSet(pointLayer(Layer{Name: "points", Fields: []Field{{"kind", "String"}, {"area_m2", "Number"}}}, []uint32{x, y}, func(int) []any { return []any{"gap", 1.5} }))
	for z := range MaxZoom + 1 {
		tx, ty := uint32(uint64(x)>>(32-z)), uint32(uint64(y)>>(32-z))
		n := 0
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				ax, ay := uint32(int(tx)+dx), uint32(int(ty)+dy)
				if WebMercatorQuad().Check(z, ax, ay) != nil {
					continue
				}
				raw, err := set.Tile(Request{Layers: []string{"points"}, Z: z, X: ax, Y: ay})
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range decode(t, raw) {
					n += len(l.Features)
					if p := l.Features[0].Properties; p["kind"] != "gap" || p["area_m2"] != 1.5 {
						t.Errorf("z%d: properties %v", z, p)
					}
				}
			}
		}
		if n != 1 {
			t.Errorf("z%d: the point is in %d tiles", z, n)
		}
	}
}

func TestTileErrors(t *testing.T) {
	set := NewSet(layerOf("a", [][]float64{{0, 0, 9, 0, 9, 9, 0, 0}}))
	if _, err := set.Tile(Request{Layers: []string{"b"}, Z: 1, X: 0, Y: 0}); !errors.Is(err, ErrNoLayer) {
		t.Error(err)
	}
	for _, c := range [][3]uint32{{23, 0, 0}, {3, 8, 0}, {3, 0, 8}, {0, 1, 0}} {
		if _, err := set.Tile(Request{Layers: []string{"a"}, Z: int(c[0]), X: c[1], Y: c[2]}); !errors.Is(err, ErrTileRange) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestMercatorRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-179.9, 179.9).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")
		a, b := LonLat(Mercator(lon, lat))
		if math.Abs(a-lon) > 1e-7 || math.Abs(b-lat) > 1e-7 {
			t.Fatalf("%v %v became %v %v", lon, lat, a, b)
		}
	})
}

func TestCacheComputesOnceAndStaysSmall(t *testing.T) {
	c := NewCache(10_000)
	var computed atomic.Int32
	block := make(chan struct{})
	var wg sync.WaitGroup
	for range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			body, _, err := c.Get(context.Background(), "k", func() ([]byte, error) {
				computed.Add(1)
				<-block
				return []byte("tile"), nil
			})
			if err != nil || string(body) != "tile" {
				t.Error(string(body), err)
			}
		}()
	}
	close(block)
	wg.Wait()
	if n := computed.Load(); n < 1 || n > 2 {
		t.Errorf("computed %d times", n)
	}
	for i := range 100 {
		if _, _, err := c.Get(context.Background(), string(rune('a'+i)), func() ([]byte, error) { return make([]byte, 500), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if c.size > 10_000 || len(c.tiles) != c.order.Len() {
		t.Errorf("the cache holds %d bytes, %d and %d entries", c.size, len(c.tiles), c.order.Len())
	}
	if _, _, err := c.Get(context.Background(), "bad", func() ([]byte, error) { return nil, errors.New("no") }); err == nil {
		t.Error("an error was kept as a tile")
	}
}

func FuzzTidyAndClip(f *testing.F) {
	f.Add([]byte{0, 0, 200, 0, 200, 200, 0, 200})
	f.Add([]byte{10, 10, 10, 10, 250, 10, 10, 10})
	f.Fuzz(func(t *testing.T, b []byte) {
		var ring []point
		for i := 0; i+1 < len(b); i += 2 {
			ring = append(ring, point{int64(b[i])*40 - 3000, int64(b[i+1])*40 - 3000})
		}
		out, _ := clip(ring, nil)
		out = tidy(out)
		for _, p := range out {
			if p.x < low || p.x > high || p.y < low || p.y > high {
				t.Fatalf("%v is outside of the tile", p)
			}
		}
		if n := len(out); n > 0 && n < 3 {
			t.Fatalf("a ring of %d corners", n)
		}
	})
}
