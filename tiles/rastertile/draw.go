package rastertile

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Request names one picture tile.
type Request struct {
	Subject       Subject
	Style         Style
	TileMatrixSet *tilematrix.TileMatrixSet // nil for WebMercatorQuad
	Z             int
	X, Y          uint32
	Scale         int // 1 (or 0) for 256 pixels, 2 for 512
}

// Draw draws a tile; nil where nothing of it was observed. Errors wrap [tilematrix.ErrTileRange] or [rasterpack.ErrDamaged].
func (s *Set) Draw(r Request) (*image.Paletted, error) {
	if r.TileMatrixSet == nil {
		r.TileMatrixSet = tilematrix.WebMercatorQuad()
	}
	if err := r.TileMatrixSet.Check(r.Z, r.X, r.Y); err != nil {
		return nil, err
	}
	f := &frame{tileMatrixSet: r.TileMatrixSet, z: r.Z, x: r.X, y: r.Y, size: 256 * max(1, r.Scale)}
	shown := s.ground.in(f)
	if !shown.any {
		return nil, nil
	}
	later, err := r.Subject.Scene.sample(f)
	if err != nil || later == nil {
		return nil, err
	}
	shown.blank(later)
	var earlier []float32
	if r.Subject.Earlier != nil {
		if earlier, err = r.Subject.Earlier.sample(f); err != nil || earlier == nil {
			return nil, err
		}
	}
	return s.paint(r, f.size, later, earlier), nil
}

func (s *Set) paint(r Request, size int, later, earlier []float32) *image.Paletted {
	classes := s.classes[r.Subject.Scene.Quantity]
	img := image.NewPaletted(image.Rect(0, 0, size, size), nil)
	var any bool
	switch {
	case !r.Style.Ramp.classes:
		img.Palette = r.Style.Ramp.palette(0)
		any = r.Style.shade(img.Pix, r.Subject, later, earlier)
	case earlier != nil:
		img.Palette = append(r.Style.Ramp.palette(min(len(classes), steps-1)), unchanged)
		any = changedClasses(img.Pix, classes, later, earlier)
	default:
		img.Palette = r.Style.Ramp.palette(min(len(classes), steps))
		any = showClasses(img.Pix, classes, later)
	}
	if !any {
		return nil
	}
	return img
}

// shade turns values, or differences, into steps of the ramp.
func (y *Style) shade(pix []uint8, of Subject, later, earlier []float32) (any bool) {
	h := of.Scene.file.Header()
	scale, offset := h.Scale, h.Offset
	scale0, offset0 := 0.0, 0.0
	if of.Earlier != nil {
		h0 := of.Earlier.file.Header()
		scale0, offset0 = h0.Scale, h0.Offset
	}
	per := (steps - 1) / (y.Max - y.Min)
	for i, v := range later {
		value := float64(v)*scale + offset
		if earlier != nil {
			value -= float64(earlier[i])*scale0 + offset0
		}
		if value != value {
			continue
		}
		pix[i] = uint8(1 + math.Max(0, math.Min(steps-1, math.Floor((value-y.Min)*per+0.5))))
		any = true
	}
	return any
}

// unchanged is where a class stayed what it was.
var unchanged = color.NRGBA{R: 0xee, G: 0xee, B: 0xea, A: 0x99}

func showClasses(pix []uint8, classes []float64, values []float32) (any bool) {
	step := classSteps(classes, steps)
	for i, v := range values {
		if v == v {
			pix[i], any = step(v), true
		}
	}
	return any
}

// changedClasses shows the later class where it is another than the earlier, else that nothing changed.
func changedClasses(pix []uint8, classes []float64, later, earlier []float32) (any bool) {
	step := classSteps(classes, steps-1)
	same := uint8(1 + min(len(classes), steps-1))
	for i, v := range later {
		if e := earlier[i]; v != v || e != e {
			continue
		} else if v == e {
			pix[i] = same
		} else {
			pix[i] = step(v)
		}
		any = true
	}
	return any
}

// classSteps gives each class its place in the palette. Beyond the palette, classes share colours.
func classSteps(classes []float64, room int) func(float32) uint8 {
	places := make(map[float32]uint8, len(classes))
	for i, c := range classes {
		places[float32(c)] = uint8(1 + i%room)
	}
	last, place := float32(math.NaN()), uint8(0)
	return func(v float32) uint8 {
		if v != last { // runs are long
			last = v
			p, ok := places[v]
			if !ok {
				p = 1 // one of more classes than a scene lists
			}
			place = p
		}
		return place
	}
}

// Key names a tile's picture among all of a snapshot.
func (r Request) Key() string {
	id := tilematrix.WebMercatorQuad().ID
	if r.TileMatrixSet != nil {
		id = r.TileMatrixSet.ID
	}
	return fmt.Sprintf("%s/%s/%d/%d/%d@%d/%s/%g/%g", r.Subject.Key(), id, r.Z, r.X, r.Y, max(1, r.Scale), r.Style.Ramp.Name, r.Style.Min, r.Style.Max)
}
