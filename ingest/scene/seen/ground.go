package seen

import (
	"sync/atomic"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Ground is one bit a pixel: whether any scene so far observed it. A county's scene of 10,000² pixels takes 12 MB. Safe for
// concurrent use.
type Ground struct {
	grid  raster.Grid
	words int // a row
	bits  []uint32
}

// NewGround is a grid of which nothing has been seen.
func NewGround(g raster.Grid) *Ground {
	words := (g.Width + 31) / 32
	return &Ground{grid: g, words: words, bits: make([]uint32, words*g.Height)}
}

// note takes in the pixels of a window that are observations, counted row by row.
func (s *Ground) note(w raster.Window, valid func(i int) bool) {
	for y := range w.H {
		row := s.bits[(w.Y+y)*s.words:]
		var word uint32
		for x := range w.W {
			if valid(y*w.W + x) {
				word |= 1 << ((w.X + x) % 32)
			}
			if (w.X+x)%32 == 31 || x == w.W-1 {
				atomic.OrUint32(&row[(w.X+x)/32], word)
				word = 0
			}
		}
	}
}

// Open gives a band that is 0 where something was seen, and invalid elsewhere.
func (s *Ground) Open() (raster.Band, error) { return &groundBand{s}, nil }

// has tells whether a pixel was seen.
func (s *Ground) has(col, row int) bool {
	return s.bits[row*s.words+col/32]&(1<<(col%32)) != 0
}

type groundBand struct{ seen *Ground }

func (b *groundBand) Grid() raster.Grid { return b.seen.grid }

func (b *groundBand) BlockSize() (w, h int) { return 512, 512 }

func (b *groundBand) Close() error { return nil }

func (b *groundBand) Whole() bool { return true }

func (b *groundBand) Read(w raster.Window, values []float64, valid []bool) error {
	clear(values[:w.W*w.H])
	for i := range w.W * w.H {
		valid[i] = b.seen.has(w.X+i%w.W, w.Y+i/w.W)
	}
	return nil
}

func (b *groundBand) ReadIntegers(w raster.Window, values []int32) error {
	for i := range w.W * w.H {
		values[i] = 0
		if !b.seen.has(w.X+i%w.W, w.Y+i/w.W) {
			values[i] = raster.Missing
		}
	}
	return nil
}

// Noting is a band that notes in seen what of it is an observation, as it is read.
func Noting(band raster.Band, seen *Ground) raster.Band {
	plain := notingBand{band, seen}
	if whole, ok := band.(raster.Integers); ok && whole.Whole() {
		return &notingIntegers{plain, whole}
	}
	return &plain
}

// notingBand notes what of a scene is an observation.
type notingBand struct {
	raster.Band
	seen *Ground
}

func (b *notingBand) Read(w raster.Window, values []float64, valid []bool) error {
	if err := b.Band.Read(w, values, valid); err != nil {
		return err
	}
	b.seen.note(w, func(i int) bool { return valid[i] })
	return nil
}

// notingIntegers is a notingBand over whole numbers.
type notingIntegers struct {
	notingBand
	whole raster.Integers
}

func (b *notingIntegers) Whole() bool { return true }

func (b *notingIntegers) ReadIntegers(w raster.Window, values []int32) error {
	if err := b.whole.ReadIntegers(w, values); err != nil {
		return err
	}
	b.seen.note(w, func(i int) bool { return values[i] != raster.Missing })
	return nil
}
