package rasterpack

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

func TestWindowBeyondTheRaster(t *testing.T) {
	g := gridOf(300, 280)
	values := random(g, Int16, false, 9)
	f := written(t, header(t, g, Int16, false), values)
	for _, w := range []raster.Window{{X: -20, Y: -7, W: 60, H: 50}, {X: 250, Y: 240, W: 100, H: 90}, {X: 400, Y: 10, W: 5, H: 5}, {X: 200, Y: 100, W: 1, H: 170}} {
		got := make([]float32, w.W*w.H)
		if err := f.Window(0, w, got); err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			x, y := w.X+i%w.W, w.Y+i/w.W
			want := math.NaN()
			if x >= 0 && y >= 0 && x < g.Width && y < g.Height {
				want = values[y*g.Width+x]
			}
			if !same(want, v) {
				t.Fatalf("%+v: pixel %d,%d is %v, want %v", w, x, y, v, want)
			}
		}
	}
}

// TestFlippedBytes: no byte can change so that other values come out.
//
//testrun:plain
func TestFlippedBytes(t *testing.T) {
	g := gridOf(300, 260)
	values := random(g, Int16, false, 2)
	path := filepath.Join(t.TempDir(), "scene")
	h := header(t, g, Int16, false)
	if err := Write(context.Background(), path, h, opener(h, values), Options{}); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(b); at += 1 + len(b)/700 {
		if at >= 12 && at < leadBytes { // means nothing
			continue
		}
		flipped := slices.Clone(b)
		flipped[at] ^= 0x10
		f, err := newFile(bytes.NewReader(flipped), int64(len(b)), path)
		if err != nil {
			continue
		}
		got := make([]float32, len(values))
		bad := f.Window(0, raster.Window{W: g.Width, H: g.Height}, got)
		if bad == nil {
			for i := range got {
				if !same(values[i], got[i]) {
					t.Fatalf("byte %d was flipped and gave other pixels", at)
				}
			}
			continue
		}
		if !errors.Is(bad, ErrDamaged) {
			t.Errorf("byte %d: %v", at, bad)
		}
	}
	if _, err := newFile(bytes.NewReader(b[:len(b)-1]), int64(len(b)-1), path); err == nil {
		t.Error("a file cut off was read")
	}
}

func FuzzFile(f *testing.F) {
	g := gridOf(20, 10)
	h := header(f, g, Int16, false)
	path := filepath.Join(f.TempDir(), "scene")
	if err := Write(context.Background(), path, h, opener(h, random(g, Int16, false, 1)), Options{}); err != nil {
		f.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := newFile(bytes.NewReader(b), int64(len(b)), "fuzzed")
		if err != nil {
			return
		}
		defer file.Close()
		for level := range file.Header().Levels() {
			_ = file.Window(level, raster.Window{X: -1, Y: -1, W: 300, H: 300}, make([]float32, 90000))
		}
		file.Header().ToPixel.At(0, 0)
	})
}
