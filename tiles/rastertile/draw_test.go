package rastertile

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// block is a band of 256² pixels that lies exactly on tile 10/800/400, pixel by pixel.
type block struct{ values func(x, y int) float64 }

func (b block) Grid() raster.Grid {
	return raster.Grid{Width: 256, Height: 256, Affine: [6]float64{0, 1, 0, 0, 0, -1}}
}
func (b block) BlockSize() (w, h int) { return 256, 256 }
func (b block) Close() error          { return nil }
func (b block) Read(w raster.Window, values []float64, valid []bool) error {
	for i := range w.W * w.H {
		values[i] = b.values(w.X+i%w.W, w.Y+i/w.W)
		valid[i] = !math.IsNaN(values[i])
	}
	return nil
}

const bz, bx, by = 10, 800, 400

// scenesOf is a snapshot with scenes of one quantity, a month apart, and its set of tiles.
func scenesOf(t testing.TB, quantity string, class bool, scale float64, bands ...func(x, y int) float64) *Set {
	t.Helper()
	m, dir := tilematrix.WebMercatorQuad(), t.TempDir()
	f := &frame{tileMatrixSet: m, z: bz, x: bx, y: by, size: 256}
	b := m.Bounds(bz, bx, by)
	to, err := crsapprox.Fit(func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = f.pixel(xs[i], ys[i])
		}
		return nil
	}, spatial.Box{MinX: b[0], MinY: b[1], MaxX: b[2], MaxY: b[3]}, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	s := &snapshot.Snapshot{}
	for i, band := range bands {
		name := quantity + string(rune('a'+i)) + snapshot.RasterExt
		h := rasterpack.Header{Grid: block{}.Grid(), CRS: "test", Type: rasterpack.Float32, Class: class, Scale: scale, ToPixel: to}
		open := func() (raster.Band, error) { return block{band}, nil }
		if err := rasterpack.Write(context.Background(), filepath.Join(dir, name), h, open, rasterpack.Options{}); err != nil {
			t.Fatal(err)
		}
		s.Manifest.Rasters = append(s.Manifest.Rasters, snapshot.SceneRaster{Quantity: quantity, Date: snapshot.Date(20000 + 30*i), File: name})
	}
	set, err := Load(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func drawn(t *testing.T, set *Set, id, earlier string, c Choice) (*image.Paletted, Style) {
	t.Helper()
	of, err := set.Subject(id, earlier)
	if err != nil {
		t.Fatal(err)
	}
	style, err := set.Style(of, c)
	if err != nil {
		t.Fatal(err)
	}
	img, err := set.Draw(Request{Subject: of, Style: style, Z: bz, X: bx, Y: by})
	if err != nil {
		t.Fatal(err)
	}
	return img, style
}

func value(v float64) *float64 { return &v }

// slope runs from 0 to 1 over the width of the tile, in ten thousandths; the left upper corner is not observed.
func slope(x, y int) float64 {
	if x < 40 && y < 30 {
		return math.NaN()
	}
	return math.Round(float64(x) / 255 * 10000)
}

func TestColoursFollowTheRamp(t *testing.T) {
	set := scenesOf(t, "ndvi", false, 1e-4, slope)
	img, style := drawn(t, set, "ndvi-2024-10-04", "", Choice{Ramp: "grey"})
	if style.Min != 0 || style.Max != 1 {
		t.Errorf("the range of ndvi is %g to %g", style.Min, style.Max)
	}
	for y := range 256 {
		for x := range 256 {
			got := img.At(x, y).(color.NRGBA)
			if x < 40 && y < 30 {
				if got.A != 0 {
					t.Fatalf("pixel %d,%d was not observed, and is %v", x, y, got)
				}
				continue
			}
			if got.A != 255 || math.Abs(float64(got.R)-float64(x)) > 1.01 || got.R != got.G || got.G != got.B {
				t.Fatalf("pixel %d,%d is %v", x, y, got)
			}
		}
	}
	img, _ = drawn(t, set, "ndvi-2024-10-04", "", Choice{Ramp: "grey", Min: value(0.25), Max: value(0.75)})
	for _, c := range []struct {
		x    int
		want float64
	}{{10, 0}, {63, 0}, {128, 128}, {195, 255}, {250, 255}} {
		if got := img.At(c.x, 200).(color.NRGBA); math.Abs(float64(got.R)-c.want) > 2 {
			t.Errorf("column %d is %v, want about %g", c.x, got, c.want)
		}
	}
}

// TestDifference: later − earlier where both are observed, and nowhere else.
func TestDifference(t *testing.T) {
	set := scenesOf(t, "ndvi", false, 1e-4, slope, func(x, y int) float64 {
		if x > 200 && y > 240 {
			return math.NaN()
		}
		if x > 100 && x < 110 {
			return slope(x, 100) - 3000 // a clearing
		}
		return math.Round(float64(x)/255*10000) + 1000
	})
	if n := len(set.Pairs()); n != 1 {
		t.Fatalf("%d differences", n)
	}
	p := set.Pairs()[0]
	img, style := drawn(t, set, p.Later.ID, p.Earlier.ID, Choice{})
	if style.Ramp.Name != "diverging" || style.Min != -0.5 || style.Max != 0.5 {
		t.Errorf("the style of a difference of ndvi is %s, %g to %g", style.Ramp.Name, style.Min, style.Max)
	}
	step := func(v float64) uint8 { return uint8(1 + math.Floor((v+0.5)*254+0.5)) }
	for _, c := range []struct {
		x, y int
		want uint8
	}{{10, 10, 0}, {240, 250, 0}, {60, 100, step(0.1)}, {105, 100, step(-0.3)}, {180, 30, step(0.1)}} {
		if got := img.ColorIndexAt(c.x, c.y); got != c.want {
			t.Errorf("pixel %d,%d has step %d, want %d", c.x, c.y, got, c.want)
		}
	}
	if _, err := set.Subject(p.Earlier.ID, p.Later.ID); !errors.Is(err, ErrRequest) {
		t.Errorf("the earlier scene minus the later: %v", err)
	}
	if _, err := set.Subject("ndvi-1999-01-01", ""); !errors.Is(err, ErrNoScene) || !strings.Contains(err.Error(), p.Later.ID) {
		t.Errorf("an unknown scene: %v", err)
	}
}

func TestClassesKeepTheirColours(t *testing.T) {
	first := func(x, y int) float64 { return []float64{3, 15, 27, 40}[x/64] }
	set := scenesOf(t, "cover", true, 1, first, func(x, y int) float64 {
		if y < 100 {
			return 40
		}
		return first(x, y)
	})
	p := set.Pairs()[0]
	before, style := drawn(t, set, p.Earlier.ID, "", Choice{})
	after, _ := drawn(t, set, p.Later.ID, "", Choice{})
	change, _ := drawn(t, set, p.Later.ID, p.Earlier.ID, Choice{})
	legend := set.Legend(Subject{Scene: p.Later}, style)
	if len(legend.Items) != 4 || legend.Items[3].Value != 40 {
		t.Fatalf("%+v", legend)
	}
	for i, item := range legend.Items {
		x := 64*i + 30
		if got := hex(before.At(x, 50).(color.NRGBA)); got != item.Color {
			t.Errorf("class %g is %s, the legend says %s", item.Value, got, item.Color)
		}
		if before.At(x, 200) != after.At(x, 200) {
			t.Errorf("class %g changes colour from scene to scene", item.Value)
		}
		want := unchanged
		if item.Value != 40 {
			want = before.At(250, 50).(color.NRGBA)
		}
		if change.At(x, 50) != want || change.At(x, 200) != unchanged {
			t.Errorf("class %g: the change shows %v and %v", item.Value, change.At(x, 50), change.At(x, 200))
		}
	}
	for _, c := range []Choice{{Ramp: "classes", Min: value(0)}, {Ramp: "nosuch"}} {
		if _, err := set.Style(Subject{Scene: p.Later}, c); !errors.Is(err, ErrRequest) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := set.Style(Subject{Scene: p.Later, Earlier: p.Earlier}, Choice{Ramp: "grey"}); !errors.Is(err, ErrRequest) {
		t.Errorf("the difference of classes as a number: %v", err)
	}
}

func TestEmptyTilesAreNil(t *testing.T) {
	set := scenesOf(t, "ndvi", false, 1e-4, slope)
	of, _ := set.Subject("ndvi-2024-10-04", "")
	style, _ := set.Style(of, Choice{})
	for _, c := range []struct {
		z, x, y uint32
		seen    bool
	}{{10, 800, 400, true}, {10, 801, 400, false}, {10, 800, 399, false}, {3, 6, 3, true}, {0, 0, 0, false}, {14, 800 << 4, 400 << 4, false}, {14, 800<<4 + 15, 400 << 4, true}, {22, 800 << 12, 400 << 12, false}} {
		img, err := set.Draw(Request{Subject: of, Style: style, Z: int(c.z), X: c.x, Y: c.y})
		if err != nil || (img != nil) != c.seen {
			t.Errorf("%d/%d/%d: drawn: %v, %v", c.z, c.x, c.y, img != nil, err)
		}
	}
	if _, err := set.Draw(Request{Subject: of, Style: style, Z: 3, X: 8}); !errors.Is(err, tilematrix.ErrTileRange) {
		t.Error(err)
	}
}
