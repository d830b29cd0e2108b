package raster

import "math"

// Grid places Width×Height pixels in a plane by GDAL's affine geotransform: the corner of column c, row r lies at
// x = Affine[0] + c·Affine[1] + r·Affine[2], y = Affine[3] + c·Affine[4] + r·Affine[5], in units of the raster's CRS.
// Pixel coordinates are continuous: pixel (c, r) is the unit square from (c, r) to (c+1, r+1).
type Grid struct {
	Width, Height int
	Affine        [6]float64
}

// PixelArea is the area of one pixel in squared units of the CRS.
func (g Grid) PixelArea() float64 {
	return math.Abs(g.Affine[1]*g.Affine[5] - g.Affine[2]*g.Affine[4])
}

// ToWorld maps continuous pixel coordinates to the CRS.
func (g Grid) ToWorld(col, row float64) (x, y float64) {
	a := g.Affine
	return a[0] + col*a[1] + row*a[2], a[3] + col*a[4] + row*a[5]
}

// ToPixel maps CRS coordinates to continuous pixel coordinates.
func (g Grid) ToPixel(x, y float64) (col, row float64) {
	a := g.Affine
	det := a[1]*a[5] - a[2]*a[4]
	dx, dy := x-a[0], y-a[3]
	return (dx*a[5] - dy*a[2]) / det, (dy*a[1] - dx*a[4]) / det
}

// Window is a block of pixels inside a grid.
type Window struct{ X, Y, W, H int }

// Band is one raster band, read window by window. One goroutine at a time; each worker opens its own.
type Band interface {
	Grid() Grid
	// BlockSize is the file's natural block; windows aligned to it decode once.
	BlockSize() (w, h int)
	// Read fills values and valid, both of length w.W*w.H in row-major order, with the stored values (no scale or
	// offset applied) and whether each is an observation (not nodata, not masked, not NaN).
	Read(w Window, values []float64, valid []bool) error
	Close() error
}

// Missing stands for "no observation" among integers.
const Missing = math.MinInt32

// Integers is a [Band] that may hold small whole numbers: 8- and 16-bit files, whose differences and the sums of whose
// squares over a window are exact in int64.
type Integers interface {
	Band
	// Whole tells whether all values of the band are whole numbers within ±65,535.
	Whole() bool
	// ReadIntegers is Read for such a band: values that are no observation are [Missing].
	ReadIntegers(w Window, values []int32) error
}

// Opener opens a band anew, once per worker.
type Opener func() (Band, error)
