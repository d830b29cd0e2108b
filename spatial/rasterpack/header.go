package rasterpack

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

const (
	// BlockSize is the width and height of a block in pixels.
	BlockSize = 256

	// Format names the layout and the rules by which overviews are made; a change of either changes it.
	Format = "rasterpack 1"

	magic       = "QSRASTER"
	version     = 1
	leadBytes   = 16
	footerBytes = 24
	entryBytes  = 12

	maxSide    = 1 << 22 // pixels
	maxHeader  = 1 << 20 // bytes
	maxClasses = 255
)

// Type is how values are stored.
type Type string

// Types of values. Whole numbers of more than 16 bits and float64 are kept as float32: what is drawn needs no more.
const (
	Uint8   Type = "uint8"
	Int16   Type = "int16"
	Uint16  Type = "uint16"
	Float32 Type = "float32"
)

// bytes is the size of a value; 0 for an unknown type.
func (t Type) bytes() int {
	switch t {
	case Uint8:
		return 1
	case Int16, Uint16:
		return 2
	case Float32:
		return 4
	}
	return 0
}

// limits are the least and the greatest value of a whole-number type.
func (t Type) limits() (lo, hi float32) {
	switch t {
	case Uint8:
		return 0, math.MaxUint8
	case Int16:
		return math.MinInt16, math.MaxInt16
	case Uint16:
		return 0, math.MaxUint16
	}
	return float32(math.Inf(-1)), float32(math.Inf(1))
}

// Header says what a file holds. Stored values become physical ones as value·Scale + Offset.
type Header struct {
	Grid   raster.Grid `json:"grid"`
	CRS    string      `json:"crs"` // a name, for people
	Type   Type        `json:"type"`
	Class  bool        `json:"class"` // values name classes
	Scale  float64     `json:"scale"`
	Offset float64     `json:"offset"`
	// ToPixel maps CGCS2000 degrees (longitude, latitude) to continuous pixel coordinates of level 0; its box holds the band.
	ToPixel *crsapprox.Warp `json:"to_pixel"`
	// Stats and Classes are found while writing.
	Stats Stats `json:"stats"`
	// Classes are the values of a class band, ascending; at most 255, then MoreClasses tells that there are others.
	Classes     []float64 `json:"classes,omitempty"`
	MoreClasses bool      `json:"more_classes,omitempty"`
}

// Stats describe the stored values of level 0; all but Count are 0 where there is no observation.
type Stats struct {
	Count int64   `json:"count"`
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
	Mean  float64 `json:"mean"`
	Stdev float64 `json:"stdev"`
}

// Levels counts the levels, the band itself included.
func (h *Header) Levels() int {
	n := 1
	for w, ht := h.Size(0); w > BlockSize || ht > BlockSize; n++ {
		w, ht = (w+1)/2, (ht+1)/2
	}
	return n
}

// Size is a level's width and height in pixels.
func (h *Header) Size(level int) (w, ht int) {
	up := 1<<level - 1
	return (h.Grid.Width + up) >> level, (h.Grid.Height + up) >> level
}

// blocks counts a level's columns and rows of blocks.
func (h *Header) blocks(level int) (cols, rows int) {
	w, ht := h.Size(level)
	return (w + BlockSize - 1) / BlockSize, (ht + BlockSize - 1) / BlockSize
}

// starts is where each level's blocks begin in the directory, and how many blocks there are in all.
func (h *Header) starts() []int {
	out := make([]int, h.Levels()+1)
	for l := range h.Levels() {
		cols, rows := h.blocks(l)
		out[l+1] = out[l] + cols*rows
	}
	return out
}

// check refuses a header that no writer makes.
func (h *Header) check() error {
	g := h.Grid
	switch {
	case g.Width < 1 || g.Height < 1 || g.Width > maxSide || g.Height > maxSide:
		return fmt.Errorf("a raster of %d × %d pixels", g.Width, g.Height)
	case h.Type.bytes() == 0:
		return fmt.Errorf("value type %q", h.Type)
	case !finite(h.Scale) || !finite(h.Offset) || h.Scale == 0:
		return fmt.Errorf("scale %g, offset %g", h.Scale, h.Offset)
	case len(h.Classes) > maxClasses:
		return fmt.Errorf("%d classes", len(h.Classes))
	case h.ToPixel == nil || h.ToPixel.Box.Empty() || !usable(h.ToPixel.U) || !usable(h.ToPixel.V):
		return errors.New("no way from degrees to pixels")
	}
	return nil
}

// usable tells whether a series can be evaluated.
func usable(s crsapprox.Series) bool {
	return len(s.C) > 0 && !slices.ContainsFunc(s.C, func(row []float64) bool { return len(row) == 0 })
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func (h *Header) marshal() ([]byte, error) { return json.Marshal(h) }
