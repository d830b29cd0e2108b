package raster

import "fmt"

// Part is a band that holds some pixels of a larger grid.
type Part struct {
	Open   Opener
	Col    int // of the grid, where the part's first column lies; it may lie outside
	Row    int
	Width  int
	Height int
}

// Assemble returns an opener of one band on a grid that reads from parts of one pixel type on its lattice. Where parts overlap,
// the last one with an observation counts; where there is none, nothing was observed. Parts are opened when they are read first.
func Assemble(g Grid, parts []Part) Opener {
	return func() (Band, error) {
		a := &assembled{grid: g, parts: parts, open: map[int]Band{}}
		first, err := a.part(0)
		if err != nil {
			return nil, err
		}
		a.blockW, a.blockH = first.BlockSize()
		if i, ok := first.(Integers); ok {
			a.whole = i.Whole()
		}
		return a, nil
	}
}

// maxOpen bounds how many parts one band holds open.
const maxOpen = 16

// assembled is a band made of parts; it implements [Integers].
type assembled struct {
	grid           Grid
	parts          []Part
	blockW, blockH int
	whole          bool
	open           map[int]Band
	order          []int // of those that are open, the one read last at the end
	numbers        []int32
	values         []float64
	valid          []bool
}

func (a *assembled) Grid() Grid            { return a.grid }
func (a *assembled) BlockSize() (w, h int) { return a.blockW, a.blockH }
func (a *assembled) Whole() bool           { return a.whole }

// Close closes the parts that are open.
func (a *assembled) Close() (err error) {
	for _, b := range a.open {
		if e := b.Close(); err == nil {
			err = e
		}
	}
	return err
}

// part opens part i, and closes the one that has not been read for longest where there are too many.
func (a *assembled) part(i int) (Band, error) {
	for k, n := range a.order {
		if n == i {
			a.order = append(append(a.order[:k], a.order[k+1:]...), i)
			return a.open[i], nil
		}
	}
	if len(a.order) == maxOpen {
		old := a.open[a.order[0]]
		delete(a.open, a.order[0])
		a.order = a.order[1:]
		if err := old.Close(); err != nil {
			return nil, err
		}
	}
	b, err := a.parts[i].Open()
	if err != nil {
		return nil, err
	}
	if g := b.Grid(); g.Width != a.parts[i].Width || g.Height != a.parts[i].Height {
		b.Close()
		return nil, fmt.Errorf("part %d has %d×%d pixels, not %d×%d", i, g.Width, g.Height, a.parts[i].Width, a.parts[i].Height)
	}
	a.open[i], a.order = b, append(a.order, i)
	return b, nil
}

// within is what of a window of the grid part i holds: in the part's own pixels, and where that lies in the window.
func (a *assembled) within(i int, w Window) (own Window, x, y int, ok bool) {
	p := &a.parts[i]
	x0, y0 := max(w.X, p.Col), max(w.Y, p.Row)
	x1, y1 := min(w.X+w.W, p.Col+p.Width), min(w.Y+w.H, p.Row+p.Height)
	return Window{x0 - p.Col, y0 - p.Row, x1 - x0, y1 - y0}, x0 - w.X, y0 - w.Y, x0 < x1 && y0 < y1
}

// Read implements [Band].
func (a *assembled) Read(w Window, values []float64, valid []bool) error {
	clear(values[:w.W*w.H])
	clear(valid[:w.W*w.H])
	for i := range a.parts {
		own, x, y, ok := a.within(i, w)
		if !ok {
			continue
		}
		b, err := a.part(i)
		if err != nil {
			return err
		}
		n := own.W * own.H
		a.values, a.valid = resized(a.values, n), resized(a.valid, n)
		if err := b.Read(own, a.values, a.valid); err != nil {
			return err
		}
		for k, ok := range a.valid {
			if ok {
				at := (y+k/own.W)*w.W + x + k%own.W
				values[at], valid[at] = a.values[k], true
			}
		}
	}
	return nil
}

// ReadIntegers implements [Integers].
func (a *assembled) ReadIntegers(w Window, values []int32) error {
	values = values[:w.W*w.H]
	for i := range values {
		values[i] = Missing
	}
	for i := range a.parts {
		own, x, y, ok := a.within(i, w)
		if !ok {
			continue
		}
		b, err := a.part(i)
		if err != nil {
			return err
		}
		a.numbers = resized(a.numbers, own.W*own.H)
		if err := b.(Integers).ReadIntegers(own, a.numbers); err != nil {
			return err
		}
		for k, v := range a.numbers {
			if v != Missing {
				values[(y+k/own.W)*w.W+x+k%own.W] = v
			}
		}
	}
	return nil
}
