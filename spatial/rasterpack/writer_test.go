package rasterpack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// memory is a band of float64 values; NaN is no observation.
type memory struct {
	grid   raster.Grid
	values []float64
}

func (m *memory) Grid() raster.Grid     { return m.grid }
func (m *memory) BlockSize() (w, h int) { return 512, 512 }
func (m *memory) Close() error          { return nil }
func (m *memory) Read(w raster.Window, values []float64, valid []bool) error {
	for y := range w.H {
		for x := range w.W {
			v := m.values[(w.Y+y)*m.grid.Width+w.X+x]
			values[y*w.W+x], valid[y*w.W+x] = v, !math.IsNaN(v)
		}
	}
	return nil
}

// wholeMemory is a band of whole numbers.
type wholeMemory struct{ memory }

func (m *wholeMemory) Whole() bool { return true }
func (m *wholeMemory) ReadIntegers(w raster.Window, values []int32) error {
	for y := range w.H {
		for x := range w.W {
			v := m.values[(w.Y+y)*m.grid.Width+w.X+x]
			values[y*w.W+x] = raster.Missing
			if !math.IsNaN(v) {
				values[y*w.W+x] = int32(v)
			}
		}
	}
	return nil
}

func gridOf(w, h int) raster.Grid {
	return raster.Grid{Width: w, Height: h, Affine: [6]float64{0, 10, 0, 0, 0, -10}}
}

// flat maps a degree square to a grid.
func flat(t testing.TB, g raster.Grid) *crsapprox.Warp {
	w, err := crsapprox.Fit(func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = xs[i]*float64(g.Width), (1-ys[i])*float64(g.Height)
		}
		return nil
	}, spatial.Box{MaxX: 1, MaxY: 1}, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func header(t testing.TB, g raster.Grid, kind Type, class bool) Header {
	return Header{Grid: g, CRS: "test", Type: kind, Class: class, Scale: 1, ToPixel: flat(t, g)}
}

// random is smooth with noise, clouds and some odd values of the type.
func random(g raster.Grid, kind Type, class bool, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 7))
	lo, hi := kind.limits()
	values := make([]float64, g.Width*g.Height)
	for i := range values {
		x, y := float64(i%g.Width), float64(i/g.Width)
		v := 50 + 40*math.Sin(x/90)*math.Cos(y/70) + 10*r.Float64()
		switch {
		case class:
			v = math.Floor(math.Abs(v) / 12)
		case kind == Float32:
			v = float64(float32(v * 1e-3))
		default:
			v = math.Round(v)
		}
		if math.Sin(x/130)+math.Sin(y/111) > 1.2 || r.IntN(500) == 0 || (x > 600 && y < 300) {
			v = math.NaN()
		} else if r.IntN(3000) == 0 && kind != Float32 && !class {
			v = []float64{float64(lo), float64(hi)}[r.IntN(2)]
		}
		values[i] = v
	}
	return values
}

// bruteForce is the level above a whole level, pixel by pixel as the package comment says.
func bruteForce(values []float64, w, h int, kind Type, class bool) ([]float64, int, int) {
	w2, h2 := int(math.Ceil(float64(w)/2)), int(math.Ceil(float64(h)/2))
	out := make([]float64, 0, w2*h2)
	for y := range h2 {
		for x := range w2 {
			var list []float64
			for dy := range 2 {
				for dx := range 2 {
					if 2*x+dx < w && 2*y+dy < h && !math.IsNaN(values[(2*y+dy)*w+2*x+dx]) {
						list = append(list, values[(2*y+dy)*w+2*x+dx])
					}
				}
			}
			v := math.NaN()
			if len(list) > 0 && class {
				count := map[float64]int{}
				for _, c := range list {
					count[c]++
				}
				for _, c := range list {
					if math.IsNaN(v) || count[c] > count[v] {
						v = c
					}
				}
			} else if len(list) > 0 {
				sum := 0.0
				for _, c := range list {
					sum += c
				}
				v = sum / float64(len(list))
				if kind != Float32 {
					v = math.RoundToEven(v)
				}
				v = float64(float32(v))
			}
			out = append(out, v)
		}
	}
	return out, w2, h2
}

func same(a float64, b float32) bool { return a == float64(b) || math.IsNaN(a) && b != b }

var kinds = []struct {
	kind  Type
	class bool
}{{Uint8, false}, {Int16, false}, {Uint16, false}, {Float32, false}, {Uint8, true}, {Float32, true}}

// TestEveryPixelOfEveryLevel meets the values as they were given and the averages as the package comment defines them.
//
//testrun:plain
func TestEveryPixelOfEveryLevel(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for _, size := range [][2]int{{1, 1}, {255, 3}, {256, 256}, {257, 513}, {2049, 700}, {2300, 2561}, {5, 2100}} {
		for _, k := range kinds {
			t.Run(fmt.Sprintf("%v %s class=%v", size, k.kind, k.class), func(t *testing.T) {
				g := gridOf(size[0], size[1])
				values := random(g, k.kind, k.class, 1)
				f := written(t, header(t, g, k.kind, k.class), values)
				w, h := g.Width, g.Height
				for level := range f.Header().Levels() {
					if a, b := f.Header().Size(level); a != w || b != h {
						t.Fatalf("level %d is %d × %d, want %d × %d", level, a, b, w, h)
					}
					got := make([]float32, w*h)
					if err := f.Window(level, raster.Window{W: w, H: h}, got); err != nil {
						t.Fatal(err)
					}
					for i := range got {
						if !same(values[i], got[i]) {
							t.Fatalf("level %d, pixel %d,%d: %v, want %v", level, i%w, i/w, got[i], values[i])
						}
					}
					values, w, h = bruteForce(values, w, h, k.kind, k.class)
				}
				if last, _ := f.Header().Size(f.Header().Levels() - 1); last > BlockSize {
					t.Errorf("the last level is %d wide", last)
				}
			})
		}
	}
}

