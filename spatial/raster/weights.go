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
