package rastertile

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
)

// mostPixels bounds the window that is read for a tile. Only tiles of a scene that is seen very slantwise come near it; they take
// a coarser overview.
const mostPixels = 1 << 22

// sample returns the scene's stored values at the middles of a tile's pixels, row by row, NaN where there is no observation; nil
// where there is none at all.
func (s *Scene) sample(f *frame) ([]float32, error) {
	h := s.file.Header()
	b := h.ToPixel.Box
	r := f.within(b.MinX, b.MinY, b.MaxX, b.MaxY)
	if r.empty() {
		return nil, nil
	}
	l := newTransformGrid(f, r, h.ToPixel.At)
	level := overview(h, l.scale(f, h.ToPixel.At))
	win := window(h, l, level)
	for win.W*win.H > mostPixels && level < h.Levels()-1 {
		level++
		win = window(h, l, level)
	}
	if win.W <= 0 || win.H <= 0 {
		return nil, nil
	}
	source := make([]float32, win.W*win.H)
	if err := s.file.Window(level, win, source); err != nil {
		return nil, err
	}
	pick := pickNearest
	if !h.Class {
		pick = pickBilinear
	}
	return spread(f, l, h, level, win, source, pick), nil
}

// overview is the coarsest level whose pixels are no larger than the tile's.
func overview(h *rasterpack.Header, scale float64) int {
	const rounding = 1e-6 // a level that fits but for rounding fits
	return max(0, min(h.Levels()-1, int(math.Floor(math.Log2(math.Max(1, scale))+rounding))))
}

// window is what of a level a grid looks at, with the neighbours that interpolation needs.
func window(h *rasterpack.Header, l *transformGrid, level int) raster.Window {
	u0, v0, u1, v1 := l.box()
	w, ht := h.Size(level)
	size := float64(int(1) << level)
	from := func(v float64, end int) int { return int(math.Max(0, math.Min(float64(end), math.Floor(v/size)-2))) }
	to := func(v float64, end int) int { return int(math.Max(0, math.Min(float64(end), math.Floor(v/size)+3))) }
	win := raster.Window{X: from(u0, w), Y: from(v0, ht)}
	win.W, win.H = to(u1, w)-win.X, to(v1, ht)-win.Y
	return win
}

// picker returns the value at continuous coordinates of a window; the pixel that holds the place is in it.
type picker func(source []float32, win raster.Window, u, v float64) float32

func spread(f *frame, l *transformGrid, h *rasterpack.Header, level int, win raster.Window, source []float32, pick picker) []float32 {
	nan := float32(math.NaN())
	out := make([]float32, f.size*f.size)
	for i := range out {
		out[i] = nan
	}
	n := l.rect.x1 - l.rect.x0
	us, vs := make([]float64, n), make([]float64, n)
	width, height, size := float64(h.Grid.Width), float64(h.Grid.Height), float64(int(1)<<level)
	left, top, right, bottom := float64(win.X), float64(win.Y), float64(win.X+win.W), float64(win.Y+win.H)
	for y := l.rect.y0; y < l.rect.y1; y++ {
		l.row(y, us, vs)
		for i, u := range us {
			v := vs[i]
			if u < 0 || v < 0 || u >= width || v >= height {
				continue
			}
			if u, v = u/size, v/size; u >= left && v >= top && u < right && v < bottom {
				out[y*f.size+l.rect.x0+i] = pick(source, win, u-left, v-top)
			}
		}
	}
	return out
}

func pickNearest(source []float32, win raster.Window, u, v float64) float32 {
	return source[int(v)*win.W+int(u)]
}

// pickBilinear weighs the valid ones among the four nearest pixels; where the pixel that holds the place is not valid, there is
// no value.
func pickBilinear(source []float32, win raster.Window, u, v float64) float32 {
	own := source[int(v)*win.W+int(u)]
	if own != own {
		return own
	}
	fu, fv := math.Floor(u-0.5), math.Floor(v-0.5)
	s, t := float32(u-0.5-fu), float32(v-0.5-fv)
	x0, y0 := max(0, int(fu)), max(0, int(fv))
	x1, y1 := min(win.W-1, int(fu)+1), min(win.H-1, int(fv)+1)
	top, bottom := source[y0*win.W:], source[y1*win.W:]
	a, b, c, d := top[x0], top[x1], bottom[x0], bottom[x1]
	p, q := a+(b-a)*s, c+(d-c)*s
	if value := p + (q-p)*t; value == value {
		return value
	}
	sum, weight := float32(0), float32(0)
	for _, one := range [4]struct{ value, weight float32 }{{a, (1 - s) * (1 - t)}, {b, s * (1 - t)}, {c, (1 - s) * t}, {d, s * t}} {
		if one.value == one.value {
			sum += one.value * one.weight
			weight += one.weight
		}
	}
	if weight == 0 {
		return own
	}
	return sum / weight
}
