package rastertile

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Within is the set of a part of the set's snapshot: a pixel whose middle lies outside of the part's zones is transparent. Scenes that
// show nothing of them are absent, and those that the part's manifest does not name; ranges, classes, bounds and sizes are those of
// what is shown. A pixel of a tile may be drawn from the scene's pixels around its middle, those across the border among them, which are
// no larger than the tile's (decision 036). A scene that turns out to be damaged is left out, as by [Load]. The set uses the files of the
// whole, which must stay open. Errors are those of the file system, or ctx's.
func (s *Set) Within(ctx context.Context, part *snapshot.Snapshot) (*Set, error) {
	out := &Set{shared: true, ground: newGround(part)}
	named := map[string]bool{}
	for _, sc := range part.Manifest.Scenes {
		named[idOf(sc.Quantity, sc.Date)] = true
	}
	for _, id := range s.damaged {
		if named[id] {
			out.damaged = append(out.damaged, id)
		}
	}
	for _, of := range s.scenes {
		if !named[of.ID] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		switch seen, err := of.within(out.ground); {
		case errors.Is(err, rasterpack.ErrDamaged):
			out.damaged = append(out.damaged, of.ID)
		case err != nil:
			return nil, err
		case seen != nil:
			out.scenes = append(out.scenes, &Scene{ID: of.ID, Quantity: of.Quantity, Date: of.Date, file: of.file, seen: seen})
		}
	}
	out.describe(part.Changes)
	return out, nil
}

// seen is what a part shows of a scene.
type seen struct {
	stats         rasterpack.Stats
	classes       []float64
	bounds        [4]float64
	width, height int
}

// What is looked at to find the values that a part of a scene shows: tiles with about as many pixels as the part is wide, of a class
// scene as many as the scene has itself, since no class may be missed, within a bound.
const (
	surveyed      = 512      // pixels along the longer side
	leastSurveyed = 32       // of ground that is smaller than some pixels of the scene
	mostSurveyed  = 16 << 20 // pixels of a class scene
)

// within is what a ground shows of a scene; nil where the scene shows nothing of it.
func (s *Scene) within(g *ground) (*seen, error) {
	box, ok := common(g.degrees, s.file.Header().ToPixel.Box)
	if !ok {
		return nil, nil
	}
	out := &seen{bounds: [4]float64{box.MinX, box.MinY, box.MaxX, box.MaxY}}
	out.width, out.height = s.span(box)
	if out.width == 0 || out.height == 0 {
		return nil, nil
	}
	m := tilematrix.WebMercatorQuad()
	t := tally{seen: out}
	z := s.surveyLevel(m, out)
	x0, y0 := m.TileAt(z, box.MinX, box.MaxY)
	x1, y1 := m.TileAt(z, box.MaxX, box.MinY)
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			if err := t.add(s, g, &frame{tileMatrixSet: m, z: z, x: x, y: y, size: 256}); err != nil {
				return nil, err
			}
		}
	}
	if !t.met {
		return nil, nil
	}
	t.sum()
	return out, nil
}

// surveyLevel is the level at whose tiles a part is looked at.
func (s *Scene) surveyLevel(m *tilematrix.TileMatrixSet, of *seen) int {
	side, finest := surveyed, Subject{Scene: &Scene{file: s.file, seen: of}}.MaxZoom(m)
	if s.Class() {
		side = int(math.Sqrt(mostSurveyed))
	}
	wide := func(z int) float64 {
		left, top := m.Fraction(z, of.bounds[0], of.bounds[3])
		right, bottom := m.Fraction(z, of.bounds[2], of.bounds[1])
		return 256 * max(right-left, bottom-top)
	}
	z := m.MinZoom
	for z < m.MaxZoom() && wide(z+1) <= float64(side) && (z < finest || wide(z) < leastSurveyed) {
		z++
	}
	return z
}

// span is how many of the scene's pixels a box of degrees is wide and high.
func (s *Scene) span(b spatial.Box) (w, h int) {
	const steps = 8
	pixels := spatial.EmptyBox()
	for i := range steps + 1 {
		t := float64(i) / steps
		lon, lat := b.MinX+t*b.Width(), b.MinY+t*b.Height()
		for _, p := range [4][2]float64{{lon, b.MinY}, {lon, b.MaxY}, {b.MinX, lat}, {b.MaxX, lat}} {
			pixels = pixels.Extend(s.file.Header().ToPixel.At(p[0], p[1]))
		}
	}
	width, height := s.file.Header().Size(0)
	within := func(from, to float64, end int) int {
		return int(math.Max(0, math.Min(float64(end), math.Ceil(to))-math.Max(0, math.Floor(from))))
	}
	return within(pixels.MinX, pixels.MaxX, width), within(pixels.MinY, pixels.MaxY, height)
}

// common is the box that two boxes share.
func common(a, b spatial.Box) (spatial.Box, bool) {
	out := spatial.Box{MinX: max(a.MinX, b.MinX), MinY: max(a.MinY, b.MinY), MaxX: min(a.MaxX, b.MaxX), MaxY: min(a.MaxY, b.MaxY)}
	return out, !out.Empty()
}

// tally sums up the values that are shown.
type tally struct {
	*seen
	met          bool // the scene shows ground, observed or not
	mean, spread float64
}

func (t *tally) add(s *Scene, g *ground, f *frame) error {
	in := g.in(f)
	if !in.any {
		return nil
	}
	t.met = t.met || s.meets(in, f)
	values, err := s.sample(f)
	if err != nil || values == nil {
		return err
	}
	in.blank(values)
	last := float32(math.NaN())
	for _, v := range values {
		if v != v {
			continue
		}
		t.value(float64(v))
		if s.Class() && v != last { // runs are long
			last = v
			if i, known := slices.BinarySearch(t.classes, float64(v)); !known {
				t.classes = slices.Insert(t.classes, i, float64(v))
			}
		}
	}
	return nil
}

// value adds one by Welford's recurrence.
func (t *tally) value(v float64) {
	if t.stats.Count == 0 {
		t.stats.Min, t.stats.Max = v, v
	}
	t.stats.Count++
	t.stats.Min, t.stats.Max = math.Min(t.stats.Min, v), math.Max(t.stats.Max, v)
	off := v - t.mean
	t.mean += off / float64(t.stats.Count)
	t.spread += off * (v - t.mean)
}

func (t *tally) sum() {
	if t.stats.Count > 0 {
		t.stats.Mean, t.stats.Stdev = t.mean, math.Sqrt(t.spread/float64(t.stats.Count))
	}
}

// meets tells whether any pixel that shows ground lies on the scene, observed or not.
func (s *Scene) meets(in shown, f *frame) bool {
	h := s.file.Header()
	w, ht := h.Size(0)
	for i := range f.size * f.size {
		if in.pixels != nil && !in.pixels[i] {
			continue
		}
		u, v := h.ToPixel.At(f.degrees(float64(i%f.size)+0.5, float64(i/f.size)+0.5))
		if u >= 0 && v >= 0 && u < float64(w) && v < float64(ht) {
			return true
		}
	}
	return false
}
