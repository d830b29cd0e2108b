package rastertile

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/qingshan-gis/qingshan/texts"
)

// Ramp is a named run of colours for numbers from low to high, or a list of colours for classes.
type Ramp struct {
	Name  string
	Title texts.Text
	// Stops are evenly spaced, or one a class.
	Stops   []color.NRGBA
	classes bool
}

// Ramps lists the ramps there are. Diverging and sequential ones are told apart by lightness, so that they hold for colour-blind
// readers: after Brewer's BrBG and PuOr, and Van der Walt and Smith's viridis; the classes' colours after Tol.
func Ramps() []Ramp {
	return []Ramp{
		{Name: "ndvi", Title: texts.Of("ramps.ndvi"), Stops: hexes("a6764a c9a66b e9d8a6 f3eec3 cfe3a0 9dc97c 5fa655 2f8040 105c30 02401f")},
		{Name: "diverging", Title: texts.Of("ramps.diverging"), Stops: hexes("543005 8c510a bf812d dfc27d f6e8c3 f5f5f5 c7eae5 80cdc1 35978f 01665e 003c30")},
		{Name: "purple-orange", Title: texts.Of("ramps.purple_orange"), Stops: hexes("7f3b08 b35806 e08214 fdb863 fee0b6 f7f7f7 d8daeb b2abd2 8073ac 542788 2d004b")},
		{Name: "viridis", Title: texts.Of("ramps.viridis"), Stops: hexes("440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725")},
		{Name: "grey", Title: texts.Of("ramps.grey"), Stops: hexes("000000 ffffff")},
		{Name: "classes", Title: texts.Of("ramps.classes"), classes: true, Stops: hexes("4477aa ee6677 228833 ccbb44 66ccee aa3377 997700 bbbbbb 004488 ee8866 44bb99 ddaa33 994455 77aadd")},
	}
}

// FindRamp returns the ramp of that name; an error wraps [ErrRequest] and names those there are.
func FindRamp(name string) (Ramp, error) {
	var known []string
	for _, r := range Ramps() {
		if r.Name == name {
			return r, nil
		}
		known = append(known, r.Name)
	}
	return Ramp{}, fmt.Errorf("%w: no ramp %q; there are %s", ErrRequest, name, strings.Join(known, ", "))
}

func hexes(list string) []color.NRGBA {
	var out []color.NRGBA
	for _, word := range strings.Fields(list) {
		c := color.NRGBA{A: 255}
		_, _ = fmt.Sscanf(word, "%02x%02x%02x", &c.R, &c.G, &c.B) // constants; TestRamps reads them again
		out = append(out, c)
	}
	return out
}

// at is the colour of a share from 0 to 1.
func (r *Ramp) at(share float64) color.NRGBA {
	last := len(r.Stops) - 1
	pos := share * float64(last)
	i := min(int(pos), last-1)
	t := pos - float64(i)
	a, b := r.Stops[i], r.Stops[i+1]
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*t + 0.5) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// class is the colour of the class at this place among the quantity's classes.
func (r *Ramp) class(i int) color.NRGBA { return r.Stops[i%len(r.Stops)] }

// steps is how many colours a picture tells numbers apart by; one more is transparent.
const steps = 255

// palette holds transparency first, then the ramp's colours.
func (r *Ramp) palette(classes int) color.Palette {
	out := color.Palette{color.NRGBA{}}
	if r.classes {
		for i := range classes {
			out = append(out, r.class(i))
		}
		return out
	}
	for i := range steps {
		out = append(out, r.at(float64(i)/(steps-1)))
	}
	return out
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
