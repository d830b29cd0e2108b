package rasterpack

import (
	"context"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// A window of 2,048² pixels holds whole blocks of the levels 0 to 3, of the last one exactly one: workers make these levels of
// different windows by themselves.
const (
	windowLevel = 3
	windowSize  = BlockSize << windowLevel
)

func windows(g raster.Grid) []raster.Window {
	var out []raster.Window
	for y := 0; y < g.Height; y += windowSize {
		for x := 0; x < g.Width; x += windowSize {
			out = append(out, raster.Window{X: x, Y: y, W: min(windowSize, g.Width-x), H: min(windowSize, g.Height-y)})
		}
	}
	return out
}

// pieces is what one window comes to.
type pieces struct {
	blocks     []block
	stats      counter
	top        []float32 // the window at windowLevel; nil where the file has no levels above
	topX, topY int
	topW, topH int
}

// cutter reads windows of a band and packs them. One goroutine at a time.
type cutter struct {
	*packer
	band     raster.Band
	integers raster.Integers // nil for other bands
	whole    []int32
	floats   []float64
	valid    []bool
	levels   [2][]float32
}

func newCutter(h *Header, open raster.Opener) (*cutter, error) {
	p, err := newPacker(h)
	if err != nil {
		return nil, err
	}
	band, err := open()
	if err != nil {
		return nil, err
	}
	c := &cutter{packer: p, band: band}
	if i, ok := band.(raster.Integers); ok && i.Whole() {
		c.integers = i
	}
	size := min(windowSize, h.Grid.Width) * min(windowSize, h.Grid.Height)
	c.levels = [2][]float32{make([]float32, size), make([]float32, size/2+windowSize)}
	return c, nil
}

func (c *cutter) cut(ctx context.Context, win raster.Window) (*pieces, error) {
	values := c.levels[0][:win.W*win.H]
	for y := 0; y < win.H; y += BlockSize {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := raster.Window{X: win.X, Y: win.Y + y, W: win.W, H: min(BlockSize, win.H-y)}
		if err := c.read(part, values[y*win.W:(y+part.H)*win.W]); err != nil {
			return nil, err
		}
	}
	out := &pieces{}
	if err := out.stats.count(values, c.header); err != nil {
		return nil, fmt.Errorf("window %d,%d: %w", win.X, win.Y, err)
	}
	spare := c.levels[1]
	for level := range min(c.header.Levels(), windowLevel+1) {
		if level > 0 {
			half, w, h := halve(values, win.W, win.H, c.header.Class, c.header.Type != Float32, spare)
			values, spare = half, values[:cap(values)]
			win = raster.Window{X: win.X / 2, Y: win.Y / 2, W: w, H: h}
		}
		if level == windowLevel && c.header.Levels() > windowLevel {
			out.top = append(out.top, values...) // its blocks are made with the levels above
			out.topX, out.topY, out.topW, out.topH = win.X, win.Y, win.W, win.H
			break
		}
		out.blocks = c.blocks(level, win, values, out.blocks)
	}
	return out, nil
}

// read fills values with what the band stores, NaN where it has no observation.
func (c *cutter) read(win raster.Window, values []float32) error {
	nan, n := float32(math.NaN()), len(values)
	if c.integers != nil {
		c.whole = resized(c.whole, n)
		if err := c.integers.ReadIntegers(win, c.whole); err != nil {
			return err
		}
		for i, v := range c.whole {
			if values[i] = float32(v); v == raster.Missing {
				values[i] = nan
			}
		}
		return nil
	}
	c.floats, c.valid = resized(c.floats, n), resized(c.valid, n)
	if err := c.band.Read(win, c.floats, c.valid); err != nil {
		return err
	}
	for i, v := range c.floats {
		values[i] = float32(math.Max(-math.MaxFloat32, math.Min(math.MaxFloat32, v))) // beyond float32 it is observed all the same
		if !c.valid[i] || math.IsNaN(v) || math.IsInf(v, 0) {
			values[i] = nan
		}
	}
	return nil
}

func resized[E any](s []E, n int) []E {
	if cap(s) < n {
		return make([]E, n)
	}
	return s[:n]
}
