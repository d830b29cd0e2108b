package gdal

import (
	"fmt"
	"slices"

	"github.com/lukeroth/gdal"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Read fills stored values and whether each is an observation. An error names the file and holds GDAL's message.
func (r *Raster) Read(w raster.Window, values []float64, valid []bool) error {
	n := w.W * w.H
	if len(values) < n || len(valid) < n {
		return fmt.Errorf("%s: %d values and %d flags for a window of %d pixels", r.name, len(values), len(valid), n)
	}
	values = values[:n]
	if err := r.readPixels(w, values); err != nil {
		return err
	}
	if r.signed {
		sign(values)
	}
	for i, v := range values {
		valid[i] = r.observation.of(v) && (!r.masked || r.bits[i] != 0)
	}
	if r.quality == nil {
		return nil
	}
	return r.quality.judge(w, valid)
}

// readPixels fills a slice of numbers of some type, one a pixel of the window, and the mask's bits where the band has one.
func (r *Raster) readPixels(w raster.Window, values any) error {
	return onThread(func() error {
		s := r.stored(w)
		if err := r.band.IO(gdal.Read, s.X, s.Y, s.W, s.H, values, s.W, s.H, 0, 0); err != nil {
			return failure(r.name, fmt.Sprintf("pixels %d,%d to %d,%d cannot be read; the file is damaged or cut off, deliver it again", s.X, s.Y, s.X+s.W, s.Y+s.H))
		}
		r.turnAny(values, w.W)
		if !r.masked {
			return nil
		}
		r.bits = resized(r.bits, w.W*w.H)
		if err := r.mask.IO(gdal.Read, s.X, s.Y, s.W, s.H, r.bits, s.W, s.H, 0, 0); err != nil {
			return failure(r.name, "its mask cannot be read")
		}
		turn(r, r.bits, w.W)
		return nil
	})
}

// stored is where a window lies in the file as it is stored.
func (r *Raster) stored(w raster.Window) raster.Window {
	if r.south {
		w.Y = r.info.Grid.Height - w.Y - w.H
	}
	if r.east {
		w.X = r.info.Grid.Width - w.X - w.W
	}
	return w
}

func (r *Raster) turnAny(values any, w int) {
	switch v := values.(type) {
	case []float64:
		turn(r, v, w)
	case []int32:
		turn(r, v, w)
	case []int16:
		turn(r, v, w)
	case []uint16:
		turn(r, v, w)
	case []uint8:
		turn(r, v, w)
	}
}

// turn brings pixels, w to a row, from the file's order into that of the grid.
func turn[T any](r *Raster, values []T, w int) {
	switch {
	case r.south && r.east:
		slices.Reverse(values)
	case r.south:
		for a, b := 0, len(values)-w; a < b; a, b = a+w, b-w {
			for i := range w {
				values[a+i], values[b+i] = values[b+i], values[a+i]
			}
		}
	case r.east:
		for a := 0; a < len(values); a += w {
			slices.Reverse(values[a : a+w])
		}
	}
}

// sign makes signed bytes of unsigned ones.
func sign[T int32 | float64](values []T) {
	for i, v := range values {
		if v > 127 {
			values[i] = v - 256
		}
	}
}

// resized is a slice of n elements, of the same memory where that suffices.
func resized[E any](s []E, n int) []E {
	if cap(s) < n {
		return make([]E, n)
	}
	return s[:n]
}

// Whole tells whether the band is of 8 or 16 bits, whose values ReadIntegers gives.
func (r *Raster) Whole() bool {
	switch r.info.DataType {
	case "Byte", "Int8", "Int16", "UInt16":
		return true
	}
	return false
}

// ReadIntegers fills stored values; what is no observation is [raster.Missing]. Errors are those of [Raster.Read].
func (r *Raster) ReadIntegers(w raster.Window, values []int32) error {
	n := w.W * w.H
	if len(values) < n {
		return fmt.Errorf("%s: %d values for a window of %d pixels", r.name, len(values), n)
	}
	values = values[:n]
	if err := r.widened(w, values); err != nil {
		return err
	}
	if r.masked {
		for i, bit := range r.bits[:n] {
			if bit == 0 {
				values[i] = raster.Missing
			}
		}
	}
	if r.quality == nil {
		return nil
	}
	r.seen = resized(r.seen, n)
	for i := range r.seen {
		r.seen[i] = true
	}
	if err := r.quality.judge(w, r.seen); err != nil {
		return err
	}
	for i, ok := range r.seen {
		if !ok {
			values[i] = raster.Missing
		}
	}
	return nil
}

// widened reads whole numbers in the file's own type.
func (r *Raster) widened(w raster.Window, values []int32) error {
	switch r.info.DataType {
	case "Int16":
		r.raw = resized(r.raw, len(values))
		if err := r.readPixels(w, r.raw); err != nil {
			return err
		}
		widen(r, r.raw, values)
	case "UInt16":
		r.unsigned = resized(r.unsigned, len(values))
		if err := r.readPixels(w, r.unsigned); err != nil {
			return err
		}
		widen(r, r.unsigned, values)
	default:
		if err := r.readPixels(w, values); err != nil {
			return err
		}
		if r.signed {
			sign(values)
		}
		widen(r, values, values)
	}
	return nil
}

// widen turns stored values into integers of which those that are no observation are missing.
func widen[T int16 | uint16 | int32](r *Raster, from []T, to []int32) {
	lo, hi, nodata := r.observation.wholeLimits()
	to = to[:len(from)]
	for i, v := range from {
		v := int32(v)
		if v == nodata || v < lo || v > hi {
			v = raster.Missing
		}
		to[i] = v
	}
}

// Skim decodes a window in the file's own type and drops it: what decoding alone costs, the floor of every measurement. Errors are
// those of [Raster.Read].
func (r *Raster) Skim(w raster.Window) error {
	n := w.W * w.H
	switch r.info.DataType {
	case "Byte", "Int8":
		r.bits = resized(r.bits, n)
		return r.readPixels(w, r.bits)
	case "Int16":
		r.raw = resized(r.raw, n)
		return r.readPixels(w, r.raw)
	case "UInt16":
		r.unsigned = resized(r.unsigned, n)
		return r.readPixels(w, r.unsigned)
	}
	r.floats = resized(r.floats, n)
	return r.readPixels(w, r.floats)
}