// written writes values and opens the file; whole numbers come as integers.
func written(t testing.TB, h Header, values []float64) *File {
	path := filepath.Join(t.TempDir(), "scene")
	if err := Write(context.Background(), path, h, opener(h, values), Options{Workers: 2}); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func opener(h Header, values []float64) raster.Opener {
	return func() (raster.Band, error) {
		m := memory{h.Grid, values}
		if h.Type == Float32 {
			return &m, nil
		}
		return &wholeMemory{m}, nil
	}
}

// TestOneFileWhateverTheWorkers: the bytes depend on the band only.
func TestOneFileWhateverTheWorkers(t *testing.T) {
	g := gridOf(4100, 2100)
	h := header(t, g, Int16, false)
	values := random(g, Int16, false, 5)
	var files [][]byte
	for _, workers := range []int{0, 1, 5} {
		path := filepath.Join(t.TempDir(), "scene")
		steps := make(chan int, 100)
		if err := Write(context.Background(), path, h, opener(h, values), Options{Workers: workers, Progress: func(n int) { steps <- n }}); err != nil {
			t.Fatal(err)
		}
		if len(steps) != Windows(g) {
			t.Errorf("%d steps of %d", len(steps), Windows(g))
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	for _, f := range files[1:] {
		if !bytes.Equal(f, files[0]) {
			t.Error("the files differ")
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	g := gridOf(40, 40)
	path := filepath.Join(t.TempDir(), "scene")
	values := make([]float64, 1600)
	values[700] = 256
	if err := Write(context.Background(), path, header(t, g, Uint8, false), opener(header(t, g, Uint8, false), values), Options{}); err == nil {
		t.Error("256 was kept in a byte")
	}
	h := header(t, g, Uint8, false)
	h.ToPixel = nil
	if err := Write(context.Background(), path, h, opener(h, values), Options{}); err == nil {
		t.Error("a file without a place was written")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Write(ctx, path, header(t, g, Int16, false), opener(h, values), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func BenchmarkWrite(b *testing.B) {
	g := gridOf(4096, 4096)
	h := header(b, g, Int16, false)
	values := random(g, Int16, false, 1)
	path := filepath.Join(b.TempDir(), "scene")
	for b.Loop() {
		if err := Write(context.Background(), path, h, opener(h, values), Options{Workers: 2}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(g.Width*g.Height)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mpixel/s")
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(g.Width*g.Height), "B/pixel")
}

// TestValuesBeyondFloat32: a value that float32 cannot hold was observed, and is kept as the nearest that it can; an overview of such
// values is no infinity.
func TestValuesBeyondFloat32(t *testing.T) {
	g := gridOf(300, 2)
	values := make([]float64, 600)
	values[0], values[1], values[300], values[301], values[5] = 1e300, 1e300, 1e300, 1e300, -1e39
	f := written(t, header(t, g, Float32, false), values)
	if n := f.Header().Stats.Count; n != 600 {
		t.Errorf("%d of 600 pixels are kept", n)
	}
	for level, want := range [][2]float32{{math.MaxFloat32, -math.MaxFloat32}, {math.MaxFloat32, -math.MaxFloat32 / 4}} {
		got := make([]float32, 6)
		if err := f.Window(level, raster.Window{W: 6, H: 1}, got); err != nil {
			t.Fatal(err)
		}
		if low := got[5-3*level]; got[0] != want[0] || low != want[1] {
			t.Errorf("level %d: %v, want %v first and %v", level, got, want[0], want[1])
		}
	}
}

var errGone = errors.New("the disk is gone")

type unreadable struct{ memory }

func (u *unreadable) Read(raster.Window, []float64, []bool) error { return errGone }

type unreadableWhole struct{ wholeMemory }

func (u *unreadableWhole) ReadIntegers(raster.Window, []int32) error { return errGone }

// TestWriteEndsWhereReadingDoes: a band that does not open or cannot be read gives its own error.
func TestWriteEndsWhereReadingDoes(t *testing.T) {
	g := gridOf(600, 600)
	for what, open := range map[string]raster.Opener{
		"does not open":         func() (raster.Band, error) { return nil, errGone },
		"cannot be read":        func() (raster.Band, error) { return &unreadable{memory{grid: g}}, nil },
		"whole, cannot be read": func() (raster.Band, error) { return &unreadableWhole{wholeMemory{memory{grid: g}}}, nil },
	} {
		path := filepath.Join(t.TempDir(), "band")
		if err := Write(context.Background(), path, header(t, g, Int16, false), open, Options{Workers: 2}); !errors.Is(err, errGone) {
			t.Errorf("%s: %v", what, err)
		}
		_ = os.Remove(path)
	}
}
