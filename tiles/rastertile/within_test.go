package rastertile

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// blob is a jagged ring around a place, with a hole.
func blob(rng *rand.Rand, x, y, r float64) *geom.MultiPolygon {
	ring := func(r float64) (xy []float64) {
		const n = 40
		for i := range n {
			a, far := 2*math.Pi*float64(i)/n, r*(0.6+0.4*rng.Float64())
			xy = append(xy, x+far*math.Cos(a), y+far*math.Sin(a))
		}
		return append(xy, xy[0], xy[1])
	}
	outer, hole := ring(r), ring(r/3)
	slices.Reverse(hole) // of pairs: x and y change places, and are put right
	for i := 0; i < len(hole); i += 2 {
		hole[i], hole[i+1] = hole[i+1], hole[i]
	}
	return geom.NewMultiPolygonFlat(geom.XY, append(outer, hole...), [][]int{{len(outer), len(outer) + len(hole)}})
}

// partOf is a part of the snapshot of [scenesOf] with some ground as its zones, given in pixels of tile 10/800/400, which are also the
// plane of the working CRS.
func partOf(t testing.TB, of *Set, shapes ...*geom.MultiPolygon) *snapshot.Snapshot {
	t.Helper()
	m := tilematrix.WebMercatorQuad()
	f := &frame{tileMatrixSet: m, z: bz, x: bx, y: by, size: 256}
	b := m.Bounds(bz, bx, by)
	degrees := spatial.Box{MinX: b[0], MinY: b[1], MaxX: b[2], MaxY: b[3]}
	fit := func(box spatial.Box, do func(x, y float64) (float64, float64)) *crsapprox.Warp {
		w, err := crsapprox.Fit(func(xs, ys []float64) error {
			for i := range xs {
				xs[i], ys[i] = do(xs[i], ys[i])
			}
			return nil
		}, box, 1e-7)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	s := snapshot.NewTables(snapshot.Manifest{FromLonLat: fit(degrees, f.pixel), ToLonLat: fit(spatial.Box{MaxX: 256, MaxY: 256}, f.degrees)})
	var zones spatial.Builder
	for i, shape := range shapes {
		s.Zones.Code, s.Zones.Parent = append(s.Zones.Code, string(rune('a'+i))), append(s.Zones.Parent, -1)
		zones.Add(shape)
	}
	s.Zones.Shapes = zones.Build()
	s.Zones.BuildIndexes()
	for _, sc := range of.Scenes() {
		s.Manifest.Scenes = append(s.Manifest.Scenes, snapshot.SceneInfo{Quantity: sc.Quantity, Date: sc.Date})
	}
	return s.Derived()
}

// holds counts the borders to the right of a place.
func holds(shapes []*geom.MultiPolygon, x, y float64) bool {
	for _, mp := range shapes {
		odd := false
		xy := mp.FlatCoords()
		for _, rings := range mp.Endss() {
			from := 0
			for _, end := range rings {
				for i := from; i+3 < end; i += 2 {
					if (xy[i+1] > y) != (xy[i+3] > y) && x < xy[i]+(y-xy[i+1])/(xy[i+3]-xy[i+1])*(xy[i+2]-xy[i]) {
						odd = !odd
					}
				}
				from = end
			}
		}
		if odd {
			return true
		}
	}
	return false
}

// TestPixelsOutsideAreTransparent: at every zoom, pixel by pixel, a tile of a part is the whole's tile where the pixel's middle lies in
// the part's zones, and transparent elsewhere.
func TestPixelsOutsideAreTransparent(t *testing.T) {
	whole := scenesOf(t, "ndvi", false, 1e-4, slope, slope)
	rng := rand.New(rand.NewPCG(19, 0))
	shown, hidden := 0, 0
	for range 3 {
		shapes := []*geom.MultiPolygon{blob(rng, 60+60*rng.Float64(), 60+130*rng.Float64(), 50), blob(rng, 180+30*rng.Float64(), 128, 20*rng.Float64()+1)}
		set, err := whole.Within(context.Background(), partOf(t, whole, shapes...))
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []tilematrix.TileCoord{{Z: 8, X: 200, Y: 100}, {Z: 9, X: 400, Y: 200}, {Z: bz, X: bx, Y: by}, {Z: 11, X: 2 * bx, Y: 2*by + 1}, {Z: 12, X: 4*bx + 1, Y: 4*by + 1}, {Z: 13, X: 8*bx + 2, Y: 8*by + 3}, {Z: bz, X: bx + 1, Y: by}} {
			for _, earlier := range []string{"", whole.Scenes()[0].ID} {
				of, err := set.Subject(set.Scenes()[1].ID, earlier)
				if err != nil {
					t.Fatal(err)
				}
				own, err := whole.Subject(of.Scene.ID, earlier)
				if err != nil {
					t.Fatal(err)
				}
				style, err := whole.Style(own, Choice{})
				if err != nil {
					t.Fatal(err)
				}
				r := Request{Style: style, Z: at.Z, X: at.X, Y: at.Y}
				r.Subject = of
				got, err := set.Draw(r)
				if err != nil {
					t.Fatal(err)
				}
				r.Subject = own
				want, err := whole.Draw(r)
				if err != nil {
					t.Fatal(err)
				}
				for i := range 256 * 256 {
					scale := math.Exp2(float64(bz - at.Z)) // of a pixel, in pixels of the zones' plane
					x := (256*float64(at.X) + float64(i%256) + 0.5) * scale
					y := (256*float64(at.Y) + float64(i/256) + 0.5) * scale
					expected := uint8(0)
					if want != nil && holds(shapes, x-256*bx, y-256*by) {
						expected = want.Pix[i]
					}
					is := uint8(0)
					if got != nil {
						is = got.Pix[i]
					}
					if is != expected {
						t.Fatalf("%v pixel %d, %d is %d, want %d", at, i%256, i/256, is, expected)
					}
					if expected > 0 {
						shown++
					} else {
						hidden++
					}
				}
			}
		}
	}
	if shown < 100_000 || hidden < 100_000 {
		t.Errorf("%d pixels shown, %d hidden: the test looks at too few", shown, hidden)
	}
}

// TestPartTellsItsOwnFigures: ranges, bounds, sizes and legends of a part know nothing of what is outside.
func TestPartTellsItsOwnFigures(t *testing.T) {
	// 1..5 in the west, 1000 in the east
	whole := scenesOf(t, "depth", false, 1, func(x, y int) float64 {
		if x >= 128 {
			return 1000
		}
		return float64(1 + (x+y)%5)
	})
	west := geom.NewMultiPolygonFlat(geom.XY, []float64{10, 20, 110, 20, 110, 120, 10, 120, 10, 20}, [][]int{{10}})
	set, err := whole.Within(context.Background(), partOf(t, whole, west))
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Scenes()) != 1 {
		t.Fatalf("%d scenes", len(set.Scenes()))
	}
	sc := set.Scenes()[0]
	if lo, hi := sc.Range(); lo < 1 || hi > 5 || hi-lo < 3 {
		t.Errorf("the range is %g to %g, want about 1 to 5", lo, hi)
	}
	if w, h := sc.Size(); w < 100 || w > 102 || h < 100 || h > 102 {
		t.Errorf("the size is %d × %d, want 100", w, h)
	}
	full := whole.Scenes()[0].Bounds()
	if b, width := sc.Bounds(), full[2]-full[0]; math.Abs(b[0]-full[0]-width*10/256) > width/1e3 || math.Abs(full[2]-b[2]-width*146/256) > width/1e3 {
		t.Errorf("bounds %v of %v", b, full)
	}
	of := Subject{Scene: sc}
	style, err := set.Style(of, Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if style.Max > 10 {
		t.Errorf("the style runs to %g", style.Max)
	}
	if d := set.Describe(of, style, tilematrix.WebMercatorQuad(), PNG, "", ""); d.Bounds != sc.Bounds() || *d.Legend.Max > 10 {
		t.Errorf("%+v", d)
	}
}

// TestPartListsItsOwnClasses: a class that is nowhere in the part is not in its legend, and a small one is.
func TestPartListsItsOwnClasses(t *testing.T) {
	whole := scenesOf(t, "cover", true, 1, func(x, y int) float64 {
		switch {
		case x >= 128:
			return 77
		case x == 50 && y == 50:
			return 9
		}
		return 3
	})
	west := geom.NewMultiPolygonFlat(geom.XY, []float64{10, 20, 110, 20, 110, 120, 10, 120, 10, 20}, [][]int{{10}})
	set, err := whole.Within(context.Background(), partOf(t, whole, west))
	if err != nil {
		t.Fatal(err)
	}
	of := Subject{Scene: set.Scenes()[0]}
	style, err := set.Style(of, Choice{})
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for _, item := range set.Legend(of, style).Items {
		got = append(got, item.Value)
	}
	if !slices.Equal(got, []float64{3, 9}) {
		t.Errorf("the legend lists %v", got)
	}
}

// TestSceneWithoutGroundIsAbsent: what a part does not see reads as what is not there.
func TestSceneWithoutGroundIsAbsent(t *testing.T) {
	whole := scenesOf(t, "ndvi", false, 1e-4, slope)
	id := whole.Scenes()[0].ID
	unnamed := partOf(t, whole, geom.NewMultiPolygonFlat(geom.XY, []float64{50, 50, 100, 50, 100, 100, 50, 100, 50, 50}, [][]int{{10}}))
	if set, err := whole.Within(context.Background(), unnamed); err != nil || len(set.Scenes()) != 1 {
		t.Fatalf("the scene is absent, %v", err)
	}
	unnamed.Manifest.Scenes = nil
	for name, part := range map[string]*snapshot.Snapshot{
		"not named":        unnamed,
		"no zones":         partOf(t, whole),
		"beside the scene": partOf(t, whole, geom.NewMultiPolygonFlat(geom.XY, []float64{300, 0, 400, 0, 400, 100, 300, 100, 300, 0}, [][]int{{10}})),
	} {
		set, err := whole.Within(context.Background(), part)
		if err != nil {
			t.Fatal(err)
		}
		if len(set.Scenes())+len(set.Pairs()) > 0 {
			t.Errorf("%s: %d scenes", name, len(set.Scenes()))
		}
		if _, err := set.Subject(id, ""); err == nil || strings.Count(err.Error(), id) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkDrawWithin(b *testing.B) {
	whole := scenesOf(b, "ndvi", false, 1e-4, slope)
	rng := rand.New(rand.NewPCG(1, 1))
	parted, err := whole.Within(context.Background(), partOf(b, whole, blob(rng, 128, 128, 100)))
	if err != nil {
		b.Fatal(err)
	}
	all := geom.NewMultiPolygonFlat(geom.XY, []float64{-50, -50, 300, -50, 300, 300, -50, 300, -50, -50}, [][]int{{10}})
	inside, err := whole.Within(context.Background(), partOf(b, whole, all))
	if err != nil {
		b.Fatal(err)
	}
	for _, one := range []struct {
		name string
		set  *Set
	}{{"whole", whole}, {"inside", inside}, {"across the border", parted}} {
		b.Run(one.name, func(b *testing.B) {
			of := Subject{Scene: one.set.Scenes()[0]}
			style, err := one.set.Style(of, Choice{})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := one.set.Draw(Request{Subject: of, Style: style, Z: bz, X: bx, Y: by}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
