package raster

// Weights say how much ground the pixels of a grid hold where that differs from pixel to pixel, as in degrees. Counts and
// areas are then in the weights' unit (square metres, or parts of the mean pixel), and means weigh pixels by their ground.
// Nil weighs all pixels 1. Within a pixel ground is taken as even.
type Weights struct {
	// Rows has one weight a row: grids whose rows run along parallels.
	Rows []float64
	// At, where Rows is nil, is the weight of a pixel. It must be safe for concurrent use.
	At func(col, row int) float64
}

func (w *Weights) of(col, row int) float64 {
	switch {
	case w == nil:
		return 1
	case w.Rows != nil:
		return w.Rows[row]
	}
	return w.At(col, row)
}

// windowWeights are the weights of a window's pixels, counted row by row.
type windowWeights struct {
	*Weights
	win Window
}

func (w windowWeights) of(at int) float64 {
	if w.Weights == nil {
		return 1
	}
	return w.Weights.of(w.win.X+at%w.win.W, w.win.Y+at/w.win.W)
}

// weigh turns ground into parts that count by their weight, and returns Σ share and Σ share·weight.
func (w windowWeights) weigh(g ground, out []part) (weighed []part, cells, area float64) {
	add := func(at int, share float64) {
		ground := share * w.of(at)
		cells += share
		area += ground
		out = append(out, part{int32(at), ground})
	}
	for _, u := range g.whole {
		for x := u.from; x < u.to; x++ {
			add(int(u.row)*w.win.W+int(x), 1)
		}
	}
	for _, u := range g.parts {
		add(int(u.at), u.share)
	}
	return out, cells, area
}

// area is a feature's area in the weights' unit: pixel by pixel inside the grid; ground outside it counts like the mean of
// what is inside, or like the grid's nearest pixel (col, row) where nothing is. pixels is the feature's area in pixels.
func (w *Weights) area(s Stats, pixels float64, col, row int) float64 {
	if w == nil {
		return pixels
	}
	if s.cells == 0 {
		return pixels * w.of(col, row)
	}
	return s.area + max(0, pixels-s.cells)*(s.area/s.cells)
}
